"""Keeps votes on answers in a database; the only file that imports SQLAlchemy."""

from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import Column, DateTime, Engine, MetaData, String, Table, Text, create_engine, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from api.wire import FeedbackRequest
from corpus.errors import FeedbackError

VOTES = Table(
    "feedback",
    MetaData(),
    Column("answer_id", String(100), primary_key=True),
    Column("question", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("vote", String(10), nullable=False),
    Column("comment", Text),
    Column("given", DateTime(timezone=True), nullable=False),
)


class FeedbackStore:
    """Votes by the answer that they are on. Nothing is opened before the first is kept.

    `url` names the database as SQLAlchemy does: `sqlite:///file` or `postgresql+psycopg://...`.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(self._url)
        VOTES.metadata.create_all(engine)
        return engine

    def keep(self, feedback: FeedbackRequest) -> None:
        """Keep a vote in place of an earlier one on the same answer. Raises FeedbackError."""
        row = {**feedback.model_dump(), "given": datetime.now(UTC)}
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(VOTES).where(VOTES.c.answer_id == feedback.answer_id))
                connection.execute(insert(VOTES).values(row))
        except SQLAlchemyError as error:
            raise FeedbackError(f"a vote could not be kept: {error}; COMMUNIQUE_DATABASE says where") from error

    def all(self) -> list[FeedbackRequest]:
        """Every vote, the latest last. Raises FeedbackError."""
        columns = [column for column in VOTES.c if column.name != "given"]
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(select(*columns).order_by(VOTES.c.given, VOTES.c.answer_id))
                return [FeedbackRequest.model_validate(row, from_attributes=True) for row in rows]
        except SQLAlchemyError as error:
            raise FeedbackError(f"the votes could not be read: {error}; COMMUNIQUE_DATABASE says where") from error
