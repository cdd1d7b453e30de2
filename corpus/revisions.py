"""Tells which release corrects or continues which: as it says itself, or by the marks in its title.

A title is that of an earlier release with a mark if issuer and language are the same and so is the rest of the title,
case, white space and notes on photos aside. What a correction ("Revised", 更正) corrects is at most 31 days older. What
a number, "(2)", continues is at most 7 days older: the next event of that name starts again at one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from corpus.listed import Listed
from corpus.marks import Title, read_title

CORRECTED_WITHIN = timedelta(days=31)
CONTINUED_WITHIN = timedelta(days=7)


class Relation(StrEnum):
    """What a later release is to an earlier one."""

    CORRECTED = "corrected"
    CONTINUED = "continued"


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier release and the newest that corrects it; if none does, the newest that continues it."""

    earlier: str
    later: str
    relation: Relation

    @property
    def corrects(self) -> bool:
        """Whether the later release corrects the earlier one."""
        return self.relation is Relation.CORRECTED


@dataclass(frozen=True, slots=True)
class Trouble:
    """What cannot be followed: an `unknown` id (the release that names it, and the id), or a `cycle` of releases."""

    kind: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revisions:
    """For each release that another follows, the newest one; and what cannot be followed."""

    by_earlier: Mapping[str, Revision]
    troubles: tuple[Trouble, ...]


def superseded(releases: Iterable[Listed]) -> Mapping[str, str]:
    """For each release that others correct or continue, the id of the newest of them."""
    return {earlier: revision.later for earlier, revision in revisions(releases).by_earlier.items()}


def revisions(releases: Iterable[Listed]) -> Revisions:
    """Which release was corrected or continued by which, in time that grows as the number of releases does.

    `supersedes` counts as a correction, and the title is not asked then. Of two that correct or continue the same one,
    the newer counts, by issue time and id. The links of a cycle are left out.
    """
    known = {release.id: release for release in releases}
    in_order = sorted(known.values(), key=lambda release: (release.issued, release.id))
    naming = [one for one in in_order if one.supersedes]
    troubles = [Trouble("unknown", (one.id, one.supersedes)) for one in naming if one.supersedes not in known]
    corrected: dict[str, str] = {}
    continued: dict[str, str] = {}
    for earlier, later, relation in by_title(in_order):
        (corrected if relation is Relation.CORRECTED else continued)[earlier] = later
    corrected |= {one.supersedes: one.id for one in naming if one.supersedes in known}
    for links in (corrected, continued):
        # The corrections first: a continuation that closes a circle with them is the one to go.
        for cycle in cycles(continued | corrected if links is continued else corrected):
            troubles.append(Trouble("cycle", cycle))
            for one in cycle:
                links.pop(one, None)
    return Revisions(newest(corrected, continued), tuple(troubles))


def by_title(in_order: Sequence[Listed]) -> Iterator[tuple[str, str, Relation]]:
    """Earlier id, later id and relation of the releases whose titles have marks; those that name an id aside."""
    latest: dict[tuple[str, str, str], dict[tuple[int, bool], Listed]] = {}
    for release in in_order:
        title = read_title(release.title)
        row = latest.setdefault((release.issuer, release.language, title.bare), {})
        relation = Relation.CORRECTED if title.corrects else Relation.CONTINUED
        earlier = before(release, title, row)
        if earlier and not release.supersedes:
            yield earlier.id, release.id, relation
        row[title.number, title.corrects] = release


def before(release: Listed, title: Title, row: Mapping[tuple[int, bool], Listed]) -> Listed | None:
    """The release of the same bare title that this one corrects or continues, if it does and it is recent enough."""
    if title.corrects:
        same = [one for (number, _), one in row.items() if number == title.number]
        candidates = same or [one for (number, _), one in row.items() if number < title.number]
    else:
        candidates = [one for (number, corrects), one in row.items() if number < title.number and not corrects]
    within = CORRECTED_WITHIN if title.corrects else CONTINUED_WITHIN
    recent = [one for one in candidates if release.issued - one.issued <= within]
    return max(recent, key=lambda one: (one.issued, one.id), default=None)


def cycles(links: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The circles among links of which each release has at most one, each from its smallest id on."""
    found, seen = [], set[str]()
    for start in links:
        path: dict[str, None] = {}
        current: str | None = start
        while current is not None and current not in seen:
            seen.add(current)
            path[current] = None
            current = links.get(current)
        if current in path:
            ids = list(path)
            circle = ids[ids.index(current) :]
            first = circle.index(min(circle))
            found.append((*circle[first:], *circle[:first]))
    return found


def newest(corrected: Mapping[str, str], continued: Mapping[str, str]) -> dict[str, Revision]:
    """Each release with the end of its corrections, or else the end of all that follows it."""
    corrections, all_links = ends(corrected), ends({**continued, **corrected})
    found = {one: Revision(one, later, Relation.CONTINUED) for one, later in all_links.items()}
    return found | {one: Revision(one, later, Relation.CORRECTED) for one, later in corrections.items()}


def ends(links: Mapping[str, str]) -> dict[str, str]:
    """Where the links that lead on from each release end."""
    found: dict[str, str] = {}
    for start in links:
        path, current = [], start
        while current in links and current not in found:
            path.append(current)
            current = links[current]
        found |= dict.fromkeys(path, found.get(current, current))
    return found
