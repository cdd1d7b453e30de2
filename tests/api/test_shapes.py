"""The same answer in the shapes of others: nothing is lost, nothing is added."""

import json
from typing import Any

from starlette.testclient import TestClient

from api.shapes import text_blocks, ui_message_stream
from tests.api.answers import answer_of

SIGNED = {"question": "Which documents were signed?"}
REFUSED = {"question": "How much is a ticket to Mars?"}


def shaped(client: TestClient, shape: str, body: dict[str, str]) -> Any:
    response = client.post("/v1/answers", json=body, params={"shape": shape})
    assert response.status_code == 200
    return response


def events(client: TestClient, body: dict[str, str]) -> list[dict[str, Any]]:
    lines = shaped(client, "ui_message_stream", body).text.strip().split("\n\n")
    assert lines.pop() == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def test_each_quote_is_a_block_that_cites_its_place_in_the_release(client: TestClient) -> None:
    answer = client.post("/v1/answers", json=SIGNED).json()
    blocks = shaped(client, "char_location", SIGNED).json()
    cited = [block for block in blocks["content"] if "citations" in block]
    assert [block["text"].strip() for block in cited] == [one["quote"]["exact"] for one in answer["citations"]]
    for block in cited:
        [citation] = block["citations"]
        release = blocks["documents"][citation["document_index"]]
        text = client.get(f"/v1/releases/{release['id']}").json()["text"]
        assert text[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]
        assert citation["document_title"] == release["title"]


def test_a_refusal_cites_nothing(client: TestClient) -> None:
    blocks = shaped(client, "char_location", REFUSED).json()
    assert blocks["documents"] == []
    assert all("citations" not in block for block in blocks["content"])
    assert blocks["status"] == "not_stated"


def test_the_message_stream_has_the_text_the_sources_and_the_citations(client: TestClient) -> None:
    answer = client.post("/v1/answers", json=SIGNED).json()
    found = events(client, SIGNED)
    assert [one["type"] for one in found[:2]] == ["start", "text-start"]
    assert found[-1]["type"] == "finish"
    text = "".join(one["delta"] for one in found if one["type"] == "text-delta")
    assert all(citation["quote"]["exact"] in text for citation in answer["citations"])
    assert [one["data"] for one in found if one["type"] == "data-citation"] == answer["citations"]
    [source] = [one for one in found if one["type"] == "source-document"]
    assert (source["sourceId"], source["mediaType"]) == (answer["citations"][0]["release_id"], "text/plain")
    assert [one["data"] for one in found if one["type"] == "data-answer"] == [answer]


def test_the_message_stream_says_its_version(client: TestClient) -> None:
    headers = shaped(client, "ui_message_stream", REFUSED).headers
    assert headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert headers["content-type"].startswith("text/event-stream")


def test_a_shape_that_there_is_not_is_a_problem(client: TestClient) -> None:
    assert client.post("/v1/answers", json=SIGNED, params={"shape": "round"}).status_code == 422


def test_words_that_look_like_markers_stay_words() -> None:
    answer = answer_of("see [1]", "a\nb")
    assert [block.text.strip() for block in text_blocks(answer).content] == ["see [1]", "a\nb"]
    assert "see \\\\[1] [[1]](" in b"".join(ui_message_stream(answer)).decode()
