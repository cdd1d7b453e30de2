"""What belongs together among many releases: the editions of one release, and which releases came after which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.listed import Listed
from corpus.outlines import Entry
from corpus.pairing import pair
from corpus.revisions import Revision, revisions


@dataclass(frozen=True, slots=True)
class Relations:
    """For ids of releases: those of its editions in other languages, and the newest that corrects or continues it.

    `troubles` are lines on links that contradict each other or lead nowhere.
    """

    editions: Mapping[str, tuple[str, ...]]
    revisions: Mapping[str, Revision]
    troubles: tuple[str, ...] = ()

    @classmethod
    def of(cls, releases: Sequence[Listed]) -> "Relations":
        """The relations of some releases."""
        pairing, later = pair(releases), revisions(releases)
        conflicts = [
            f"{one.linking} names {one.linked} as another edition, but one edition is in {one.language} already"
            for one in pairing.conflicts
        ]
        troubles = [f"{' supersedes '.join(one.ids)}: {one.kind}" for one in later.troubles]
        return cls(pairing.editions, later.by_earlier, (*conflicts, *troubles))


def one_edition(entries: Iterable[Entry], relations: Relations, language: str) -> list[Entry]:
    """Some releases, of the editions of each only the one that is nearest to a language; ties by id."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        group = min((entry.id, *relations.editions.get(entry.id, ())))
        both = [entry, kept.get(group, entry)]
        kept[group] = min(both, key=lambda one: (distance(one.language, language), one.id))
    return sorted(kept.values(), key=lambda entry: entry.id)


def language_group(language: str) -> str:
    """What both scripts of Chinese have in common."""
    return language.partition("-")[0]


def distance(first: str, second: str) -> int:
    """How far a reader of one language is from another: 0 for the same one, 1 for its other script, then English."""
    if first == second:
        return 0
    if language_group(first) == language_group(second):
        return 1
    return 2 if first == "en" else 3
