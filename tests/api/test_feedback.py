"""A vote on an answer is kept, a later one takes its place, and one that cannot be kept is an error that says so."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.records import Records
from api.service import Service
from api.settings import Settings
from corpus.errors import RecordsError

VOTE: dict[str, Any] = {"answer_id": "ans_1", "question": "Which airports?", "status": "answered", "vote": "up"}


@pytest.fixture
def store(settings: Settings) -> Records:
    return Records(settings.database_url, 0)


def votes(store: Records, answer_id: str) -> list[tuple[str, str | None]]:
    return [(one.vote, one.comment) for one in store.votes() if one.answer_id == answer_id]


def test_a_later_vote_on_the_same_answer_takes_its_place(client: TestClient, store: Records) -> None:
    assert client.post("/v1/feedback", json=VOTE).status_code == 204
    assert votes(store, "ans_1") == [("up", None)]
    changed = {**VOTE, "vote": "down", "comment": "the wrong airports; '); DROP TABLE feedback"}
    assert client.post("/v1/feedback", json=changed).status_code == 204
    assert votes(store, "ans_1") == [("down", changed["comment"])]


@pytest.mark.parametrize("wrong", [{"vote": "sideways"}, {"answer_id": ""}, {"comment": "x" * 2001}, {"ip": "1.2.3.4"}])
def test_what_is_no_vote_is_a_problem_and_is_not_kept(
    client: TestClient, store: Records, wrong: dict[str, Any]
) -> None:
    before = store.votes()
    assert client.post("/v1/feedback", json={**VOTE, "answer_id": "ans_2", **wrong}).status_code == 422
    assert store.votes() == before


def test_a_vote_that_cannot_be_kept_is_a_problem_that_says_when_to_try_again(service: Service, tmp_path: Path) -> None:
    nowhere = Settings(database=f"sqlite:///{tmp_path}/missing/votes.db")
    with pytest.raises(RecordsError, match="COMMUNIQUE_DATABASE"):
        Records(nowhere.database_url, 0).votes()
    with TestClient(create_app(lambda: service, nowhere), raise_server_exceptions=False) as client:
        response = client.post("/v1/feedback", json=VOTE)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.json()["type"] == "urn:communique:problem:database-unavailable"


def test_the_database_is_in_the_home_unless_it_is_set(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).database_url == f"sqlite:///{tmp_path}/communique.db"
    assert Settings(database="postgresql+psycopg://host/votes").database_url == "postgresql+psycopg://host/votes"


def test_pages_of_the_origins_that_are_set_may_ask_and_no_others(service: Service) -> None:
    listed = Settings(origins="https://one.example https://two.example")
    with TestClient(create_app(lambda: service, listed)) as client:
        for origin, allowed in (("https://two.example", "https://two.example"), ("https://three.example", None)):
            preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
            response = client.options("/v1/answers", headers={"Origin": origin, **preflight})
            assert response.headers.get("access-control-allow-origin") == allowed
