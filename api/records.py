"""Keeps what was asked, for so many days, and the votes on answers, in a database; the only file with SQLAlchemy."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from api.wire import FeedbackRequest
from assistant.answer import Answer, Status
from corpus.errors import RecordsError

TABLES = MetaData()
VOTES = Table(
    "feedback",
    TABLES,
    Column("answer_id", String(100), primary_key=True),
    Column("question", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("vote", String(10), nullable=False),
    Column("comment", Text),
    Column("given", DateTime(timezone=True), nullable=False),
)
QUESTIONS = Table(
    "questions",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("answer_id", String(100), nullable=False),
    Column("question", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("asked", DateTime(timezone=True), nullable=False, index=True),
)
# Old questions are looked for at the first of so many.
SWEPT_EVERY = 1000
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and what became of it."""

    question: str
    status: str
    asked: datetime


class Records:
    """The database; nothing is opened before the first record.

    `url` names it as SQLAlchemy does: `sqlite:///file` or `postgresql+psycopg://...`. Questions are kept for
    `keep_days` days, none if that is 0; votes until they are deleted.
    """

    def __init__(self, url: str, keep_days: int) -> None:
        self._url, self._keep_days = url, keep_days
        self._kept = 0

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(self._url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", write_ahead)
        TABLES.create_all(engine)
        return engine

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """A transaction. Raises RecordsError."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise RecordsError(f"the database cannot be used: {error}; COMMUNIQUE_DATABASE says which it is") from error

    def answered(self, answer: Answer, seconds: float) -> None:  # noqa: ARG002 (an observer is told)
        """Keep a question. One that cannot be kept is a warning in the log: the answer goes out all the same."""
        if not self._keep_days or answer.status is Status.NO_QUESTION:
            return
        row = {"answer_id": answer.id, "question": answer.question, "status": answer.status.value}
        try:
            with self._transaction() as connection:
                if self._kept % SWEPT_EVERY == 0:
                    oldest = datetime.now(UTC) - timedelta(days=self._keep_days)
                    connection.execute(delete(QUESTIONS).where(QUESTIONS.c.asked < oldest))
                connection.execute(insert(QUESTIONS).values({**row, "asked": datetime.now(UTC)}))
            self._kept += 1
        except RecordsError as error:
            log.warning("a question was not kept: %s", error)

    def vote(self, feedback: FeedbackRequest) -> None:
        """Keep a vote in place of an earlier one on the same answer. Raises RecordsError."""
        row = {**feedback.model_dump(), "given": datetime.now(UTC)}
        with self._transaction() as connection:
            connection.execute(delete(VOTES).where(VOTES.c.answer_id == feedback.answer_id))
            connection.execute(insert(VOTES).values(row))

    def votes(self, days: int | None = None) -> list[FeedbackRequest]:
        """Every vote, or those of the last days, the latest last. Raises RecordsError."""
        columns = [column for column in VOTES.c if column.name != "given"]
        wanted = select(*columns).order_by(VOTES.c.given, VOTES.c.answer_id)
        if days is not None:
            wanted = wanted.where(VOTES.c.given >= datetime.now(UTC) - timedelta(days=days))
        with self._transaction() as connection:
            rows = connection.execute(wanted)
            return [FeedbackRequest.model_validate(row, from_attributes=True) for row in rows]

    def questions(self, days: int) -> list[Asked]:
        """What was asked in the last days, the latest last. Raises RecordsError."""
        columns = (QUESTIONS.c.question, QUESTIONS.c.status, QUESTIONS.c.asked)
        since = datetime.now(UTC) - timedelta(days=days)
        with self._transaction() as connection:
            rows = connection.execute(select(*columns).where(QUESTIONS.c.asked >= since).order_by(QUESTIONS.c.number))
            return [Asked(row.question, row.status, row.asked) for row in rows]


def write_ahead(connection: Any, _: object) -> None:
    """Have SQLite append to a log: readers do not wait for writers, and what is written survives a killed process."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
