"""The page on which sources are checked: a release whole, with the quoted spans marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import ServiceDependency
from api.problems import invalid, responses
from api.release_list import related
from api.templating import templates
from corpus.model import Block, BlockKind, Outline, Span

MAX_CITES = 100
CITE = re.compile(r"(\d{1,9})-(\d{1,9})")
router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)
Cites = Annotated[
    list[str], Query(max_length=MAX_CITES, description="a span to mark, `start-end`; once for each citation")
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block, marked or not; `cites` are the numbers of the marks that begin here."""

    text: str
    marked: bool
    cites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as the page shows it; `anchor` makes it the target of a permalink."""

    kind: BlockKind
    anchor: str
    pieces: tuple[Piece, ...]


@router.get("/releases/{release_id}", responses=responses(404, 422))
def release_page(
    request: Request,
    release_id: str,
    service: ServiceDependency,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
    cite: Cites = [],  # noqa: B006
) -> Response:
    """The whole release as a readable page, with the span from `start` to `end` and those of each `cite` marked."""
    outline = service.outline(release_id)
    spans = spans_of(start, end, cite, len(outline.release.text))
    context = {
        "outline": outline,
        "release": outline.release,
        "blocks": shown(outline, spans),
        "spans": spans,
        "related": related(service.searcher.outlines.entry(release_id), service),
    }
    return templates().TemplateResponse(request, "release.html", context)


def spans_of(start: int | None, end: int | None, cites: Sequence[str], length: int) -> list[Span]:
    """The spans asked for, each once, in the order of the text. Raises RequestValidationError if one does not fit."""
    pairs = [(start, end)] if start is not None or end is not None else []
    pairs += [(int(found[1]), int(found[2])) if (found := CITE.fullmatch(cite)) else (None, None) for cite in cites]
    return sorted({span_of(*pair, length) for pair in pairs}, key=lambda span: (span.start, span.end))


def span_of(start: int | None, end: int | None, length: int) -> Span:
    """One span. Raises RequestValidationError if it does not lie in the text."""
    if start is None or end is None or not start < end <= length:
        raise invalid(("query",), f"a span needs start < end <= {length}, not start={start}, end={end}")
    return Span(start, end)


def shown(outline: Outline, spans: Sequence[Span]) -> list[Shown]:
    """The blocks of a release, cut where a mark begins or ends."""
    anchors = {section.span.start: section.slug for section in outline.sections}
    anchors |= {passage.span.start: passage.id.split("#")[1] for passage in outline.passages}
    return [
        Shown(block.kind, anchors.get(block.span.start, ""), pieces(block, spans, outline.release.text))
        for block in outline.release.blocks
    ]


def pieces(block: Block, spans: Sequence[Span], text: str) -> tuple[Piece, ...]:
    """A block in pieces, each wholly in some marks or in none."""
    whole = block.span
    within = [edge for span in spans for edge in (span.start, span.end) if whole.start < edge < whole.end]
    edges = sorted({whole.start, *within, whole.end})
    return tuple(
        Piece(
            text[start:end],
            any(span.start <= start and end <= span.end for span in spans),
            tuple(number for number, span in enumerate(spans, 1) if span.start == start),
        )
        for start, end in pairwise(edges)
    )
