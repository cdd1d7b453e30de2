"""What was asked is kept for so many days, survives a killed process, and never stands in an answer's way."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from api.records import QUESTIONS, Records
from api.service import Service
from api.wire import FeedbackRequest
from assistant.answer import Answer, Status
from corpus.errors import RecordsError, RecordsUnavailable

WRITER = """
import sys
from api.records import Records
from api.wire import FeedbackRequest
records = Records(sys.argv[1], 30)
print("ready", flush=True)
sys.stdin.readline()
for number in range(10_000):
    records.vote(FeedbackRequest(answer_id=f"ans_{number}", question="Who?", status="answered", vote="up"))
    print(number, flush=True)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/records.db"


def ask(service: Service, records: Records, *questions: str) -> list[Answer]:
    """Ask a service that keeps what is asked, until it is kept."""
    with closing(records):
        return [replace(service, observers=(records,)).answer(question) for question in questions]


def vote(answer_id: str = "ans_1", question: str = "Who?", comment: str | None = None) -> FeedbackRequest:
    return FeedbackRequest(answer_id=answer_id, question=question, status=Status.ANSWERED, vote="up", comment=comment)


def test_questions_are_kept_with_what_became_of_them(service: Service, url: str) -> None:
    ask(service, Records(url, 30), "Which documents were signed?", "How much is a ticket to Mars?", "Hello!")
    kept = Records(url, 30).questions(days=1)
    assert [(one.question, one.status) for one in kept] == [
        ("Which documents were signed?", "answered"), ("How much is a ticket to Mars?", "not_stated")
    ]  # fmt: skip


def test_nothing_is_kept_if_that_is_switched_off(service: Service, url: str) -> None:
    ask(service, Records(url, 0), "Which documents were signed?")
    assert Records(url, 0).questions(days=1) == []


def test_old_questions_are_deleted(service: Service, url: str) -> None:
    ask(service, Records(url, 30), "Which documents were signed?")
    old = datetime.now(UTC) - timedelta(days=31)
    with create_engine(url).begin() as connection:
        connection.execute(update(QUESTIONS).values(asked=old))
    assert len(Records(url, 30).questions(days=40)) == 1
    ask(service, Records(url, 30), "How much is a ticket to Mars?")
    assert [one.question for one in Records(url, 30).questions(days=40)] == ["How much is a ticket to Mars?"]


def test_an_answer_goes_out_even_if_it_cannot_be_kept(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Records(f"sqlite:///{tmp_path}/missing/records.db", 30)
    (answer,) = ask(service, nowhere, "Which documents were signed?")
    assert answer.citations
    assert "COMMUNIQUE_DATABASE" in caplog.text
    assert "1 questions are lost" in caplog.text
    assert "Which documents" not in caplog.text


def test_two_replicas_share_a_database(service: Service, url: str) -> None:
    for _ in range(2):
        ask(service, Records(url, 30), "Which documents were signed?")
    assert len(Records(url, 30).questions(days=1)) == 2


def test_what_no_database_can_store_is_replaced(service: Service, url: str) -> None:
    (answer,) = ask(service, Records(url, 0), "Which documents were signed?")
    with closing(Records(url, 30)) as records:
        records.vote(vote("ans\0_1", "Who\0?", "a\0b"))
        records.answered(replace(answer, question="Who \ud800 signed\0?"), 0)
    (kept,) = Records(url, 30).votes()
    assert (kept.answer_id, kept.question, kept.comment) == ("ans\ufffd_1", "Who\ufffd?", "a\ufffdb")
    assert [one.question for one in Records(url, 30).questions(days=1)] == ["Who \ufffd signed\ufffd?"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("nonsense", "names no database"),
        ("oracle://host/name", "oracle is neither sqlite nor postgresql"),
        ("postgresql+psycopg://host:many/name", "names no database"),
        ("postgresql+missing://host/name", "names no database"),
        ("postgresql+pg8000://host/name", r"driver pg8000 is not installed; .* `pip install 'psycopg\[binary\]'`"),
    ],
)
def test_a_database_of_no_known_kind_is_told_at_once_in_one_line(wrong: str, said: str) -> None:
    with pytest.raises(RecordsError, match=said) as error:
        Records(wrong, 30)
    assert "COMMUNIQUE_DATABASE" in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.slow
def test_a_server_that_never_answers_is_given_up_and_holds_up_no_answer(service: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        records = Records(f"postgresql+psycopg://127.0.0.1:{silent.getsockname()[1]}/x?connect_timeout=2", 30)
        begun = time.monotonic()
        replace(service, observers=(records,)).answer("Which documents were signed?")
        assert time.monotonic() - begun < 2
        with pytest.raises(RecordsUnavailable, match="timeout"):
            records.vote(vote())
        assert time.monotonic() - begun < 10
    records.close()


@pytest.mark.slow
def test_processes_that_begin_at_once_make_the_tables_once(url: str) -> None:
    command = [sys.executable, "-c", WRITER.replace("10_000", "3"), url]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(4)]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    assert [writer.communicate()[0].split() for writer in writers] == [[b"0", b"1", b"2"]] * 4
    assert len(Records(url, 30).votes()) == 3


@pytest.mark.slow
def test_a_vote_that_was_acknowledged_survives_a_killed_process(url: str) -> None:
    command = [sys.executable, "-c", WRITER, url]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().splitlines()]
    assert {f"ans_{number}" for number in acknowledged} <= {vote.answer_id for vote in Records(url, 30).votes()}
