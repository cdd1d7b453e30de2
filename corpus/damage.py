"""Reads what can be read of outlines on disk that may be damaged, and says what is wrong with an outline."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

from corpus.model import Outline, Release, Span
from corpus.outlines import Entry, entry_of
from corpus.store import CATALOGUE, DAMAGE, OUTLINES, decode_entry, decode_release

ID = re.compile(rb'\{"id": ("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Line:
    """The line of an outline, with the id of its release as far as it can be told, else its number."""

    name: str
    bytes: bytes
    listed: Entry | None


class DamagedOutlines:
    """The lines of a folder of outlines, of which any may be damaged, and so may be the catalogue.

    `listed` are the entries of the catalogue that can be read, by id, `unreadable` are the numbers of its other lines.
    """

    def __init__(self, folder: Path) -> None:
        """Read the catalogue. Raises OSError if there are no outlines."""
        self._path = folder / OUTLINES
        self._size = self._path.stat().st_size
        self._lengths: dict[str, int] = {}
        self.listed: dict[str, Entry] = {}
        self.unreadable: list[int] = []
        catalogue = folder / CATALOGUE
        for number, line in enumerate(catalogue.read_bytes().splitlines() if catalogue.is_file() else [], 1):
            try:
                row = json.loads(line)
                length = int(row.pop("length"))
                entry = decode_entry(row)
                self._lengths[entry.id], self.listed[entry.id] = length, entry
            except DAMAGE:
                self.unreadable.append(number)

    def __iter__(self) -> Iterator[Line]:
        """The lines in their order, cut as the catalogue says if it fits, else where they end."""
        fits = not self.unreadable and sum(self._lengths.values()) == self._size
        ids = list(self._lengths) if fits else []
        with self._path.open("rb") as file:
            pieces: Iterable[bytes] = map(file.read, self._lengths.values()) if fits else file
            for number, piece in enumerate(pieces):
                name = ids[number] if fits else id_in(piece) or f"line {number + 1}"
                yield Line(name, piece, self.listed.get(name))


def id_in(line: bytes) -> str | None:
    """The id that a line begins with, if that can be read."""
    try:
        return str(json.loads(found[1])) if (found := ID.match(line)) else None
    except ValueError:
        return None


def release_in(line: bytes) -> Release | None:
    """The release that a line holds, if that can be read and its text is the one that its digest was made of."""
    try:
        release = decode_release(json.loads(line))
    except DAMAGE:
        return None
    return None if any(faults_of_spans(release, [block.span for block in release.blocks], "block")) else release


def faults_of(outline: Outline) -> Iterator[str]:
    """What is wrong with the spans and ids of an outline."""
    release, passages = outline.release, outline.passages
    yield from faults_of_spans(release, [block.span for block in release.blocks], "block")
    yield from faults_of_spans(release, [section.span for section in outline.sections], "section")
    yield from faults_of_spans(release, [passage.span for passage in passages], "passage")
    ids = [passage.id for passage in passages]
    if len(set(ids)) < len(ids) or any(passage.release_id != release.id for passage in passages):
        yield "its passages do not have ids of their own"
    for passage in passages:
        spans = [statement.span for statement in passage.statements]
        yield from faults_of_spans(release, spans, f"statement of {passage.id}")
        if not all(map(passage.span.contains, spans)):
            yield f"a statement of {passage.id} lies outside it"


def faults_of_spans(release: Release, spans: Iterable[Span], what: str) -> Iterator[str]:
    """What is wrong with spans that have to follow each other in a text."""
    spans = list(spans)
    if any(span.end > len(release.text) for span in spans):
        yield f"a {what} lies outside the text"
    if any(one.end > other.start for one, other in pairwise(spans)):
        yield f"a {what} begins before the one before it ends"


def differences(listed: Entry, outline: Outline) -> list[str]:
    """In what the entry of a catalogue differs from its outline."""
    entry = entry_of(outline)
    return [field.name for field in fields(Entry) if getattr(listed, field.name) != getattr(entry, field.name)]
