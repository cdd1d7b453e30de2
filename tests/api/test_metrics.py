"""Every answer is measured, however it was asked for; a log line tells of it, without the question unless wanted."""

import io
import json
import re
import sys
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.log import AnswerLog
from api.service import Service
from api.settings import Settings
from assistant.answer import Status

SIGNED = "Which documents were signed?"


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: service, Settings())) as client:
        yield client


def measures(client: TestClient) -> dict[str, float]:
    text = client.get("/metrics").text
    return {name: float(value) for name, value in re.findall(r"^(communique\S+) (\S+)$", text, re.MULTILINE)}


def test_each_way_to_ask_counts(client: TestClient) -> None:
    assert measures(client)["communique_releases"] == 1
    assert measures(client)["communique_passages"] > 33
    client.post("/v1/answers", json={"question": SIGNED})
    client.get("/", params={"question": SIGNED})
    client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "How much is Mars?"}]})
    found = measures(client)
    assert found['communique_answers_total{language="en",mode="verbatim",status="answered"}'] == 2
    assert found['communique_answers_total{language="en",mode="verbatim",status="not_stated"}'] == 1
    assert found['communique_answer_seconds_count{status="answered"}'] == 2
    assert found['communique_answer_seconds_sum{status="answered"}'] > 0


def test_every_status_can_be_told_from_the_first_scrape_on(client: TestClient) -> None:
    found = measures(client)
    assert all(found[f'communique_answer_seconds_count{{status="{status.value}"}}'] == 0 for status in Status)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_line_of_the_log_holds_the_question_only_if_that_is_wanted(service: Service, *, wanted: bool) -> None:
    stream = io.StringIO()
    AnswerLog(questions=wanted, stream=stream).answered(service.answer("Who pays for Mars?\n"), 0.0123)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["status"], line["milliseconds"]) == ("answer", "not_stated", 12.3)
    assert ("question" in line) is wanted
    assert ("Mars" in stream.getvalue()) is wanted


def test_the_log_is_written_to_the_error_stream(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with TestClient(create_app(lambda: service, Settings(log=True, log_questions=True))) as client:
        client.post("/v1/answers", json={"question": SIGNED})
    assert json.loads(stream.getvalue().strip().splitlines()[-1])["question"] == SIGNED
