"""The releases on the wire: listed, whole, searched, verified."""

from typing import Any

import pytest
from starlette.testclient import TestClient

ID = "P2025042400475"


@pytest.fixture(scope="module")
def release(client: TestClient) -> dict[str, Any]:
    return dict(client.get(f"/v1/releases/{ID}").json())


def test_the_releases_are_listed_without_their_text(client: TestClient, release: dict[str, Any]) -> None:
    (listed,) = client.get("/v1/releases").json()["releases"]
    assert listed == {key: release[key] for key in listed}
    assert "text" not in listed
    assert listed["issued"] == "2025-04-24T18:32:00+08:00"


def test_a_release_comes_with_sections_passages_and_statements_that_slice_its_text(release: dict[str, Any]) -> None:
    text = release["text"]
    places = [*release["passages"], *(s for passage in release["passages"] for s in passage["statements"])]
    assert all(text[place["start"] : place["end"]] == place["text"] for place in places)
    assert all(text[section["start"] : section["end"]] == section["heading"] for section in release["sections"])
    known = {passage["id"] for passage in release["passages"]}
    assert all(set(section["passages"]) <= known for section in release["sections"])
    assert len(release["sections"]) == 14


def test_a_search_gives_the_nearest_passages_first(client: TestClient) -> None:
    hits = client.post("/v1/search", json={"query": "carbon monitoring", "limit": 3}).json()["hits"]
    assert hits[0]["passage"]["id"] == f"{ID}#environmental-protection.2"
    assert len(hits) == 3
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_a_citation_sent_back_whole_is_verified(client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": "Which documents were signed?"}).json()
    for citation in answer["citations"]:
        verified = client.post("/v1/citations/verify", json=citation).json()
        assert (verified["valid"], verified["digest_matches"]) == (True, True)
        assert verified["found"] == citation["quote"]["exact"]


def verify(client: TestClient, exact: str, start: int, end: int, digest: str | None = None) -> dict[str, Any]:
    body = {"release_id": ID, "quote": {"exact": exact, "start": start, "end": end}, "digest": digest}
    return dict(client.post("/v1/citations/verify", json=body).json())


def test_a_quote_with_one_letter_changed_is_not_valid(client: TestClient, release: dict[str, Any]) -> None:
    passage = release["passages"][5]
    altered = passage["text"].replace("e", "a", 1)
    verified = verify(client, altered, passage["start"], passage["end"])
    assert (verified["valid"], verified["found"], verified["elsewhere"]) == (False, passage["text"], [])


def test_a_quote_at_a_wrong_place_is_not_valid_and_its_place_is_told(
    client: TestClient, release: dict[str, Any]
) -> None:
    passage = release["passages"][5]
    verified = verify(client, passage["text"], passage["start"] - 1, passage["end"] - 1)
    assert not verified["valid"]
    assert verified["elsewhere"] == [{"start": passage["start"], "end": passage["end"]}]


def test_a_place_beyond_the_release_has_nothing(client: TestClient) -> None:
    verified = verify(client, "Aviation", 10**6, 10**6 + 8, "sha256:other")
    assert (verified["valid"], verified["found"], verified["digest_matches"]) == (False, None, False)


def test_the_process_says_that_it_lives_and_is_ready(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert (ready["status"], ready["releases"]) == ("ready", 1)
