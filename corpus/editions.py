"""Pairs the passages of two editions of a release, and finds the figures that differ between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.alignment import Item, align_items
from corpus.figures import Figure, differences, figures, keys_given, keys_wanted
from corpus.kinds import TABLE_CELL
from corpus.model import Outline, Passage, PassageKind, Section

HEADING = "heading"
# These stand once in a release, and only for each other.
SINGLE = (PassageKind.TITLE, PassageKind.ISSUED)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two passages that say the same, and the figures that only one of them has, at their places in its release."""

    first: Passage
    second: Passage
    only_first: tuple[Figure, ...]
    only_second: tuple[Figure, ...]


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
