"""Finds what a release says about itself: when it was issued, and in which language it is written."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from corpus.words import HAN, is_simplified

HONG_KONG = timezone(timedelta(hours=8), "HKT")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ENGLISH_DATE = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}}), (\d{{4}})")
ENGLISH_TIME = re.compile(r"HKT (\d{1,2}):(\d{2})")
CHINESE_DATE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
CHINESE_TIME = re.compile(r"香港[時时][間间]\s?(\d{1,2})[時时](\d{2})分")
CJK = re.compile(f"[{HAN}]")


def issue_time(lines: Sequence[str]) -> datetime | None:
    """When the closing lines of a release say that it was issued, in Hong Kong time; None if they do not say."""
    text = "\n".join(lines)
    if (date := ENGLISH_DATE.search(text)) and (time := ENGLISH_TIME.search(text)):
        month, day, year = MONTHS.index(date[1]) + 1, int(date[2]), int(date[3])
    elif (date := CHINESE_DATE.search(text)) and (time := CHINESE_TIME.search(text)):
        year, month, day = int(date[1]), int(date[2]), int(date[3])
    else:
        return None
    try:
        return datetime(year, month, day, int(time[1]), int(time[2]), tzinfo=HONG_KONG)
    except ValueError:
        return None


def language_of(text: str) -> str:
    """`zh-Hant`, `zh-Hans` or `en`, by the share of Chinese characters and their script."""
    chinese = len(CJK.findall(text))
    letters = sum(character.isalpha() for character in text) - chinese
    # One Chinese character says about as much as a short word of four letters.
    if not chinese or 4 * chinese < letters:
        return "en"
    return "zh-Hans" if is_simplified(text) else "zh-Hant"
