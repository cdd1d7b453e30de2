"""Clients of OpenAI's API work by setting a base URL: the openai package and LangChain's."""

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from openai import OpenAI, UnprocessableEntityError
from starlette.testclient import TestClient

from api.markdown import linked
from tests.api.answers import answer_of

RELEASE = "P2025042400475"
SIGNED = "Which documents were signed?"
REFUSED = "How much is a ticket to Mars?"


@pytest.fixture
def base_url(address: str) -> str:
    return f"{address}/v1"


@pytest.fixture
def openai(base_url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        yield client


def user(*texts: str) -> Any:
    """A conversation: questions of the user with answers in between."""
    messages = [{"role": "system", "content": "Answer in rhyme."}]
    for text in texts:
        messages += [{"role": "user", "content": text}, {"role": "assistant", "content": "An answer."}]
    return messages[:-1]


def test_the_answer_is_that_of_the_answer_endpoint_with_links(openai: OpenAI, client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": SIGNED}).json()
    completion = openai.chat.completions.create(model="communique", messages=user(SIGNED), temperature=0.9, seed=7)
    message = completion.choices[0].message
    assert completion.choices[0].finish_reason == "stop"
    assert message.content
    for citation in answer["citations"]:
        assert f"> {citation['quote']['exact']} [[{citation['number']}]]({citation['url']})" in message.content
    assert completion.model_extra
    assert completion.model_extra["communique"] == answer


def test_each_annotation_covers_the_quote_that_it_cites(openai: OpenAI, client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": SIGNED}).json()
    message = openai.chat.completions.create(model="any", messages=user(SIGNED)).choices[0].message
    assert message.annotations
    assert message.content
    for found, citation in zip(message.annotations, answer["citations"], strict=True):
        cited = found.url_citation
        assert (cited.url, cited.title) == (citation["url"], citation["title"])
        assert citation["quote"]["exact"] in message.content[cited.start_index : cited.end_index]


def test_a_stream_gives_the_same_text_and_annotations(openai: OpenAI) -> None:
    whole = openai.chat.completions.create(model="any", messages=user(SIGNED)).choices[0].message
    options: Any = {"include_usage": True}
    stream = openai.chat.completions.create(model="any", messages=user(SIGNED), stream=True, stream_options=options)
    received = list(stream)
    deltas = [chunk.choices[0].delta for chunk in received if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert whole.annotations
    assert deltas[-1].model_extra
    assert deltas[-1].model_extra["annotations"] == [one.model_dump() for one in whole.annotations]
    assert [chunk.usage.total_tokens for chunk in received if chunk.usage] == [0]


def test_open_webui_gets_each_source_with_its_quote(openai: OpenAI, client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": SIGNED}).json()
    stream = openai.chat.completions.create(model="any", messages=user(SIGNED), stream=True)
    events = [chunk.model_extra["event"] for chunk in stream if chunk.model_extra and "event" in chunk.model_extra]
    assert {one["type"] for one in events} == {"source"}
    assert [one["data"]["document"] for one in events] == [[c["quote"]["exact"]] for c in answer["citations"]]
    assert [one["data"]["source"]["url"] for one in events] == [c["url"] for c in answer["citations"]]


def test_the_conversation_is_taken_from_the_messages(openai: OpenAI) -> None:
    asked = user("What are the measures on aviation?", "How many are there?")
    completion = openai.chat.completions.create(model="any", messages=asked)
    assert completion.model_extra
    assert completion.model_extra["communique"]["coverage"] == {"returned": 2, "total": 2, "release_ids": [RELEASE]}


def test_parts_of_a_message_are_read_as_text(openai: OpenAI) -> None:
    parts: Any = [{"type": "text", "text": SIGNED}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    completion = openai.chat.completions.create(model="any", messages=[{"role": "user", "content": parts}])
    assert "six" in str(completion.choices[0].message.content).lower() or "6 in all" in str(completion)


def test_a_refusal_is_a_message_without_annotations(openai: OpenAI) -> None:
    message = openai.chat.completions.create(model="any", messages=user(REFUSED)).choices[0].message
    assert message.annotations == []
    assert "do not say" in str(message.content)


def test_the_one_model_is_listed(openai: OpenAI) -> None:
    assert [model.id for model in openai.models.list()] == ["communique"]


@pytest.mark.parametrize("messages", [[{"role": "system", "content": "x"}], user("  "), user("x" * 1001), []])
def test_what_is_no_question_is_an_error_of_the_shape_that_clients_read(openai: OpenAI, messages: Any) -> None:
    with pytest.raises(UnprocessableEntityError) as raised:
        openai.chat.completions.create(model="any", messages=messages)
    assert raised.value.type == "invalid_request_error"
    assert raised.value.code == "invalid-request"
    assert raised.value.param
    assert raised.value.param.startswith("messages")


def test_errors_of_the_framework_have_that_shape_too(client: TestClient) -> None:
    assert client.get("/v1/chat/completions").json()["error"]["type"] == "invalid_request_error"
    assert (
        client.post("/v1/chat/completions", content=b"{", headers={"Content-Type": "application/json"}).json()["error"][
            "code"
        ]
        == "malformed-json"
    )


def test_langchain_works_by_setting_the_base_url(base_url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of another package's own
        from langchain_openai import ChatOpenAI

        chat = ChatOpenAI(base_url=base_url, api_key="none", model="communique")  # type: ignore[arg-type]
        whole = chat.invoke([("user", SIGNED)]).content
        streamed = "".join(str(chunk.content) for chunk in chat.stream([("user", SIGNED)]))
    assert "Letter of Intent" in str(whole)
    assert streamed == whole


def test_a_marker_that_is_part_of_a_quote_is_no_link() -> None:
    answer = answer_of("as footnote [1] says", "and [2] too")
    text, cited = linked(answer)
    assert text.split("\n\n")[0].startswith("> as footnote \\[1] says [[1]](https://")
    assert len(cited) == 2


def test_the_stream_ends_as_clients_expect(client: TestClient) -> None:
    body = {"messages": user(SIGNED), "stream": True}
    lines = client.post("/v1/chat/completions", json=body).text.strip().split("\n\n")
    assert lines[-1] == "data: [DONE]"
    assert all(json.loads(line.removeprefix("data: "))["object"] == "chat.completion.chunk" for line in lines[:-1])
