"""Keeps outlines on disk: one JSON object a line, spans instead of copies, digests checked when read.

The text of a passage or a statement is never stored: it is cut from the release's text at the stored span, so
what is read back is verbatim by construction.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.digests import digest_of
from corpus.errors import ReleaseError
from corpus.model import (
    Block,
    BlockKind,
    Outline,
    Passage,
    PassageKind,
    Release,
    Section,
    Span,
    Statement,
)


def write_outlines(path: Path, outlines: Iterable[Outline]) -> None:
    """Write outlines to a new file; making that atomic is the caller's business."""
    with path.open("w", encoding="utf-8") as out:
        for outline in outlines:
            out.write(json.dumps(encode(outline), ensure_ascii=False) + "\n")


def read_outlines(path: Path) -> tuple[Outline, ...]:
    """Read them back; ReleaseError names the line that is damaged."""
    outlines: list[Outline] = []
    try:
        with path.open(encoding="utf-8") as lines:
            outlines.extend(decode(json.loads(line)) for line in lines)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        number = len(outlines) + 1
        raise ReleaseError(f"{path}, line {number}, is damaged ({error}); run `communique build`") from error
    return tuple(outlines)


def encode(outline: Outline) -> dict[str, Any]:
    """An outline as JSON values."""
    release = outline.release
    return {
        "id": release.id,
        "title": release.title,
        "issuer": release.issuer,
        "issued": release.issued.isoformat(),
        "language": release.language,
        "url": release.url,
        "text": release.text,
        "digest": release.digest,
        "editions": release.editions,
        "supersedes": release.supersedes,
        "blocks": [[block.kind, block.span.start, block.span.end] for block in release.blocks],
        "sections": [[section.slug, section.span.start, section.span.end] for section in outline.sections],
        "passages": [encode_passage(passage) for passage in outline.passages],
    }


def encode_passage(passage: Passage) -> dict[str, Any]:
    """A passage as JSON values."""
    return {
        "id": passage.id,
        "kind": passage.kind,
        "slug": passage.slug,
        "span": [passage.span.start, passage.span.end],
        "statements": [[s.span.start, s.span.end, s.lead_in] for s in passage.statements],
    }


def decode(row: dict[str, Any]) -> Outline:
    """The outline of one row; ValueError if the text is not the one that its digest was made of."""
    text = row["text"]
    if digest_of(text) != row["digest"]:
        raise ValueError(f"the text of {row['id']} does not match its digest")
    release = Release(
        id=row["id"],
        title=row["title"],
        issuer=row["issuer"],
        issued=datetime.fromisoformat(row["issued"]),
        language=row["language"],
        url=row["url"],
        text=text,
        digest=row["digest"],
        blocks=tuple(Block(BlockKind(kind), Span(start, end)) for kind, start, end in row["blocks"]),
        editions=tuple(row["editions"]),
        supersedes=row["supersedes"],
    )
    headings = {slug: Span(start, end) for slug, start, end in row["sections"]}
    passages = tuple(decode_passage(passage, text, headings) for passage in row["passages"])
    sections = tuple(
        Section(span.of(text), slug, span, tuple(p for p in passages if p.slug == slug))
        for slug, span in headings.items()
    )
    return Outline(release, passages, sections)


def decode_passage(row: dict[str, Any], text: str, headings: dict[str, Span]) -> Passage:
    """The passage of one row, its words cut from the release's text."""
    span, slug = Span(*row["span"]), row["slug"]
    return Passage(
        id=row["id"],
        kind=PassageKind(row["kind"]),
        span=span,
        text=span.of(text),
        heading=headings[slug].of(text) if slug else "",
        slug=slug,
        statements=tuple(
            Statement(Span(start, end), text[start:end], lead_in) for start, end, lead_in in row["statements"]
        ),
    )
