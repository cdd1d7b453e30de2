"""An answer in others' shapes: text blocks with Anthropic's `char_location` citations, and the AI SDK's message stream.

Sources: Anthropic's Messages API (citations of plain-text documents); the AI SDK's UI message stream protocol, v1.
"""

import json
from collections.abc import Iterator
from typing import Any

from api.markdown import paragraphs
from api.wire import AnswerModel, CitationModel

UI_STREAM_HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}
TEXT = "0"


def text_blocks(answer: AnswerModel) -> dict[str, Any]:
    """The answer as content blocks: what is quoted cites its place, in code points, what frames it cites nothing.

    `documents` says which release each `document_index` is.
    """
    releases = list(dict.fromkeys(citation.release_id for citation in answer.citations))
    content = []
    for number, (text, citation) in enumerate(plain_paragraphs(answer)):
        block: dict[str, Any] = {"type": "text", "text": text if number == 0 else f"\n\n{text}"}
        if citation:
            block["citations"] = [char_location(citation, releases.index(citation.release_id))]
        content.append(block)
    documents = [document(answer, release_id, index) for index, release_id in enumerate(releases)]
    return {"id": answer.id, "status": answer.status, "content": content, "documents": documents}


def plain_paragraphs(answer: AnswerModel) -> Iterator[tuple[str, CitationModel | None]]:
    """The paragraphs without markers: a quote is the bare words."""
    for text, citation in paragraphs(answer):
        yield citation.quote.exact if citation else text, citation


def char_location(citation: CitationModel, index: int) -> dict[str, Any]:
    """A citation by its place in a document; the end is exclusive, as ours is."""
    return {
        "type": "char_location",
        "cited_text": citation.quote.exact,
        "document_index": index,
        "document_title": citation.title,
        "start_char_index": citation.quote.start,
        "end_char_index": citation.quote.end,
    }


def document(answer: AnswerModel, release_id: str, index: int) -> dict[str, Any]:
    """A release that is cited."""
    first = next(citation for citation in answer.citations if citation.release_id == release_id)
    return {"index": index, "id": release_id, "title": first.title, "digest": first.digest}


def ui_message_stream(answer: AnswerModel) -> Iterator[str]:
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
    yield "data: [DONE]\n\n"


def ui_event(kind: str, **values: Any) -> str:
    """One event."""
    return f"data: {json.dumps({'type': kind, **values}, ensure_ascii=False)}\n\n"
