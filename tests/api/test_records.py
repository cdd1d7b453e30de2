"""What was asked is kept for so many days, survives a killed process, and never stands in an answer's way."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from api.records import QUESTIONS, Records
from api.service import Service

WRITER = """
import sys
from api.records import Records
from api.wire import FeedbackRequest
records = Records(sys.argv[1], 30)
for number in range(10_000):
    records.vote(FeedbackRequest(answer_id=f"ans_{number}", question="Who?", status="answered", vote="up"))
    print(number, flush=True)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/records.db"


def test_questions_are_kept_with_what_became_of_them(service: Service, url: str) -> None:
    recording = replace(service, observers=(Records(url, 30),))
    for question in ("Which documents were signed?", "How much is a ticket to Mars?", "Hello!"):
        recording.answer(question)
    kept = Records(url, 30).questions(days=1)
    assert [(one.question, one.status) for one in kept] == [
        ("Which documents were signed?", "answered"), ("How much is a ticket to Mars?", "not_stated")
    ]  # fmt: skip


def test_nothing_is_kept_if_that_is_switched_off(service: Service, url: str) -> None:
    replace(service, observers=(Records(url, 0),)).answer("Which documents were signed?")
    assert Records(url, 0).questions(days=1) == []


def test_old_questions_are_deleted(service: Service, url: str) -> None:
    recording = replace(service, observers=(Records(url, 30),))
    recording.answer("Which documents were signed?")
    old = datetime.now(UTC) - timedelta(days=31)
    with create_engine(url).begin() as connection:
        connection.execute(update(QUESTIONS).values(asked=old))
    assert len(Records(url, 30).questions(days=40)) == 1
    replace(service, observers=(Records(url, 30),)).answer("How much is a ticket to Mars?")
    assert [one.question for one in Records(url, 30).questions(days=40)] == ["How much is a ticket to Mars?"]


def test_an_answer_goes_out_even_if_it_cannot_be_kept(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Records(f"sqlite:///{tmp_path}/missing/records.db", 30)
    answer = replace(service, observers=(nowhere,)).answer("Which documents were signed?")
    assert answer.citations
    assert "COMMUNIQUE_DATABASE" in caplog.text


def test_two_replicas_share_a_database(service: Service, url: str) -> None:
    for _ in range(2):
        replace(service, observers=(Records(url, 30),)).answer("Which documents were signed?")
    assert len(Records(url, 30).questions(days=1)) == 2


@pytest.mark.slow
def test_a_vote_that_was_acknowledged_survives_a_killed_process(url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().splitlines()]
    assert {f"ans_{number}" for number in acknowledged} <= {vote.answer_id for vote in Records(url, 30).votes()}
