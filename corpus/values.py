"""Says what dates, times, shares and weak words stand for: a value that is the same in every language."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from corpus import notation
from corpus.notation import FigureKind
from corpus.numerals import SCALES, chinese_numbers, english_number

Part = Fraction | int | str | None
# Kind, value, start, end, and whether a text that says the same is expected to have it.
Found = tuple[FigureKind, tuple[Part, ...], int, int, bool]

NOON = 12
MORNING = re.compile("上午|凌晨|清晨|早上|今早|今晨")
EVENING = re.compile("晚上|今晚")
WEAK = {
    "both": 2, "two-way": 2, "pair": 2, "couple": 2, "twice": 2, "bilateral": 2, "dual": 2, "雙": 2, "双": 2,
    "once": 1, "single": 1, "首": 1, "zero": 0, "trilateral": 3, "tripartite": 3, "dozen": 12, "decade": 10,
    "century": 100, "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12,
}  # fmt: skip
BELOW = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}


def number(text: str) -> Fraction:
    """The value of a number in digits, in Chinese characters, or in both."""
    return next((value for _, _, value in chinese_numbers(text)), Fraction(0))


def whole(text: str | None) -> int | None:
    """The whole number that a text is, or None."""
    return None if text is None else int(number(re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", text)))


def read_date(match: re.Match[str]) -> Iterator[Found]:
    """The days of an English date with its month and year."""
    days = match["days_before"] or match["days"]
    month, year = (
        notation.MONTH_NUMBERS[(match["month_after"] or match["month"])[:3]],
        match["year_after"] or match["year"],
    )
    yield from dates(match, re.split(r"(?<=[\dthsrnd])[^\da-z]+(?:to|and|&)?\s?(?=\d)", days), month, whole(year))


def read_month(match: re.Match[str]) -> Iterator[Found]:
    """A month, perhaps with its year."""
    name = match["month_of"] or match["month_alone"]
    certain = bool(match["of_year"]) or name not in notation.AMBIGUOUS_MONTHS
    value = (whole(match["of_year"]), notation.MONTH_NUMBERS[name[:3]], None)
    yield FigureKind.DATE, value, match.start(), match.end(), certain


def read_chinese_date(match: re.Match[str]) -> Iterator[Found]:
    """A Chinese date, or its month alone."""
    month, days = whole(match["zh_month"]), match["zh_days"]
    listed: Sequence[str | None] = re.split(rf"[日號号\s]*{notation.HAN_JOINT}", days) if days else [None]
    yield from dates(match, listed, month, whole(match["zh_year"]))


def read_numeric_date(match: re.Match[str]) -> Iterator[Found]:
    """A date in numbers: year first, or day first as in Hong Kong."""
    parts = re.split("[-/]", match.group())
    year, month, day = parts if match["iso"] else reversed(parts)
    yield from dates(match, [day], int(month), int(year))


def dates(match: re.Match[str], days: Sequence[str | None], month: int | None, year: int | None) -> Iterator[Found]:
    """Each day with the month and the year; what no calendar has are plain numbers."""
    for text in days:
        day = whole(text)
        if month is not None and 1 <= month <= 12 and (day is None or 1 <= day <= 31):
            yield FigureKind.DATE, (year, month, day), match.start(), match.end(), True
        else:
            for part in (day, month):
                if part is not None:
                    yield FigureKind.NUMBER, (Fraction(part), None), match.start(), match.end(), True


def read_year(match: re.Match[str]) -> Iterator[Found]:
    """A Chinese year; a count of years where no such year can be meant."""
    yield year_or_number(Fraction(whole(match["zh_year_alone"]) or 0), match, match.end("zh_year_alone"))


def read_years(match: re.Match[str]) -> Iterator[Found]:
    """Two years that follow each other, "2025-26"; two numbers if they do not."""
    first, last = map(number, re.split(r"\s?[-–/至]\s?", match["years"]))
    yield year_or_number(first, match, match.end())
    yield year_or_number(first + 1 if last == (first + 1) % 100 else last, match, match.end())


def year_or_number(value: Fraction, match: re.Match[str], end: int) -> Found:
    """A number from 1900 to 2099 is a year."""
    if 1900 <= value < 2100:
        return FigureKind.DATE, (int(value), None, None), match.start(), end, True
    return FigureKind.NUMBER, (value, None), match.start(), end, True


def read_day(match: re.Match[str]) -> Iterator[Found]:
    """A Chinese day without its month, which may also be a number of days."""
    day = whole(match["zh_day_alone"]) or 0
    if 1 <= day <= 31:
        certain = match["zh_day_alone"] not in ("一", "二")
        yield FigureKind.DATE, (None, None, day), match.start(), match.end(), certain
    else:
        yield FigureKind.NUMBER, (Fraction(day), None), match.start(), match.end("zh_day_alone"), True


def read_time(match: re.Match[str]) -> Iterator[Found]:
    """An English time with the half of the day."""
    half = match["half"].lower().replace(".", "")
    half = {"noon": "pm", "midnight": "am"}.get(half, half)
    yield time(match, int(match["hour"]), int(match["minute"] or 0), half)


def read_chinese_time(match: re.Match[str]) -> Iterator[Found]:
    """A Chinese time; without a half of the day it may be of either."""
    hour = whole(match["zh_hour"] or match["zh_hour_alone"]) or 0
    past = match["zh_half_past"] or match["zh_half_past_alone"]
    minute = 30 if past else whole(match["zh_minute"] or match["zh_minute_alone"]) or 0
    kind, value, start, end, _ = time(match, hour, minute, half_of(match["zh_half"], hour))
    yield kind, value, start, end, match.group() not in ("一時", "一时")


def read_clock(match: re.Match[str]) -> Iterator[Found]:
    """A time on the clock: "18:32", "下午6:32"; "09:30" is in the morning, "9:30" may be in the evening."""
    hour, minute = map(int, re.split("[:：]", match["zh_clock"] or match["clock"]))
    half = half_of(match["zh_clock_half"], hour) or (
        "am" if match["clock"] and match["clock"].startswith("0") else None
    )
    yield time(match, hour, minute, half)


def half_of(mark: str | None, hour: int) -> str | None:
    """The half of the day that a Chinese word names; 晚上12時 is midnight, and the hour alone says it from 13 on."""
    if mark is None or hour > NOON:
        return None
    if EVENING.match(mark) and hour == NOON:
        return "am"
    return "am" if MORNING.match(mark) else "pm"


def time(match: re.Match[str], hour: int, minute: int, half: str | None) -> Found:
    """A time of day, or the number where no clock has that hour."""
    if hour > 24 or minute > 59:
        return FigureKind.NUMBER, (Fraction(hour), None), match.start(), match.end(), False
    if hour > NOON or hour == 0:
        half = "pm" if NOON <= hour < 24 else "am"
    return FigureKind.TIME, (hour % NOON, minute, half), match.start(), match.end(), True


def read_share(match: re.Match[str]) -> Iterator[Found]:
    """A percentage or a fraction: 百分之二十, 兩成, 三分之一, "two-thirds"."""
    certain = True
    if match["zh_percent"]:
        value = number(match["zh_percent"]) / 100
    elif match["tenths"]:
        more = match["and_more"] or "零"
        value = (number(match["tenths"]) + (Fraction(1, 2) if more == "半" else number(more) / 10)) / 10
        certain = match["tenths"] != "一"
    elif match["zh_below"]:
        value = number(match["zh_above"]) / (number(match["zh_below"]) or 1)
    elif match["one_below"]:
        value, certain = Fraction(1, BELOW[match["one_below"].lower()]), match["one_below"].lower() != "quarter"
    else:
        value = Fraction(english_number(match["above"]), BELOW[match["below"].lower()])
        certain = match["below"].lower() != "quarter"
    yield FigureKind.SHARE, (value,), match.start(), match.end(), certain


def read_telephone(match: re.Match[str]) -> Iterator[Found]:
    """A telephone number is one number."""
    yield FigureKind.NUMBER, (Fraction(match.group().replace(" ", "")), None), match.start(), match.end(), True


def read_weak(match: re.Match[str]) -> Iterator[Found]:
    """A word that may stand for a number, a share or a time."""
    word = match.group().lower()
    if word in ("noon", "正午", "中午", "midnight"):
        yield FigureKind.TIME, (0, 0, "am" if word == "midnight" else "pm"), match.start(), match.end(), False
    elif word in ("half", "半"):
        yield FigureKind.SHARE, (Fraction(1, 2),), match.start(), match.end(), False
    else:
        value = SCALES[match["a_scale"].lower()] if match["a_scale"] else WEAK[word]
        yield FigureKind.NUMBER, (Fraction(value), None), match.start(), match.end(), False
