"""Finds dates, clock times and time zones in a line, in English, in Chinese and in ISO form."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|" + "|".join(MONTHS) + r")\b\.?"
DIGITS = "〇一二三四五六七八九"
# A year in Chinese numerals may write its nought in two ways.
NOUGHTS = str.maketrans("○零", "〇〇")
NUMERAL = "[〇○零一二三四五六七八九十]"
DATES = (
    re.compile(rf"{MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH},? (?P<year>\d{{4}})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"),
    re.compile(rf"(?P<year>{NUMERAL}{{4}})年(?P<month>{NUMERAL}{{1,2}})月(?P<day>{NUMERAL}{{1,3}})日"),
)
CLOCKS = (
    re.compile(r"(?P<zone>[A-Z]{2,4}) (?P<hour>\d{1,2}):(?P<minute>\d{2})\b"),
    re.compile(r"\b(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?: ?(?P<half>[ap])\.?m\b\.?)? (?P<zone>[A-Z]{2,4})\b"),
    re.compile(
        r"(?P<zone>香港|北京|澳門|澳门|台北)[時时][間间]\s?(?P<half>上午|下午)?(?P<hour>\d{1,2})[時时:：](?P<minute>\d{2})分?"
    ),
)
HONG_KONG = timezone(timedelta(hours=8), "HKT")
# Only names that mean one zone; "CST" and "IST" mean several.
ZONES: dict[str, tzinfo] = {
    **dict.fromkeys(("HKT", "香港", "北京", "澳門", "澳门", "台北"), HONG_KONG),
    **dict.fromkeys(("UTC", "GMT", "WET"), UTC),
    **dict.fromkeys(("BST", "CET"), timezone(timedelta(hours=1))),
    **dict.fromkeys(("CEST", "EET"), timezone(timedelta(hours=2))),
    "EST": timezone(timedelta(hours=-5)),
    "EDT": timezone(timedelta(hours=-4)),
    "PST": timezone(timedelta(hours=-8)),
    "PDT": timezone(timedelta(hours=-7)),
}
ZONE_NAMED = re.compile(r"\b(?:" + "|".join(name for name in ZONES if name.isascii()) + r")\b")
ZONE_NAMED_IN_CHINESE = re.compile(r"(香港|北京|澳門|澳门|台北)[時时][間间]")


def find_date(text: str) -> tuple[date, re.Match[str]] | None:
    """The first date that the calendar has, by its place in the text, and where it stands."""
    matches = sorted((match for pattern in DATES for match in pattern.finditer(text)), key=lambda match: match.start())
    for match in matches:
        try:
            return date(number(match["year"]), month_number(match["month"]), number(match["day"])), match
        except ValueError:
            continue
    return None


def number(numeral: str) -> int:
    """The number that digits or Chinese numerals write; ValueError for what writes none."""
    if numeral.isascii():
        return int(numeral)
    numeral = numeral.translate(NOUGHTS)
    if "十" not in numeral:
        return int("".join(str(DIGITS.index(digit)) for digit in numeral))
    tens, _, ones = numeral.partition("十")
    return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)


def month_number(name: str) -> int:
    """The number of a month, from its number or the first letters of its English name."""
    if name[0].isascii() and name[0].isalpha():
        return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))
    return number(name)


def find_time(text: str) -> time | None:
    """The first time of day that names its zone; None if there is none. Raises ValueError for an hour like 24."""
    for match in (match for pattern in CLOCKS for match in pattern.finditer(text)):
        zone = ZONES.get(match["zone"])
        if zone is None:
            continue
        half = match.groupdict().get("half")
        hour = int(match["hour"])
        return time(hour % 12 + 12 * (half in ("p", "下午")) if half else hour, int(match["minute"]), tzinfo=zone)
    return None


def find_zone(text: str) -> tzinfo:
    """The zone that a text names, or UTC."""
    found = ZONE_NAMED.search(text) or ZONE_NAMED_IN_CHINESE.search(text)
    return ZONES[found[found.lastindex or 0]] if found else UTC


def parse_time(text: str) -> datetime | None:
    """The time that a format writes for machines (ISO 8601) or people; one without a zone is in UTC."""
    found: datetime | None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        day = find_date(text)
        found = datetime.combine(day[0], time()) if day else None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
