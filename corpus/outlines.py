"""Many releases: what a catalogue tells of each without its text, and outlines that are read as they are asked for."""

import json
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import overload

from corpus.digests import digest_of
from corpus.errors import UnknownRelease
from corpus.model import Outline, Release


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue tells of a release; `sections`, `passages` and `statements` are how many it has.

    `fingerprint` is another one after any change of the release.
    """

    id: str
    title: str
    issuer: str
    issued: datetime
    language: str
    url: str
    digest: str
    editions: tuple[str, ...]
    supersedes: str
    fingerprint: str
    sections: int
    passages: int
    statements: int


def fingerprint(release: Release) -> str:
    """Tells a release, with all that is known about it and how it is put into blocks, from every other."""
    about = [
        *(release.id, release.title, release.issuer, release.issued.isoformat(), release.language, release.url),
        *(release.digest, release.editions, release.supersedes),
        [[block.kind, block.span.start, block.span.end] for block in release.blocks],
    ]
    return digest_of(json.dumps(about))


def entry_of(outline: Outline) -> Entry:
    """The entry of a release."""
    release = outline.release
    return Entry(
        id=release.id,
        title=release.title,
        issuer=release.issuer,
        issued=release.issued,
        language=release.language,
        url=release.url,
        digest=release.digest,
        editions=release.editions,
        supersedes=release.supersedes,
        fingerprint=fingerprint(release),
        sections=len(outline.sections),
        passages=len(outline.passages),
        statements=sum(len(passage.statements) for passage in outline.passages),
    )


class Outlines(Sequence[Outline]):
    """The outlines of some releases, ordered by id; `entries` tells of each without reading it."""

    @property
    @abstractmethod
    def entries(self) -> Sequence[Entry]:
        """One entry a release, in the same order."""

    @abstractmethod
    def at(self, place: int) -> Outline:
        """The outline at a place, counted from 0."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each release by its id."""
        return {entry.id: place for place, entry in enumerate(self.entries)}

    def of(self, release_id: str) -> Outline:
        """The outline of a release. Raises UnknownRelease."""
        return self.at(self._place(release_id))

    def entry(self, release_id: str) -> Entry:
        """The entry of a release. Raises UnknownRelease."""
        return self.entries[self._place(release_id)]

    def _place(self, release_id: str) -> int:
        try:
            return self.places[release_id]
        except KeyError as error:
            raise UnknownRelease(release_id) from error

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, place: int) -> Outline: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Outline]: ...
    def __getitem__(self, place: int | slice) -> Outline | Sequence[Outline]:
        if isinstance(place, slice):
            return [self.at(one) for one in range(*place.indices(len(self)))]
        return self.at(range(len(self))[place])


class HeldOutlines(Outlines):
    """Outlines that are held in memory."""

    def __init__(self, outlines: Iterable[Outline]) -> None:
        self._held = tuple(sorted(outlines, key=lambda outline: outline.release.id))
        self._entries = tuple(map(entry_of, self._held))

    @property
    def entries(self) -> Sequence[Entry]:
        """One entry a release, in the same order."""
        return self._entries

    def at(self, place: int) -> Outline:
        """The outline at a place, counted from 0."""
        return self._held[place]
