"""The things a corpus is made of: spans, blocks, releases, and what a release is split into."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a release's text in Unicode code points: 0-based, end-exclusive, never empty.

    Raises ValueError for anything else.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not start={self.start}, end={self.end}")

    def of(self, text: str) -> str:
        """What the text says at this span."""
        return text[self.start : self.end]

    def shifted(self, offset: int) -> "Span":
        """The same span, `offset` code points further on."""
        return Span(self.start + offset, self.end + offset)

    def contains(self, other: "Span") -> bool:
        """Whether the other span lies wholly in this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end


class BlockKind(StrEnum):
    """What a block of a release is, as its format shows it."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a release's text: the blocks, joined by blank lines, are the text."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Release:
    """One press release in one language.

    `text` is canonical (see `corpus.blocks`), `digest` is `sha256:` and the hex digest of its UTF-8 bytes,
    `issued` carries a time zone, `language` is `en`, `zh-Hant` or `zh-Hans`, `url` is where it was published.
    `editions` are the ids of the same release in other languages, as it names them itself; `supersedes` is the id of
    the earlier release that it corrects or replaces, empty if it does neither.
    """

    id: str
    title: str
    issuer: str
    issued: datetime
    language: str
    url: str
    text: str
    digest: str
    blocks: tuple[Block, ...]
    editions: tuple[str, ...] = ()
    supersedes: str = ""


class PassageKind(StrEnum):
    """What a passage is for the reader of the release."""

    TITLE = "title"
    LEAD = "lead"
    MEASURE = "measure"
    AGREEMENT = "agreement"
    STATEMENT = "statement"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest piece that may be quoted: a sentence, or one clause of a long enumeration.

    `lead_in` holds the words that open the enumeration ("Those present included"), empty for a sentence.
    """

    span: Span
    text: str
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest piece that stands alone in the index.

    `heading` and `slug` are those of its section, empty outside any section. The statements lie in the
    passage's span, in order, without overlap, and leave out nothing but spaces and separators.
    """

    id: str
    kind: PassageKind
    span: Span
    text: str
    heading: str
    slug: str
    statements: tuple[Statement, ...]

    @property
    def release_id(self) -> str:
        """The id of the release that the passage stands in."""
        return self.id.split("#", 1)[0]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a release with the passages that stand under it."""

    heading: str
    slug: str
    span: Span
    passages: tuple[Passage, ...]

    @property
    def measures(self) -> tuple[Passage, ...]:
        """The passages of the section that commit somebody to something."""
        return tuple(p for p in self.passages if p.kind is PassageKind.MEASURE)


@dataclass(frozen=True, slots=True)
class Outline:
    """A release split: every passage in the order of the text, and the sections that hold them."""

    release: Release
    passages: tuple[Passage, ...]
    sections: tuple[Section, ...]

    @property
    def areas(self) -> tuple[Section, ...]:
        """The sections that open with a measure: a ceremony or a background section opens with a report."""
        return tuple(s for s in self.sections if s.passages and s.passages[0].kind is PassageKind.MEASURE)
