"""Keeps outlines on disk: one JSON object a line, spans instead of copies, digests checked when read.

The text of a passage or a statement is never stored: it is cut from the release's text at the stored span, so
what is read back is verbatim by construction. A catalogue beside the outlines has one short line for each, with its
place in the file, so that one release of many is read without the others.
"""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from os import SEEK_END
from pathlib import Path
from types import TracebackType
from typing import Any, Self

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
from corpus.outlines import Entry, Outlines, entry_of

OUTLINES, CATALOGUE = "outlines.jsonl", "catalogue.jsonl"
# So many outlines are kept in memory once they were read.
KEPT = 256
DAMAGE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


class OutlineWriter:
    """Writes outlines and their catalogue into a folder, one after the other; atomicity is the caller's business."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        """Open both files."""
        with ExitStack() as files:
            self._outlines = files.enter_context((self._folder / OUTLINES).open("wb"))
            self._catalogue = files.enter_context((self._folder / CATALOGUE).open("w", encoding="utf-8"))
            self._files = files.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close both files."""
        self._files.close()

    def write(self, outline: Outline) -> None:
        """Write an outline."""
        self.copy(entry_of(outline), json.dumps(encode(outline), ensure_ascii=False).encode() + b"\n")

    def copy(self, entry: Entry, line: bytes) -> None:
        """Write an outline that is already a line."""
        row = {**asdict(entry), "issued": entry.issued.isoformat(), "length": len(line)}
        self._outlines.write(line)
        self._catalogue.write(json.dumps(row, ensure_ascii=False) + "\n")


class SavedOutlines(Outlines):
    """The outlines in a folder that `OutlineWriter` wrote; may be read from several threads at once.

    Raises ReleaseError, naming the line, when the catalogue or an outline is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / OUTLINES
        self._entries, self._ends = read_catalogue(folder / CATALOGUE)
        # Mapped: a newer index may replace this one, and its files be removed, while this one still answers.
        with self._path.open("rb") as file:
            empty = not file.seek(0, SEEK_END)
            self._lines = b"" if empty else mmap(file.fileno(), 0, access=ACCESS_READ)
        self._kept = lru_cache(KEPT)(self._read)

    @property
    def entries(self) -> Sequence[Entry]:
        """One entry a release, in the same order."""
        return self._entries

    def at(self, place: int) -> Outline:
        """The outline at a place, counted from 0."""
        return self._kept(place)

    def line(self, place: int) -> bytes:
        """The line of an outline as it is written."""
        start = self._ends[place - 1] if place else 0
        return self._lines[start : self._ends[place]]

    def _read(self, place: int) -> Outline:
        try:
            return decode(json.loads(self.line(place)))
        except DAMAGE as error:
            raise damaged(self._path, place + 1, error) from error


def read_catalogue(path: Path) -> tuple[tuple[Entry, ...], list[int]]:
    """The entries of a catalogue, and where the line of each ends in the file of outlines."""
    entries: list[Entry] = []
    ends: list[int] = []
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                ends.append((ends[-1] if ends else 0) + row.pop("length"))
                entries.append(decode_entry(row))
    except (*DAMAGE, OSError) as error:
        raise damaged(path, len(entries) + 1, error) from error
    return tuple(entries), ends


def decode_entry(row: dict[str, Any]) -> Entry:
    """The entry of one row."""
    issued, editions = datetime.fromisoformat(row["issued"]), tuple(row["editions"])
    return Entry(**{**row, "issued": issued, "editions": editions})


def damaged(path: Path, number: int, error: Exception) -> ReleaseError:
    """The error for a line that cannot be read."""
    return ReleaseError(f"{path}, line {number}, is damaged ({error}); run `communique check --repair`")


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


def decode_release(row: dict[str, Any]) -> Release:
    """The release of one row; ValueError if the text is not the one that its digest was made of."""
    text = row["text"]
    if digest_of(text) != row["digest"]:
        raise ValueError(f"the text of {row['id']} does not match its digest")
    return Release(
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


def decode(row: dict[str, Any]) -> Outline:
    """The outline of one row; ValueError if the text is not the one that its digest was made of."""
    release = decode_release(row)
    text = release.text
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
