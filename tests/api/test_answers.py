"""The answer endpoint keeps the contract on the wire."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

ID = "P2025042400475"
LISTED = "List the co-operation areas"
REFUSED = "What did Hong Kong agree with Jiangsu?"
FIELDS = {
    "id", "status", "language", "question", "interpreted_question", "text", "statements", "citations", "coverage",
    "missing", "nearest", "confidence", "mode",
}  # fmt: skip
CITATION = {
    "number", "release_id", "passage_id", "title", "section", "issued", "language", "url", "view_url", "quote",
    "digest", "also", "editions", "earlier", "revision",
}  # fmt: skip


def ask(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/answers", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return dict(response.json())


def release_text(client: TestClient) -> str:
    return str(client.get(f"/v1/releases/{ID}").json()["text"])


def test_an_answer_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    answer = ask(client, LISTED)
    assert set(answer) == FIELDS
    assert set(answer["citations"][0]) == CITATION
    assert set(answer["citations"][0]["quote"]) == {"exact", "prefix", "suffix", "start", "end"}
    assert set(answer["statements"][0]) == {"text", "section", "citations", "quoted"}


def test_a_list_is_complete_and_says_so(client: TestClient) -> None:
    answer = ask(client, LISTED)
    assert answer["status"] == "answered"
    assert answer["coverage"] == {"returned": 13, "total": 13, "release_ids": [ID]}
    assert "Aviation" in [statement["text"] for statement in answer["statements"]]


def test_every_quote_is_the_release_s_text_at_its_place(client: TestClient) -> None:
    text = release_text(client)
    for question in (LISTED, "Which documents were signed?", "How many measures are there in all?", REFUSED):
        answer = ask(client, question)
        quotes = [one["quote"] for one in (*answer["citations"], *answer["nearest"])]
        assert quotes
        for quote in quotes:
            assert text[quote["start"] : quote["end"]] == quote["exact"]
            assert text[: quote["start"]].endswith(quote["prefix"])
            assert text[quote["end"] :].startswith(quote["suffix"])


def test_each_marker_in_the_text_belongs_to_a_citation_and_a_statement(client: TestClient) -> None:
    answer = ask(client, LISTED)
    numbers = [citation["number"] for citation in answer["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [number for statement in answer["statements"] for number in statement["citations"]] == numbers
    assert all(f"[{number}]" in answer["text"] for number in numbers)


def test_a_citation_links_to_the_original_page_at_the_quote(client: TestClient) -> None:
    citation = ask(client, "What is the title of the press release?")["citations"][0]
    page, fragment = citation["url"].split("#:~:text=")
    assert page == "https://www.info.gov.hk/gia/general/202504/24/P2025042400475.htm"
    first, last = (unquote(part) for part in fragment.split(","))
    assert citation["quote"]["exact"].startswith(first)
    assert citation["quote"]["exact"].endswith(last)
    assert datetime.fromisoformat(citation["issued"]).isoformat() == "2025-04-24T18:32:00+08:00"


def test_a_refusal_names_what_occurs_nowhere_and_what_comes_closest(client: TestClient) -> None:
    answer = ask(client, REFUSED)
    assert answer["status"] == "not_stated"
    assert answer["missing"] == ["Jiangsu"]
    assert answer["citations"] == []
    assert 1 <= len(answer["nearest"]) <= 3
    assert answer["confidence"] == 0


def test_thanks_are_no_question(client: TestClient) -> None:
    assert ask(client, "thanks!")["status"] == "no_question"


def test_a_question_of_two_parts_is_answered_in_part(client: TestClient) -> None:
    answer = ask(client, "Which documents were signed, and who is the mayor of Jiangsu?")
    assert answer["status"] == "partial"
    assert answer["missing"] == ["Jiangsu"]
    assert answer["citations"]


def test_a_follow_up_is_understood_from_the_history(client: TestClient) -> None:
    answer = ask(client, "How many are there?", history=["What are the measures on aviation?"])
    assert answer["interpreted_question"] == "What are the measures on aviation? How many are there?"
    assert answer["coverage"] == {"returned": 2, "total": 2, "release_ids": [ID]}


@pytest.mark.parametrize(("language", "framing"), [("en", "in all"), ("zh-Hant", "共 13 項"), ("zh-Hans", "共 13 项")])
def test_the_framing_is_in_the_language_asked_for_and_the_quotes_in_the_release_s(
    client: TestClient, language: str, framing: str
) -> None:
    answer = ask(client, "How many co-operation areas are there?", language=language)
    assert framing in answer["text"]
    assert "Aviation" in answer["text"]


def test_a_chinese_question_is_counted_from_an_english_release(client: TestClient) -> None:
    answer = ask(client, "合作範疇一共有多少個？")
    assert (answer["status"], answer["language"]) == ("answered", "zh-Hant")
    assert answer["coverage"] == {"returned": 13, "total": 13, "release_ids": [ID]}


def test_the_same_question_gets_the_same_answer(client: TestClient) -> None:
    assert ask(client, LISTED) == ask(client, LISTED, history=[], release_ids=None)


def test_only_the_releases_asked_for_count(client: TestClient) -> None:
    answer = ask(client, LISTED, release_ids=["P2025042400475"])
    assert {citation["release_id"] for citation in answer["citations"]} == {"P2025042400475"}


def test_a_client_that_asks_for_events_gets_citations_before_text_and_the_whole_answer_last(client: TestClient) -> None:
    response = client.post("/v1/answers", json={"question": LISTED}, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in response.text.strip().split("\n\n")]
    names = [event["event"] for event in events]
    answer = ask(client, LISTED)
    assert names == ["citations", *["text"] * (len(names) - 2), "answer"]
    assert json.loads(events[0]["data"]) == answer["citations"]
    assert "\n\n".join(json.loads(event["data"])["text"] for event in events[1:-1]) == answer["text"]
    assert json.loads(events[-1]["data"]) == answer
