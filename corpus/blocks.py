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
    r"|(?:\d{1,2}|[a-z])[.)]\s+|[一二三四五六七八九十]{1,3}、|[•·●▪–*-]\s+"
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
# Characters that show nothing and break every comparison. The joiners U+200C and U+200D stay: some scripts need them.
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")

RawBlock = tuple[BlockKind, str]


def clean(line: str) -> str:
    """One line in canonical form: NFC, invisible characters out, runs of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", INVISIBLE.sub("", line)).split())


def read_lines(lines: Iterable[str]) -> list[RawBlock]:
    """Blocks from a release written one block a line, headings underlined, the title first."""
    return mark_closing(mark_title(read_body(lines)))


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
