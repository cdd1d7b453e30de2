"""Every error is a problem document that says what is wrong and never repeats what was sent."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import MAX_BODY
from api.service import Service
from api.settings import Settings
from corpus.errors import QuoteMismatch

JSON = {"Content-Type": "application/json"}


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document = dict(response.json())
    assert document["status"] == status
    assert document["type"].startswith("urn:communique:problem:")
    assert document["title"]
    assert document["detail"]
    return document


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"question": ""}, "/body/question"),
        ({"question": " \n "}, "/body/question"),
        ({"question": "a" * 4096}, "/body/question"),
        ({"question": 5}, "/body/question"),
        ({"question": None}, "/body/question"),
        ({}, "/body/question"),
        ({"question": "a", "history": "b"}, "/body/history"),
        ({"question": "a", "history": ["b"] * 51}, "/body/history"),
        ({"question": "a", "history": ["b" * 1001]}, "/body/history/0"),
        ({"question": "a", "language": "fr"}, "/body/language"),
        ({"question": "a", "release_ids": []}, "/body/release_ids"),
        ({"question": "a", "release_id": "P2025042400475"}, "/body/release_id"),
        ([], "/body"),
    ],
)
def test_a_request_that_is_not_as_the_contract_says_is_told_where(client: TestClient, body: Any, pointer: str) -> None:
    document = problem_of(client.post("/v1/answers", json=body), 422)
    assert [error["pointer"] for error in document["errors"]] == [pointer]


def test_malformed_json_is_told(client: TestClient) -> None:
    document = problem_of(client.post("/v1/answers", content=b'{"question": ', headers=JSON), 400)
    assert document["type"] == "urn:communique:problem:malformed-json"


def test_a_lone_surrogate_is_refused_and_not_repeated(client: TestClient) -> None:
    response = client.post("/v1/answers", content=b'{"question": "\\ud800 secret"}', headers=JSON)
    problem_of(response, 422)
    assert "secret" not in response.text


def test_an_unknown_release_is_named(client: TestClient) -> None:
    for response in (
        client.post("/v1/answers", json={"question": "What?", "release_ids": ["P0"]}),
        client.post("/v1/search", json={"query": "flights", "release_ids": ["P0"]}),
        client.get("/v1/releases/P0"),
        client.post("/v1/citations/verify", json={"release_id": "P0", "quote": {"exact": "a", "start": 0, "end": 1}}),
    ):
        assert "'P0'" in problem_of(response, 404)["detail"]


def test_a_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not(client: TestClient) -> None:
    large = b'{"question": "' + b"a" * MAX_BODY + b'"}'
    pieces = (large[start : start + 1024] for start in range(0, len(large), 1024))
    for content in (large, pieces):
        assert str(MAX_BODY) in problem_of(client.post("/v1/answers", content=content, headers=JSON), 413)["detail"]


def test_a_body_below_the_limit_is_read(client: TestClient) -> None:
    history = ["b" * 1000] * 50
    assert client.post("/v1/answers", json={"question": "thanks", "history": history}).status_code == 200


def test_an_unknown_path_and_a_wrong_method_are_problems(client: TestClient) -> None:
    assert "/v1/nothing" in problem_of(client.get("/v1/nothing"), 404)["detail"]
    response = client.get("/v1/answers")
    problem_of(response, 405)
    assert response.headers["allow"] == "POST"


def test_a_browser_gets_the_problem_as_a_page(client: TestClient) -> None:
    response = client.get("/releases/<b>P0</b>", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "<b>" not in response.text


class Wrong:
    """An assistant with the one bug that must never get out."""

    def answer(self, *_: object) -> None:
        raise QuoteMismatch("the quote 'secret' is not what the release says")


def test_an_error_of_our_own_is_logged_and_the_problem_does_not_show_what_went_wrong(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Service(Wrong(), service.searcher, service.reader)  # type: ignore[arg-type]
    with TestClient(create_app(lambda: broken, Settings()), raise_server_exceptions=False) as client:
        response = client.post("/v1/answers", json={"question": "What?"})
    problem_of(response, 500)
    assert "secret" not in response.text
    assert "QuoteMismatch: the quote 'secret'" in caplog.text
