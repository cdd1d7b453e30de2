"""The assistant as a server of the Model Context Protocol: three tools, over HTTP at `/mcp` or on standard input.

`search` and `fetch` have the form that ChatGPT's connectors expect; `answer` gives the whole cited answer.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from anyio import to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field
from starlette.routing import Route
from starlette.types import ASGIApp

from api.convert import answer_model, filter_of
from api.links import place_url, source_name
from api.service import Service
from api.wire import MAX_HISTORY, AnswerModel, EarlierText, Filtered, QuestionText
from corpus.errors import UnknownRelease
from corpus.filters import Filter
from corpus.model import Outline, Passage

INSTRUCTIONS = """Answers questions about official press releases with words quoted from them, each with its source.
Use `answer` for a question; quote its statements as they are, and say so where it says that the releases do not say.
Use `search` and `fetch` to look around."""
FOUND = 10
READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class Found(BaseModel):
    """A passage that was found."""

    id: str
    title: str
    url: str


class SearchResult(BaseModel):
    """The passages nearest to a query, best first."""

    results: list[Found]


class Document(BaseModel):
    """A passage, or a whole release."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


def make_server(service: Callable[[], Service]) -> MCPServer:
    """The server; `service` is asked for when a tool is called."""
    server = MCPServer("communique", title="Communiqué", instructions=INSTRUCTIONS, log_level="WARNING")

    @server.tool(annotations=READ_ONLY)
    async def search(query: QuestionText, allowed: Filtered = Filtered()) -> SearchResult:  # noqa: B008
        """Find the passages of press releases nearest to a query, whether or not they answer anything.

        `allowed` says which releases count.
        """
        try:
            return await to_thread.run_sync(lambda: find(service(), query, filter_of(allowed)))
        except UnknownRelease as error:
            raise ToolError(str(error)) from error

    @server.tool(annotations=READ_ONLY)
    async def fetch(id: str) -> Document:  # noqa: A002 (the name that clients send)
        """Read a passage that `search` found, or a whole release, by its id."""
        try:
            return read(service(), id)
        except UnknownRelease as error:
            raise ToolError(str(error)) from error

    @server.tool(annotations=READ_ONLY)
    async def answer(
        question: QuestionText,
        history: Annotated[list[EarlierText], Field(max_length=MAX_HISTORY)] = [],  # noqa: B006
        allowed: Filtered = Filtered(),  # noqa: B008
    ) -> AnswerModel:
        """Answer a question with verbatim, cited statements, or say that the releases do not say.

        `history` are the earlier questions of the conversation, oldest first; `allowed` says which releases count.
        """
        try:
            asked = service()
            return await asked.in_turn(
                lambda: answer_model(asked.answer(question, history, allowed=filter_of(allowed)))
            )
        except UnknownRelease as error:
            raise ToolError(str(error)) from error

    return server


@asynccontextmanager
async def running(service: Callable[[], Service]) -> AsyncIterator[ASGIApp]:
    """Run the server by HTTP, without sessions, so that any replica can answer.

    Whoever may call the answer endpoint may call the tools: no host is refused.
    """
    server = make_server(service)
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    whole = server.streamable_http_app(stateless_http=True, json_response=True, transport_security=security)
    (route,) = (one for one in whole.routes if isinstance(one, Route))
    async with server.session_manager.run():
        yield route.app


def find(service: Service, query: str, allowed: Filter) -> SearchResult:
    """The passages nearest to a query, of the releases that are allowed. Raises UnknownRelease."""
    chosen = allowed.chosen(service.searcher.outlines)
    passages = [hit.passage for hit in service.searcher.search(query, FOUND, chosen)]
    return SearchResult(results=[found(service.outline(one.release_id), one) for one in passages])


def found(outline: Outline, passage: Passage) -> Found:
    """A passage as it is listed."""
    url = place_url(outline.release, passage.text)
    return Found(id=passage.id, title=source_name(outline.release.title, passage.heading), url=url)


def read(service: Service, name: str) -> Document:
    """A passage or a release by its id. Raises UnknownRelease."""
    outline = service.outline(name.split("#", 1)[0])
    release = outline.release
    metadata = {
        "release_id": release.id,
        "issuer": release.issuer,
        "issued": release.issued.isoformat(),
        "language": release.language,
        "digest": release.digest,
    }
    if "#" not in name:
        return Document(id=name, title=release.title, text=release.text, url=release.url, metadata=metadata)
    for passage in outline.passages:
        if passage.id == name:
            one = found(outline, passage)
            place = {"section": passage.heading, "start": str(passage.span.start), "end": str(passage.span.end)}
            return Document(id=name, title=one.title, text=passage.text, url=one.url, metadata=metadata | place)
    raise UnknownRelease(name)
