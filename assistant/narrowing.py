"""Finds which releases a question speaks of: by the time at which they were issued, and by who issued them."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.lexicon import fold
from assistant.question import Question
from corpus.dates import MONTHS
from corpus.outlines import Entry

MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?\\.?" for month in MONTHS).lower()
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# A time that a release may be of, in lower case and Simplified script; a year alone only where it tells which one.
DOCUMENT = (
    "(?:agreement|announcement|communique|communiqué|conference|edition|measures|meeting|memorandum|notice|plan|press|release"
    "|report|statement|summit|talks)s?"
)
TIMES = re.compile(
    rf"(?P<d1>{DAY})(?:\s+of)?\s+(?P<m1>{MONTH})\s*,?\s+(?P<y1>(?:19|20)\d\d)"
    rf"|\b(?P<m2>{MONTH})\s+(?P<d2>{DAY}),?\s+(?P<y2>(?:19|20)\d\d)"
    rf"|\b(?P<m3>{MONTH})(?:\s+of)?,?\s+(?P<y3>(?:19|20)\d\d)"
    r"|\b(?P<y4>(?:19|20)\d\d)-(?P<m4>\d\d)-(?P<d4>\d\d)\b"
    r"|(?P<y5>(?:19|20)\d\d)\s?年(?:\s?(?P<m5>\d{1,2})\s?月(?:\s?(?P<d5>\d{1,2})\s?日)?)?"
    rf"|(?:\b(?:in|of|from|for|during|dated|issued|published)\s+|(?<=the\s))(?P<y6>(?:19|20)\d\d)\b(?=\s+{DOCUMENT}\b|\s*[?.,;]|\s*$)"
)
# What is to be by or until a time is said in the text, and is no time of issue.
ANOTHER_TIME = re.compile(r"(?:\b(?:by|until|till|before|after|since)\s+(?:the\s+)?(?:end\s+of\s+)?|[到至于於]\s?)$")
MIN_ISSUER = 4


def named(question: Question, entries: Sequence[Entry]) -> frozenset[str] | None:
    """The ids of the releases of the time and the issuer that a question names; None if it names neither of some."""
    folded = question.folded
    issuers = {issuer for issuer in {entry.issuer for entry in entries} if is_named(issuer, folded)}
    kept = [entry for entry in entries if not issuers or entry.issuer in issuers]
    spans = list(times(folded))
    if spans:
        kept = [entry for entry in kept if any(first <= entry.issued.date() <= last for first, last in spans)]
    return frozenset(entry.id for entry in kept) if 0 < len(kept) < len(entries) else None


def is_named(issuer: str, folded: str) -> bool:
    """Whether a text names an issuer in full."""
    name = re.escape(fold(issuer).lower())
    pattern = rf"(?<!\w){name}(?!\w)" if issuer.isascii() else name
    return len(issuer) >= MIN_ISSUER and re.search(pattern, folded) is not None


def times(folded: str) -> Iterator[tuple[date, date]]:
    """The times that a text names as those of a release: first and last day of each."""
    for found in TIMES.finditer(folded):
        if ANOTHER_TIME.search(folded, 0, found.start()):
            continue
        year, month, day = (value_of(found, kind) for kind in "ymd")
        if year and (span := days_of(year, month, day)):
            yield span


def value_of(found: re.Match[str], kind: str) -> int | None:
    """The year, month or day of a match."""
    text = next((text for name, text in found.groupdict().items() if name[0] == kind and text), None)
    if text is None:
        return None
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else 1 + next(i for i, m in enumerate(MONTHS) if m.lower().startswith(text[:3]))


def days_of(year: int, month: int | None, day: int | None) -> tuple[date, date] | None:
    """The first and the last day of a year, of a month or of a day; None if there is no such day."""
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return first, last
