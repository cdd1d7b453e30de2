"""What belongs together among many releases: editions of one release, and releases that came after others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.outlines import Entry


@dataclass(frozen=True, slots=True)
class Later:
    """A release that came after another in its place: it `corrects` it, or else follows it up."""

    release_id: str
    corrects: bool


@dataclass(frozen=True, slots=True)
class Relations:
    """For ids of releases: those of the editions in other languages, and the latest that came after it."""

    editions: Mapping[str, tuple[str, ...]]
    revisions: Mapping[str, Later]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Relations":
        """The relations of some releases."""
        return cls({}, {})


def one_edition(entries: Iterable[Entry], relations: Relations, language: str) -> list[Entry]:
    """Some releases, of the editions of each only the one that is nearest to a language."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        group = min((entry.id, *relations.editions.get(entry.id, ())))
        other = kept.get(group)
        if other is None or distance(entry.language, language) < distance(other.language, language):
            kept[group] = entry
    return sorted(kept.values(), key=lambda entry: entry.id)


def distance(first: str, second: str) -> int:
    """How far a reader of one language is from another: 0 for the same one, 1 for its other script, then English."""
    if first == second:
        return 0
    if first.partition("-")[0] == second.partition("-")[0]:
        return 1
    return 2 if first == "en" else 3
