"""Splits a release into passages and sections; every span is made here and carried along from here."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from anyascii import anyascii

from corpus.kinds import is_plain_order, kind_of_item, kind_of_paragraph, may_be_order
from corpus.model import Block, BlockKind, Outline, Passage, PassageKind, Release, Section, Span, Statement
from corpus.statements import split_statements

SPLITTER_VERSION = 4
MAX_SLUG = 60


@dataclass(slots=True)
class Place:
    """Where the splitter stands: in which section, after which introduction, with which numbers used."""

    heading: str = ""
    slug: str = ""
    introduction: str = ""
    signed: bool = False
    numbers: Counter[str] = field(default_factory=Counter)
    slugs: Counter[str] = field(default_factory=Counter)


def split(release: Release) -> Outline:
    """Split a release; the same release always gives the same outline."""
    place = Place(slugs=Counter({kind.value: 1 for kind in PassageKind}))
    passages: list[Passage] = []
    headings: list[tuple[Block, str]] = []
    has_headings = any(block.kind is BlockKind.HEADING for block in release.blocks)
    for block in merge_closing(release.blocks):
        if block.kind is BlockKind.HEADING:
            enter_section(place, block.span.of(release.text))
            headings.append((block, place.slug))
        else:
            passages.append(make_passage(release, block, place, has_headings))
    passages = with_unlisted_orders(passages)
    return Outline(release, tuple(passages), make_sections(release, headings, passages))


def merge_closing(blocks: tuple[Block, ...]) -> list[Block]:
    """The closing lines are one passage, the issue line; every other block stands for itself."""
    closing = [block for block in blocks if block.kind is BlockKind.ISSUED]
    others = [block for block in blocks if block.kind is not BlockKind.ISSUED]
    if not closing:
        return others
    return [*others, Block(BlockKind.ISSUED, Span(closing[0].span.start, closing[-1].span.end))]


def enter_section(place: Place, heading: str) -> None:
    """Open a section; a slug that is taken gets a number."""
    slug = slugify(heading)
    place.slugs[slug] += 1
    while place.slugs[slug] > 1:
        slug = f"{slug}-{place.slugs[slug]}"
        place.slugs[slug] += 1
    place.heading, place.slug, place.introduction, place.signed = heading, slug, "", False


def slugify(heading: str) -> str:
    """A heading in ASCII, lower case, words joined by hyphens, cut at a word; `section` if nothing is left."""
    words = re.findall(r"[a-z0-9]+", anyascii(heading).lower())
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > MAX_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word[:MAX_SLUG]
    return slug or "section"


def make_passage(release: Release, block: Block, place: Place, has_headings: bool) -> Passage:
    """The passage of one block, numbered within its section, or within its kind where there is none."""
    text = block.span.of(release.text)
    kind = kind_of(block, text, place, has_headings)
    if block.kind is BlockKind.PARAGRAPH:
        place.introduction = text
    place.signed |= kind is PassageKind.AGREEMENT
    outside = not place.slug or kind is PassageKind.ISSUED
    slug = kind.value if outside else place.slug
    place.numbers[slug] += 1
    return Passage(
        id=f"{release.id}#{slug}.{place.numbers[slug]}",
        kind=kind,
        span=block.span,
        text=text,
        heading="" if outside else place.heading,
        slug="" if outside else place.slug,
        statements=statements_of(block, text, release.language),
    )


def kind_of(block: Block, text: str, place: Place, has_headings: bool) -> PassageKind:
    """What a block is for; before the first heading, and first of all where there is none, stands the lead."""
    match block.kind:
        case BlockKind.TITLE:
            return PassageKind.TITLE
        case BlockKind.ISSUED:
            return PassageKind.ISSUED
        case BlockKind.ITEM:
            return kind_of_item(text, place.introduction)
    if not place.slug and (has_headings or not place.numbers[PassageKind.LEAD.value]):
        return PassageKind.LEAD
    # What follows a list of signed documents in the same section tells of the ceremony or the visit.
    return PassageKind.STATEMENT if place.signed or not place.slug else kind_of_paragraph(text)


def statements_of(block: Block, text: str, language: str) -> tuple[Statement, ...]:
    """The statements of a block with their spans in the release; a title is one, whatever stops are in it."""
    if block.kind is BlockKind.TITLE:
        return (Statement(block.span, text),)
    return tuple(
        Statement(statement.span.shifted(block.span.start), statement.text, statement.lead_in)
        for statement in split_statements(text, language)
    )


def with_unlisted_orders(passages: Sequence[Passage]) -> list[Passage]:
    """The passages; among orders, what may be one is a measure: no list of verbs is complete."""
    by_section: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.slug and passage.kind in (PassageKind.MEASURE, PassageKind.STATEMENT):
            by_section[passage.slug].append(passage)
    ordering = {slug for slug, own in by_section.items() if 2 * sum(is_plain_order(p.text) for p in own) > len(own)}
    return [
        replace(p, kind=PassageKind.MEASURE)
        if p.kind is PassageKind.STATEMENT and p.slug in ordering and may_be_order(p.text)
        else p
        for p in passages
    ]


def make_sections(release: Release, headings: list[tuple[Block, str]], passages: list[Passage]) -> tuple[Section, ...]:
    """The sections in the order of the text, with what stands under each."""
    return tuple(
        Section(block.span.of(release.text), slug, block.span, tuple(p for p in passages if p.slug == slug))
        for block, slug in headings
    )
