"""Finds which releases a question speaks of: by the time at which they were issued, and by who issued them."""

import calendar
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache

from assistant.lexicon import fold
from assistant.question import Question, content_terms
from corpus.dates import MONTHS, NUMERAL, month_number, number
from corpus.outlines import Entry
from corpus.words import CHINESE, ENGLISH, LATIN

MONTH = "|".join((*(f"{month[:3]}(?:{month[3:]})?\\.?" for month in MONTHS), "Sept\\.?")).lower()
DAY = r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?"
YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
# A time that a release may be of, in lower case and Simplified script; a year alone only where it tells which one.
DOCUMENT = (
    "(?:agreement|announcement|communique|communiqué|conference|edition|measures|meeting|memorandum|notice|plan|press|release"
    "|report|statement|summit|talks)s?"
)
TIMES = re.compile(
    rf"(?P<d1>{DAY})(?:\s+of)?\s+(?P<m1>{MONTH})\s*,?\s+(?P<y1>{YEAR})"
    rf"|(?<![a-z])(?P<m2>{MONTH})\s+(?P<d2>{DAY}),?\s+(?P<y2>{YEAR})"
    rf"|(?<![a-z])(?P<m3>{MONTH})(?:\s+of)?,?\s+(?P<y3>{YEAR})"
    rf"|(?P<y4>{YEAR})-(?P<m4>\d\d)-(?P<d4>\d\d)(?!\d)"
    rf"|(?P<y5>{YEAR}|(?:一九|二[〇○零]){NUMERAL}{{2}})\s?年"
    rf"(?:\s?(?P<m5>\d{{1,2}}|{NUMERAL}{{1,2}})\s?月(?:\s?(?P<d5>\d{{1,2}}|{NUMERAL}{{1,3}})\s?[日号])?)?"
    rf"|(?:\b(?:in|of|from|for|during|dated|issued|published)\s+|(?<=the\s))(?P<y6>{YEAR})(?=\s+{DOCUMENT}\b|\s*[?.,;!]|\s*$)"
)
# What is to be by or until a time is said in the text, and no time of issue. It is looked for this far before a time.
ANOTHER_TIME = re.compile(
    r"(?:\b(?:by|until|till|before|after|since)\s+(?:the\s+)?(?:(?:start|beginning|middle|end|early|mid|late)[\s-]*)?(?:of\s+)?"
    r"|[到至前后]\s?)$"
)
REACH = 40
# And in Chinese after it: "by the end of 2027", "from 2026 on".
BOUNDED = re.compile(r"\s?(?:年?[底末中初])?\s?(?:[之以]?[前后]|起|为止|[到至])")
# A shorter name may be a word of any question.
MIN_ISSUER, MIN_CHINESE_ISSUER = 4, 3
# A time's first and last day.
Days = tuple[date, date]


def named(question: Question, entries: Sequence[Entry]) -> frozenset[str] | None:
    """The ids of the releases of the time and the issuer that a question names; None if it names neither of some."""
    folded = question.folded
    issuers = {issuer for issuer in {entry.issuer for entry in entries} if is_named(issuer, folded)}
    spans = list(times(folded))
    if not (issuers or spans):
        return None
    kept = [
        entry.id
        for entry in entries
        if (not issuers or entry.issuer in issuers) and (not spans or any(issued_in(entry, days) for days in spans))
    ]
    return frozenset(kept) if 0 < len(kept) < len(entries) else None


def beside_issue(question: Question, entries: Sequence[Entry]) -> Question:
    """A question less the time and the issuer of releases that it is put to: of themselves they need not say them."""
    folded = question.folded

    def kept(found: re.Match[str]) -> str:
        days = issue_of(found)
        return " " if days and any(issued_in(entry, days) for entry in entries) else found.group()

    rest = TIMES.sub(kept, folded)
    for issuer in {entry.issuer for entry in entries}:
        if is_named(issuer, rest):
            rest = name_of(issuer).sub(" ", rest)
    if rest == folded:
        return question
    terms, written = set(content_terms(rest)), set(ENGLISH.findall(rest))
    return replace(
        question,
        terms=tuple(term for term in question.terms if term in terms),
        names=tuple(name for name in question.names if fold(name).lower() in written),
    )


def is_named(issuer: str, folded: str) -> bool:
    """Whether a text names an issuer in full."""
    least = MIN_CHINESE_ISSUER if CHINESE.search(issuer) else MIN_ISSUER
    return len(issuer) >= least and name_of(issuer).search(folded) is not None


@lru_cache(maxsize=4096)
def name_of(issuer: str) -> re.Pattern[str]:
    """Finds the name of an issuer, as no part of a longer word."""
    name = re.escape(fold(issuer).lower())
    return re.compile(name if CHINESE.search(issuer) else rf"(?<![{LATIN}]){name}(?![{LATIN}])")


def times(folded: str) -> Iterator[Days]:
    """The times that a text names as those of a release."""
    return (days for found in TIMES.finditer(folded) if (days := issue_of(found)))


def issued_in(entry: Entry, days: Days) -> bool:
    """Whether a release was issued on one of some days."""
    return days[0] <= entry.issued.date() <= days[1]


def issue_of(found: re.Match[str]) -> Days | None:
    """The days of a time that is written, if it can be one of issue and the calendar has it."""
    before = found.string[max(0, found.start() - REACH) : found.start()]
    if ANOTHER_TIME.search(before) or BOUNDED.match(found.string, found.end()):
        return None
    with suppress(ValueError):
        return days_of(*(part_of(found, kind) for kind in "ymd"))
    return None


def part_of(found: re.Match[str], kind: str) -> int | None:
    """The year, month or day of a match, if it has one. Raises ValueError for what is no number."""
    text = next((text for name, text in found.groupdict().items() if name[0] == kind and text), None)
    if text is None:
        return None
    return month_number(text.title()) if kind == "m" else number(text.rstrip("stndrh"))


def days_of(year: int | None, month: int | None, day: int | None) -> Days:
    """The first and the last day of a year, of a month or of a day. Raises ValueError if there is no such day."""
    if year is None:
        raise ValueError("a time of issue needs a year")
    last_month = 12 if month is None else month
    last_day = calendar.monthrange(year, last_month)[1] if day is None else day
    return date(year, 1 if month is None else month, 1 if day is None else day), date(year, last_month, last_day)
