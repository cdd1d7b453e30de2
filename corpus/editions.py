"""Pairs the editions of a release, their passages, and the figures that differ between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from corpus.alignment import Item, align_items
from corpus.figures import Figure, differences, figures, keys_given, keys_wanted
from corpus.kinds import TABLE_CELL
from corpus.listed import Listed
from corpus.model import Outline, Passage, PassageKind, Section

HEADING = "heading"
# These stand once in a release, and only for each other.
SINGLE = (PassageKind.TITLE, PassageKind.ISSUED)


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


@dataclass(frozen=True, slots=True)
class Difference:
    """Two passages that say the same, and the figures that only one of them has, at their places in its release."""

    first: Passage
    second: Passage
    only_first: tuple[Figure, ...]
    only_second: tuple[Figure, ...]


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


def align(first: Outline, second: Outline) -> tuple[tuple[Passage, Passage], ...]:
    """The passages of two editions that say the same, in the order of the text.

    Editions of one shape are paired by position, others by length, figures and kind; what has no clear partner is left
    out.
    """
    if shape(first) == shape(second):
        return tuple(zip(first.passages, second.passages, strict=True))
    ours, theirs = list(pieces(first)), list(pieces(second))
    places = align_items([item(piece) for piece in ours], [item(piece) for piece in theirs])
    found = ((ours[i], theirs[j]) for i, j in places)
    return tuple((one, other) for one, other in found if isinstance(one, Passage) and isinstance(other, Passage))


def shape(outline: Outline) -> list[tuple[int, str]]:
    """The section, by number, and the kind of each passage."""
    numbers = {section.slug: number for number, section in enumerate(outline.sections, 1)}
    return [(numbers.get(passage.slug, 0), kind(passage)) for passage in outline.passages]


def kind(passage: Passage) -> str:
    """The kind of a passage, with the cells of a table's row."""
    cells = passage.text.count(TABLE_CELL)
    return f"{passage.kind}, {cells} cells" if cells else passage.kind


def pieces(outline: Outline) -> Iterator[Passage | Section]:
    """The passages and the headings of a release, in the order of the text."""
    together: list[Passage | Section] = [*outline.passages, *outline.sections]
    yield from sorted(together, key=lambda piece: piece.span)


def item(piece: Passage | Section) -> Item:
    """What the alignment needs to know of a passage or a heading."""
    text = piece.heading if isinstance(piece, Section) else piece.text
    if isinstance(piece, Section):
        group = own = HEADING
    else:
        group, own = piece.kind if piece.kind in SINGLE else str(text.count(TABLE_CELL)), kind(piece)
    found = figures(text)
    given = frozenset(key for figure in found for key in keys_given(figure))
    wanted = tuple(frozenset(keys_wanted(figure)) for figure in found if figure.certain)
    return Item(group, own, len(text), given, wanted)


def compare(first: Outline, second: Outline) -> tuple[Difference, ...]:
    """The pairs of passages whose figures differ. Issue lines are left out: each edition is issued at its own time."""
    found = []
    for one, other in align(first, second):
        if PassageKind.ISSUED in (one.kind, other.kind):
            continue
        only_first, only_second = differences(figures(one.text), figures(other.text))
        if only_first or only_second:
            found.append(Difference(one, other, placed(only_first, one), placed(only_second, other)))
    return tuple(found)


def placed(found: Iterable[Figure], passage: Passage) -> tuple[Figure, ...]:
    """Figures of a passage with their spans in its release."""
    return tuple(replace(figure, span=figure.span.shifted(passage.span.start)) for figure in found)
