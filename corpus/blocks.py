"""Puts raw lines into blocks, and blocks into a release's canonical text.

Canonical text is Unicode NFC; a block is one line with single spaces; blocks are joined by a blank line. Underlines
(`----`, `****`) and the terminator (`NNNN`) are left out. No word is touched, added or dropped.
"""

import re
import unicodedata
from collections.abc import Iterable

from corpus.model import Block, BlockKind, Span

SEPARATOR = "\n\n"
UNDERLINE = re.compile(r"([-*=_~＊－＝＿])\1{2,}")
TERMINATOR = "NNNN"
ENUMERATOR = re.compile(
    r"[(（](?:[ivxlc]{1,6}|[a-zA-Z]|\d{1,2}|[一二三四五六七八九十]{1,3})[)）]\s*"
    r"|(?:\d{1,2}|[a-z])[.)]\s+|\d{1,2}[．、]\s*|[一二三四五六七八九十]{1,3}、|[•·●▪–*-]\s+"
)
# The lines that close a release: "Ends/...", "Issued at ...", a bare date, and their Chinese forms.
DATE = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?(?:\d{1,2}\s)?[A-Z][a-z]{2,8}\s(?:\d{1,2},\s)?\d{4}"
CLOSING = re.compile(
    r"Ends?(?:\s?[/.,:–-].{0,60})?|End of (?:the )?release\b.{0,20}"
    r"|(?:Issued|Published|Released)\s(?:at|on|by)\b.{0,110}|[(（]?完[)）]?"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日.{0,20}|.{2,6}[時时][間间]\s?\d.{0,20}|(?:發布|发布|發稿|发稿).{0,40}|"
    + DATE
    + r".{0,20}",
)
MAX_CLOSING_LINES = 6
MAX_CLOSING_LINE = 120
# What may be inferred to be a heading, in Latin characters' widths; one ends in no stop and holds no colon or figures.
MAX_HEADING = 72
MIN_INFERRED = 2
TEXTUAL = (BlockKind.PARAGRAPH, BlockKind.ITEM)
NUMBERED = re.compile(r"\d{1,2}[.)]\s|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]")
NO_HEADING = re.compile(r"^[a-z]|[.。;；:：,，、!！\"”」』)）]$|[:：]\s|(?<!\b(?:19|20)\d)\d\s*$|\d\D+\d|\t|\s\|\s")
# Characters that show nothing and break every comparison. The joiners U+200C and U+200D stay: some scripts need them.
# Tags and the controls of direction go too: they hide words, or show them in another order.
INVISIBLE = re.compile(
    "[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\U000e0000-\U000e007f]"
)

RawBlock = tuple[BlockKind, str]


def clean(line: str) -> str:
    """One line in canonical form: NFC, invisible characters out, runs of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", INVISIBLE.sub("", line)).split())


def read_lines(lines: Iterable[str]) -> list[RawBlock]:
    """Blocks from a release written one block a line, the title first; headings are underlined, or else inferred."""
    return infer_headings(mark_closing(mark_title(read_body(lines))))


def read_body(lines: Iterable[str]) -> list[RawBlock]:
    """Blocks from a part of a release, without looking for title and issue line."""
    blocks: list[RawBlock] = []
    for line in map(clean, lines):
        if not line or line == TERMINATOR:
            continue
        if UNDERLINE.fullmatch(line):
            if blocks and blocks[-1][0] in (BlockKind.PARAGRAPH, BlockKind.ITEM):
                blocks[-1] = (BlockKind.HEADING, blocks[-1][1])
            continue
        blocks.append((BlockKind.ITEM if ENUMERATOR.match(line) else BlockKind.PARAGRAPH, line))
    return blocks


def mark_title(blocks: list[RawBlock]) -> list[RawBlock]:
    """The first block of a release is its title, underlined or not."""
    return [(BlockKind.TITLE, text) if number == 0 else (kind, text) for number, (kind, text) in enumerate(blocks)]


def mark_closing(blocks: list[RawBlock]) -> list[RawBlock]:
    """The first closing line near the end, and the short lines after it, are the release's issue line."""
    first = max(1, len(blocks) - MAX_CLOSING_LINES)
    for start in range(first, len(blocks)):
        tail = blocks[start:]
        short = all(kind is BlockKind.PARAGRAPH and len(text) <= MAX_CLOSING_LINE for kind, text in tail)
        if short and CLOSING.fullmatch(tail[0][1]):
            return blocks[:start] + [(BlockKind.ISSUED, text) for _, text in tail]
    return blocks


def infer_headings(blocks: list[RawBlock]) -> list[RawBlock]:
    """Where no heading is marked, short lines that end in no stop and stand alone before a text are taken for headings.

    One alone is rather a subtitle or a slip, and stays as it is.
    """
    if any(kind is BlockKind.HEADING for kind, _ in blocks):
        return blocks
    like = [looks_like_heading(*block) for block in blocks]
    found = [
        number
        for number in range(1, len(blocks) - 1)
        if like[number] and not like[number - 1] and not like[number + 1] and blocks[number + 1][0] in TEXTUAL
    ]
    if len(found) < MIN_INFERRED:
        return blocks
    return [
        (BlockKind.HEADING, text) if number in found else (kind, text) for number, (kind, text) in enumerate(blocks)
    ]


def looks_like_heading(kind: BlockKind, text: str) -> bool:
    """Whether a block could be a heading: short, no row of figures, no bullet, and no stop at its end."""
    length = width(text)
    bullet = kind is BlockKind.ITEM and not NUMBERED.match(text)
    return kind in TEXTUAL and length <= MAX_HEADING and not bullet and not NO_HEADING.search(text)


def width(text: str) -> int:
    """The width of a text in Latin characters."""
    return sum(2 if wide(character) else 1 for character in text)


def wide(character: str) -> bool:
    """Whether a character is as wide as two Latin ones, as the Chinese are."""
    return unicodedata.east_asian_width(character) in "WF"


def assemble(blocks: Iterable[RawBlock]) -> tuple[str, tuple[Block, ...]]:
    """The canonical text of some blocks, and each block with the span it takes there."""
    placed: list[Block] = []
    parts: list[str] = []
    start = 0
    for kind, text in blocks:
        placed.append(Block(kind, Span(start, start + len(text))))
        parts.append(text)
        start += len(text) + len(SEPARATOR)
    return SEPARATOR.join(parts), tuple(placed)
