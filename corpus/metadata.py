"""Finds what a release says about itself: when and by whom it was issued, and in which language it is written."""

import re
from collections.abc import Sequence
from datetime import datetime, time

from corpus.blocks import RawBlock
from corpus.dates import find_date, find_time, find_zone
from corpus.model import BlockKind
from corpus.words import HAN, is_simplified

CJK = re.compile(f"[{HAN}]")
# A date near the title or the end is the date of issue if little else stands in its line.
MAX_BESIDE_DATE = 60
NEAR_TITLE = 4
NEAR_END = 3
# Where a first paragraph opens with place and date: "HARBOUR TOWN, 24 April 2025 - The council ...".
DATELINE = re.compile(r"(?P<open>[^.。]{4,70}?)\s?(?:[–—]|\s--?\s)|[【（(\[](?P<closed>[^】）)\]]{4,40})[】）)\]]")
A_SENTENCE_BEGINS = re.compile(r"\b[a-z]{2,}\b|[，；]")
LISTED_BY = re.compile(
    r"(?:issued|published|released) by:? (?:the (?=[A-Z]))?(?P<name>[A-Z][^.;|]{2,80})\.?$"
    r"|(?:發稿|发稿|發布|发布)(?:單位|单位|機構|机构|機關|机关|者)?[:：]\s?(?P<chinese>.{2,40})$",
    re.IGNORECASE,
)


def issued_in(blocks: Sequence[RawBlock]) -> datetime | None:
    """When a release says that it was issued: in its closing lines, below its title, or where its text begins."""
    closing = [text for kind, text in blocks if kind is BlockKind.ISSUED]
    if found := issue_time(closing):
        return found
    rest = [text for kind, text in blocks[1:] if kind is not BlockKind.ISSUED]
    below = rest[:NEAR_TITLE]
    candidates = [
        *filter(is_date_line, below),
        *map(dateline, below),
        *filter(is_date_line, reversed(rest[-NEAR_END:])),
    ]
    return next(filter(None, (issue_time([line]) for line in candidates)), None)


def issue_time(lines: Sequence[str]) -> datetime | None:
    """The date and time in some lines; None if they name no date, or a time that no clock shows.

    A date without a time is midnight in the zone that the lines name, else in UTC.
    """
    text = "\n".join(lines)
    found = find_date(text)
    if found is None:
        return None
    try:
        return datetime.combine(found[0], find_time(text) or time(tzinfo=find_zone(text)))
    except ValueError:
        return None


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and little else."""
    found = find_date(line)
    return found is not None and len(line) - len(found[1][0]) <= MAX_BESIDE_DATE and not line.endswith((".", "。"))


def dateline(paragraph: str) -> str:
    """The place and date with which a paragraph opens, or nothing."""
    found = DATELINE.match(paragraph)
    opening = found and (found["open"] or found["closed"])
    day = find_date(opening) if opening else None
    return opening if opening and day and not A_SENTENCE_BEGINS.search(opening[: day[1].start()]) else ""


def issuer_in(blocks: Sequence[RawBlock]) -> str:
    """The body that a release's closing lines name as its issuer, or nothing."""
    for kind, text in blocks:
        if kind is BlockKind.ISSUED and (found := LISTED_BY.search(text)):
            return (found["name"] or found["chinese"]).strip()
    return ""


def language_of(text: str) -> str:
    """`zh-Hant`, `zh-Hans` or `en`, by the share of Chinese characters and their script."""
    chinese = len(CJK.findall(text))
    letters = sum(character.isalpha() for character in text) - chinese
    # One Chinese character says about as much as a short word of four letters.
    if not chinese or 4 * chinese < letters:
        return "en"
    return "zh-Hans" if is_simplified(text) else "zh-Hant"
