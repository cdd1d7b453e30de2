"""Keeps what was asked, for so many days, and the votes on answers, in a database; the only file with SQLAlchemy."""

import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

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
    make_url,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.background import Background
from api.wire import FeedbackRequest
from assistant.answer import Answer, Status
from corpus.errors import RecordsError, RecordsUnavailable

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

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
# What has only one process at a time create the tables; the number is any that nobody else uses.
ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20251126)"}
# Seconds to wait for a server, and then for a connection of the pool; without them a server that is gone holds threads.
PATIENCE = 3
LIBPQ = {"connect_timeout": PATIENCE, "tcp_user_timeout": 1000 * PATIENCE}
EXAMPLE = "postgresql+psycopg://USER:PASSWORD@HOST/NAME"
# Old questions are looked for so many seconds apart.
SWEPT_EVERY = 3600
# PostgreSQL stores no NUL, and a lone surrogate has no UTF-8.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and what became of it."""

    question: str
    status: str
    asked: datetime


class Records:
    """The database; nothing is opened before the first record.

    `url` names it as SQLAlchemy does: `sqlite:///file` or `postgresql+psycopg://...`. Questions are kept for
    `keep_days` days, none if that is 0; votes until they are deleted. Raises RecordsError for a database that is not
    one of these.
    """

    def __init__(self, url: str, keep_days: int) -> None:
        self._engine, self._keep_days = engine_of(url), keep_days
        self._has_tables = False
        self._swept = -float(SWEPT_EVERY)
        self._questions = Background(self._keep)

    def _make_tables(self) -> None:
        """Make the tables, once; threads that do it at once wait for each other in the database."""
        if not self._has_tables:
            with self._engine.begin() as connection:
                connection.exec_driver_sql(ALONE[self._engine.dialect.name])
                TABLES.create_all(connection)
            self._has_tables = True

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """A transaction. Raises RecordsError."""
        try:
            self._make_tables()
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise translated(error) from error

    def answered(self, answer: Answer, seconds: float) -> None:  # noqa: ARG002 (an observer is told)
        """Keep a question, soon. One that cannot be kept is a warning in the log: no answer waits for that."""
        if not self._keep_days or answer.status is Status.NO_QUESTION:
            return
        row = {"answer_id": answer.id, "question": answer.question, "status": answer.status.value}
        self._questions.put(storable({**row, "asked": datetime.now(UTC)}))

    def close(self) -> None:
        """Keep what still waits, and leave the database."""
        self._questions.close()
        self._engine.dispose()

    def _keep(self, rows: Sequence[Mapping[str, Any]]) -> None:
        with self._transaction() as connection:
            now = time.monotonic()
            if sweeping := now - self._swept >= SWEPT_EVERY:
                oldest = datetime.now(UTC) - timedelta(days=self._keep_days)
                connection.execute(delete(QUESTIONS).where(QUESTIONS.c.asked < oldest))
            connection.execute(insert(QUESTIONS), rows)
        if sweeping:
            self._swept = now

    def vote(self, feedback: FeedbackRequest) -> None:
        """Keep a vote in place of an earlier one on the same answer. Raises RecordsError."""
        row = storable({**feedback.model_dump(), "given": datetime.now(UTC)})
        adding = upsert(self._engine.dialect.name, VOTES).values(row)
        replaced = {name: adding.excluded[name] for name in row if name != "answer_id"}
        with self._transaction() as connection:
            connection.execute(adding.on_conflict_do_update(index_elements=["answer_id"], set_=replaced))

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


def engine_of(url: str) -> Engine:
    """The engine for a database; nothing is opened yet. Raises RecordsError."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ALONE:
            raise ArgumentError(f"{parsed.get_backend_name()} is neither sqlite nor postgresql")
        # Connections that the server has dropped are replaced before they are used; no error names what was asked.
        options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}
        if parsed.get_driver_name() in {"psycopg", "psycopg2"}:
            chosen = {name: value for name, value in LIBPQ.items() if name not in parsed.query}
            options |= {"pool_timeout": PATIENCE, "connect_args": chosen}
        engine = create_engine(parsed, **options)
    except ModuleNotFoundError as error:
        raise RecordsError(
            f"the database's driver {error.name} is not installed; write COMMUNIQUE_DATABASE as {EXAMPLE}, and run"
            " `pip install 'psycopg[binary]'`"
        ) from error
    except (ArgumentError, ValueError) as error:
        raise RecordsError(
            f"COMMUNIQUE_DATABASE names no database: {first_line(error)}; write sqlite:///FILE or {EXAMPLE}"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", write_ahead)
    return engine


def upsert(database: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An insert that can give way to what is there already, which is each database's own."""
    if database == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def translated(error: SQLAlchemyError) -> RecordsError:
    """An error of SQLAlchemy as one of ours, in one line that does not repeat what was to be kept."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    unavailable = lost or isinstance(error, OperationalError | InterfaceError | PoolTimeout)
    kind = RecordsUnavailable if unavailable else RecordsError
    return kind(f"the database cannot be used: {first_line(error)}; COMMUNIQUE_DATABASE says which it is")


def first_line(error: Exception) -> str:
    """What an error says first, as the driver says it if it comes from there."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def storable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with a replacement character for each that a database cannot store."""
    return {
        name: UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
        for name, value in row.items()
    }


def write_ahead(connection: Any, _: object) -> None:
    """Have SQLite append to a log: readers do not wait for writers, and what is written survives a killed process."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:  # of several processes that change this at once SQLite has no one wait
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous=NORMAL")
