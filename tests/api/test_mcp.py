"""The assistant's tools by the Model Context Protocol, called by the SDK's own client."""

import json
from typing import Any

import anyio
import pytest
from mcp import Client
from starlette.testclient import TestClient

SIGNED = "Which documents were signed?"
ID = "P2025042400475"


def call(address: str, tool: str, **arguments: Any) -> Any:
    """What a tool of the server at an address gives: its structured content, which its text repeats."""

    async def calling() -> Any:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool(tool, arguments)

    result = anyio.run(calling)
    if result.is_error:
        return result.content[0].text
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


def test_three_tools_are_offered_which_only_read(address: str) -> None:
    async def listing() -> Any:
        async with Client(f"{address}/mcp") as client:
            return (await client.list_tools()).tools

    tools = anyio.run(listing)
    assert {tool.name for tool in tools} == {"search", "fetch", "answer"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_what_is_found_can_be_fetched(address: str, client: TestClient) -> None:
    results = call(address, "search", query="flights and airports")["results"]
    assert all(set(one) == {"id", "title", "url"} for one in results)
    assert results[0]["id"].startswith(f"{ID}#aviation.")
    document = call(address, "fetch", id=results[0]["id"])
    assert set(document) == {"id", "title", "text", "url", "metadata"}
    text = client.get(f"/v1/releases/{ID}").json()["text"]
    place = document["metadata"]
    assert text[int(place["start"]) : int(place["end"])] == document["text"]
    assert call(address, "fetch", id=ID)["text"] == text


def test_the_answer_is_that_of_the_answer_endpoint(address: str, client: TestClient) -> None:
    assert call(address, "answer", question=SIGNED) == client.post("/v1/answers", json={"question": SIGNED}).json()
    followed = call(address, "answer", question="How many are there?", history=["What are the measures on aviation?"])
    assert followed["coverage"] == {"returned": 2, "total": 2, "release_ids": [ID]}


@pytest.mark.parametrize("name", ["nothing", f"{ID}#nothing.1", ""])
def test_what_there_is_not_is_an_error_that_says_so(address: str, name: str) -> None:
    assert "no release has the id" in call(address, "fetch", id=name)


def test_a_question_that_is_none_is_an_error(address: str) -> None:
    assert "question" in call(address, "answer", question="   ")
    assert "question" in call(address, "answer", question="x" * 1001)
