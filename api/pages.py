"""The pages for people: one to ask in, one for each release with the quoted span marked. No JavaScript is needed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response

from api.convert import answer_model
from api.problems import responses
from api.service import ServiceDependency
from api.templating import templates
from api.wire import MAX_HISTORY, MAX_QUESTION, EarlierText
from corpus.model import Block, BlockKind, Outline, Span

router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block, marked or not; `first` where the mark begins, which is what the page scrolls to."""

    text: str
    marked: bool
    first: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as the page shows it; `anchor` makes it the target of a permalink."""

    kind: BlockKind
    anchor: str
    pieces: tuple[Piece, ...]


@router.get("/", responses=responses(422))
def ask(
    request: Request,
    service: ServiceDependency,
    question: Annotated[str, Query(max_length=MAX_QUESTION)] = "",
    history: Annotated[list[EarlierText], Query(max_length=MAX_HISTORY)] = [],  # noqa: B006
) -> Response:
    """A page with a box to ask in, and the answer to what was asked; earlier questions travel with the form."""
    answer = answer_model(service.assistant.answer(question, history)) if question.strip() else None
    earlier = [*history, question][-MAX_HISTORY:] if answer else history
    context = {
        "question": question,
        "history": earlier,
        "answer": answer,
        "outlines": service.searcher.outlines,
        "languages": {outline.release.id: outline.release.language for outline in service.searcher.outlines},
    }
    return templates().TemplateResponse(request, "ask.html", context)


@router.get("/releases/{release_id}", responses=responses(404, 422))
def release_page(
    request: Request,
    release_id: str,
    service: ServiceDependency,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """The whole release as a readable page, with the span from `start` to `end` marked."""
    outline = service.outline(release_id)
    marked = span_of(start, end, len(outline.release.text))
    context = {"outline": outline, "release": outline.release, "blocks": shown(outline, marked), "marked": marked}
    return templates().TemplateResponse(request, "release.html", context)


def span_of(start: int | None, end: int | None, length: int) -> Span | None:
    """The span asked for, if any. Raises RequestValidationError if it does not lie in the text."""
    if start is None and end is None:
        return None
    if start is None or end is None or not start < end <= length:
        message = f"a span needs start < end <= {length}, not start={start}, end={end}"
        raise RequestValidationError([{"type": "value_error", "loc": ("query",), "msg": message, "input": None}])
    return Span(start, end)


def shown(outline: Outline, marked: Span | None) -> list[Shown]:
    """The blocks of a release, cut where the mark begins and ends."""
    anchors = {section.span.start: section.slug for section in outline.sections}
    anchors |= {passage.span.start: passage.id.split("#")[1] for passage in outline.passages}
    return [
        Shown(block.kind, anchors.get(block.span.start, ""), pieces(block, marked, outline.release.text))
        for block in outline.release.blocks
    ]


def pieces(block: Block, marked: Span | None, text: str) -> tuple[Piece, ...]:
    """A block in at most three pieces: before the mark, in it, after it."""
    start, end = block.span.start, block.span.end
    if marked is None or marked.end <= start or end <= marked.start:
        return (Piece(block.span.of(text), marked=False),)
    inner_start, inner_end = max(start, marked.start), min(end, marked.end)
    cut = ((start, inner_start, False), (inner_start, inner_end, True), (inner_end, end, False))
    return tuple(Piece(text[a:b], inside, inside and a == marked.start) for a, b, inside in cut if a < b)
