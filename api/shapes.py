"""An answer in others' shapes: text blocks with Anthropic's `char_location` citations, and the AI SDK's message stream.

Sources: Anthropic's Messages API (citations of plain-text documents); the AI SDK's UI message stream protocol, v1.
"""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel

from api.markdown import paragraphs, sources
from api.sse import DONE, event
from api.wire import AnswerModel, CitationModel, StatementModel
from assistant.answer import Status
from assistant.markdown import plain

UI_STREAM_HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}
TEXT = "0"


class CharLocation(BaseModel):
    """A citation by its place in a document; the end is exclusive, as ours is."""

    type: Literal["char_location"] = "char_location"
    cited_text: str
    document_index: int
    document_title: str
    start_char_index: int
    end_char_index: int


class TextBlock(BaseModel):
    """A paragraph, with what it cites if it quotes."""

    type: Literal["text"] = "text"
    text: str
    citations: list[CharLocation] | None = None


class Document(BaseModel):
    """A release that is cited."""

    index: int
    id: str
    title: str
    digest: str


class TextBlocks(BaseModel):
    """An answer as content blocks."""

    id: str
    status: Status
    content: list[TextBlock]
    documents: list[Document]


def text_blocks(answer: AnswerModel) -> TextBlocks:
    """The answer as content blocks: what is quoted cites its place, in code points, what frames it cites nothing.

    `documents` says which release each `document_index` is.
    """
    releases = list(dict.fromkeys(citation.release_id for citation in answer.citations))
    content = []
    for number, (text, statement) in enumerate(plain_paragraphs(answer)):
        cited = (
            [char_location(c, releases.index(c.release_id)) for c in sources(answer, statement)] if statement else None
        )
        content.append(TextBlock(text=text if number == 0 else f"\n\n{text}", citations=cited))
    documents = [document(answer, release_id, index) for index, release_id in enumerate(releases)]
    return TextBlocks(id=answer.id, status=answer.status, content=content, documents=documents)


def plain_paragraphs(answer: AnswerModel) -> Iterator[tuple[str, StatementModel | None]]:
    """The paragraphs without markers: a statement is its bare words."""
    for text, statement in paragraphs(answer):
        yield statement.text if statement else plain(text), statement


def char_location(citation: CitationModel, index: int) -> CharLocation:
    """A citation by its place in the document of that index."""
    return CharLocation(
        cited_text=citation.quote.exact,
        document_index=index,
        document_title=citation.title,
        start_char_index=citation.quote.start,
        end_char_index=citation.quote.end,
    )


def document(answer: AnswerModel, release_id: str, index: int) -> Document:
    """A release by what the first citation of it says."""
    first = next(citation for citation in answer.citations if citation.release_id == release_id)
    return Document(index=index, id=release_id, title=first.title, digest=first.digest)


def ui_message_stream(answer: AnswerModel) -> Iterator[bytes]:
    """The answer as the events of a UI message stream: its text, each release as a source, each citation as data."""
    yield ui_event("start", messageId=answer.id)
    yield ui_event("text-start", id=TEXT)
    gap = ""
    for paragraph, _ in paragraphs(answer):
        yield ui_event("text-delta", id=TEXT, delta=gap + paragraph)
        gap = "\n\n"
    yield ui_event("text-end", id=TEXT)
    titles = {citation.release_id: citation.title for citation in answer.citations}
    for release_id, title in titles.items():
        yield ui_event("source-document", sourceId=release_id, mediaType="text/plain", title=title)
    for citation in answer.citations:
        yield ui_event("data-citation", id=str(citation.number), data=citation.model_dump(mode="json"))
    yield ui_event("data-answer", id=answer.id, data=answer.model_dump(mode="json"))
    yield ui_event("finish")
    yield DONE


def ui_event(kind: str, **values: Any) -> bytes:
    """One event."""
    return event({"type": kind, **values})
