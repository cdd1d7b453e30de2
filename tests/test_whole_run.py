"""The whole run with the real encoder: build, serve, ask, follow the citation, find the quote in the page."""

import html
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-m", "api.cli"]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "COMMUNIQUE_HOME": str(home), "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    """The address of a server over that index."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"], env=environment(home), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    try:
        yield next(found[0] for line in process.stderr if (found := re.search(r"http://\S+", line)))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def fetch(address: str, body: dict[str, Any] | None = None) -> str:
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data, {"Content-Type": "application/json"}), timeout=60) as response:
        return str(response.read().decode())


def test_a_question_leads_to_a_quote_that_stands_marked_in_the_release_s_page(server: str) -> None:
    question = "Will there be more planes to Wenzhou?"
    answer = json.loads(fetch(f"{server}/v1/answers", {"question": question}))
    assert answer["status"] == "answered"
    citation = answer["citations"][0]
    assert citation["passage_id"] == "P2025042400475#aviation.1"
    page = fetch(server + citation["view_url"])
    marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page))
    assert html.unescape(marked) == citation["quote"]["exact"]
    assert json.loads(fetch(f"{server}/v1/citations/verify", citation))["valid"]


def test_the_readme_s_question_has_the_readme_s_answer(server: str) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (question, shown) = re.findall(r'\$ communique ask "(.+)"\n((?:    .+\n|\n)+)', readme)[0]
    answer = json.loads(fetch(f"{server}/v1/answers", {"question": question}))
    assert answer["text"] == textwrap.dedent(shown).strip()


def test_the_clause_that_names_a_person_is_quoted_and_not_the_whole_list(server: str) -> None:
    answer = json.loads(fetch(f"{server}/v1/answers", {"question": "Who is the secretary for home and youth affairs?"}))
    quotes = [citation["quote"]["exact"] for citation in answer["citations"]]
    assert quotes[0] == "the Secretary for Home and Youth Affairs, Miss Alice Mak"


def test_the_tools_are_served_on_standard_input_too(home: Path) -> None:
    parameters = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], "mcp"], env=environment(home))

    async def calling() -> Any:
        async with Client(stdio_client(parameters)) as client:
            return (await client.call_tool("answer", {"question": "Which documents were signed?"})).structured_content

    assert anyio.run(calling)["coverage"] == {"returned": 6, "total": 6, "release_ids": ["P2025042400475"]}
