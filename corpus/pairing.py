"""Finds which releases are editions of one another, by the links between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.listed import Listed


@dataclass(frozen=True, slots=True)
class Conflict:
    """A link between editions that was not followed, as it would bring two releases in one language together."""

    linking: str
    linked: str
    language: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """For each release that has any, the ids of its editions in order; and the links that contradict each other."""

    editions: Mapping[str, tuple[str, ...]]
    conflicts: tuple[Conflict, ...]


def pair(releases: Iterable[Listed]) -> Pairing:
    """The editions of each release: a link counts in both directions, and so does a link by way of a third edition.

    Ids that are not among the releases are ignored. Links that two releases give each other are followed first, then
    the others in the order of ids.
    """
    known = {release.id: release for release in releases}
    groups = {release.id: {release.language: release.id} for release in known.values()}
    conflicts = []
    for linking, linked in links(known):
        ours, theirs = groups[linking], groups[linked]
        if ours is theirs:
            continue
        if shared := ours.keys() & theirs.keys():
            conflicts.append(Conflict(linking, linked, min(shared)))
            continue
        ours |= theirs
        for moved in theirs.values():
            groups[moved] = ours
    others = {one: tuple(sorted(set(groups[one].values()) - {one})) for one in sorted(known)}
    return Pairing({one: ids for one, ids in others.items() if ids}, tuple(conflicts))


def links(known: Mapping[str, Listed]) -> list[tuple[str, str]]:
    """The links between known releases, mutual ones first."""
    found = {(one.id, other) for one in known.values() for other in one.editions if other in known and other != one.id}
    return sorted(found, key=lambda link: (link[::-1] not in found, link))
