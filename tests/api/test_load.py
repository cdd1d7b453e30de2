"""A public server refuses what is too much, says when to come back, and goes on serving everybody else."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from api.app import create_app
from api.load import Busy, Refusal, client_of
from api.service import Service
from api.settings import WAITING_AT_ONCE, Settings

QUESTION = {"question": "Which documents were signed?"}
# More than there are threads for what is not limited.
MANY = 48


@pytest.fixture
def limited(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: service, Settings(rate_limit="2/minute"))) as client:
        yield client


def test_what_is_left_is_told_and_beyond_it_refused(limited: TestClient) -> None:
    left = [limited.post("/v1/answers", json=QUESTION).headers["ratelimit"].split(";")[1] for _ in range(2)]
    assert left == ["r=1", "r=0"]
    refused = limited.post("/v1/answers", json=QUESTION)
    assert refused.status_code == 429
    assert refused.json()["type"] == "urn:communique:problem:too-many-requests"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-policy"] == '"requests";q=2;w=60'


def test_a_page_of_another_origin_may_read_when_to_come_back(limited: TestClient) -> None:
    elsewhere = {"Origin": "https://department.example"}
    for status in (200, 200, 429):
        response = limited.post("/v1/answers", json=QUESTION, headers=elsewhere)
        assert response.status_code == status
        readable = {name.strip().lower() for name in response.headers["access-control-expose-headers"].split(",")}
        assert readable == {"ratelimit", "ratelimit-policy", "retry-after"}


def test_pages_and_modules_are_served_beyond_the_limit(limited: TestClient) -> None:
    for _ in range(3):
        limited.post("/v1/answers", json=QUESTION)
    for path in ("/", "/releases", "/widget/communique-chat.js", "/v1/releases", "/livez"):
        assert limited.get(path).status_code == 200
    assert limited.get("/", params=QUESTION).status_code == 429


def test_a_forwarded_address_is_not_believed(limited: TestClient) -> None:
    statuses = [
        limited.post("/v1/answers", json=QUESTION, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(3)
    ]
    assert statuses == [200, 200, 429]


def test_a_client_of_ipv6_is_its_network() -> None:
    assert client_of({"client": ("2001:db8::1", 1)}) == client_of({"client": ("2001:db8::2", 2)})
    assert client_of({"client": ("2001:db8:0:1::1", 1)}) != client_of({"client": ("2001:db8::1", 1)})
    assert client_of({"client": ("192.0.2.1", 1)}) == "192.0.2.1"
    assert client_of({"client": None}) == ""


class Waiting:
    """An assistant that answers when it may."""

    def __init__(self, service: Service) -> None:
        self._assistant, self.begun, self.may = service.assistant, Event(), Event()
        self.count = 0

    def answer(self, *arguments: Any) -> Any:
        self.count += 1
        self.begun.set()
        assert self.may.wait(10)
        return self._assistant.answer(*arguments)


def test_beyond_so_many_at_once_the_next_is_told_to_come_back(service: Service) -> None:
    waiting = Waiting(service)
    busy = replace(service, assistant=waiting)  # type: ignore[arg-type]
    with TestClient(create_app(lambda: busy, Settings(max_concurrent=1))) as client:
        first: list[int] = []
        thread = Thread(target=lambda: first.append(client.post("/v1/answers", json=QUESTION).status_code))
        thread.start()
        assert waiting.begun.wait(10)
        refused = client.post("/v1/answers", json=QUESTION)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert client.get("/livez").status_code == 200
        waiting.may.set()
        thread.join(10)
        assert first == [200]
        assert 'communique_refused_requests_total{reason="busy"} 1.0' in client.get("/metrics").text
        assert client.post("/v1/answers", json=QUESTION).status_code == 200


def test_answers_take_turns_and_pages_wait_for_none_of_them(service: Service) -> None:
    waiting = Waiting(service)
    busy = replace(service, assistant=waiting)  # type: ignore[arg-type]
    settings = Settings()
    with TestClient(create_app(lambda: busy, settings)) as client, ThreadPoolExecutor(MANY) as pool:
        asked = [pool.submit(client.post, "/v1/answers", json=QUESTION) for _ in range(MANY)]
        assert waiting.begun.wait(10)
        assert client.get("/v1/facets").status_code == 200
        assert waiting.count <= settings.answers_at_once
        waiting.may.set()
        assert {one.result().status_code for one in asked} == {200}
    assert waiting.count == MANY


def test_what_waits_for_another_machine_does_not_hold_up_the_rest() -> None:
    assert Settings(workers=1).answers_at_once >= Settings(workers=1000).answers_at_once == 1
    assert Settings(llm_url="http://127.0.0.1:9/v1", llm_model="any").answers_at_once == WAITING_AT_ONCE


def test_what_waits_longer_than_the_deadline_is_told_so() -> None:
    sent: list[Message] = []

    async def never(*_: Any) -> None:
        await asyncio.sleep(60)

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "POST", "path": "/v1/answers", "headers": [], "query_string": b""}
    told: list[Refusal] = []
    asyncio.run(Busy(never, 1, 0.01, told.append)(scope, receive, send))
    assert told == [Refusal.DEADLINE]
    assert sent[0]["status"] == 503
    assert b"within 0.01 s" in sent[1]["body"]


def test_a_setting_that_is_no_rate_or_is_not_known_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="rate_limit"):
        Settings(rate_limit="often")
    monkeypatch.setenv("COMMUNIQUE_RATELIMIT", "1/second")
    with pytest.raises(ValueError, match=r"COMMUNIQUE_RATELIMIT; the settings are .*COMMUNIQUE_RATE_LIMIT"):
        Settings()
