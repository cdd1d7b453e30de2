"""Finds the figures in a text - numbers, amounts, shares, dates, times - in a form that is the same in every language.

A figure is certain if a text that says the same is expected to have it. Small number words are often grammar ("one of
them", 一些, 雙方) and letters make a number a name ("COVID-19"): such are found too, as partners for certain ones, but
nobody misses them. Not read: signs ("-5"), the half in a number (一年半), what a rate is of.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from corpus.amounts import read_number
from corpus.blocks import ENUMERATOR
from corpus.model import Span
from corpus.notation import NOTATION, FigureKind
from corpus.values import (
    NOON,
    Found,
    Part,
    read_chinese_date,
    read_chinese_time,
    read_clock,
    read_date,
    read_day,
    read_month,
    read_numeric_date,
    read_share,
    read_telephone,
    read_time,
    read_weak,
    read_year,
    read_years,
)

# By the group of the pattern that tells a notation.
READERS: dict[str, Callable[[re.Match[str]], Iterator[Found]]] = {
    "days_before": read_date,
    "days": read_date,
    "month_of": read_month,
    "month_alone": read_month,
    "iso": read_numeric_date,
    "slashed": read_numeric_date,
    "years": read_years,
    "zh_month": read_chinese_date,
    "zh_year_alone": read_year,
    "zh_day_alone": read_day,
    "hour": read_time,
    "zh_clock": read_clock,
    "zh_hour": read_chinese_time,
    "zh_hour_alone": read_chinese_time,
    "clock": read_clock,
    "zh_percent": read_share,
    "zh_below": read_share,
    "tenths": read_share,
    "above": read_share,
    "one_below": read_share,
    "telephone": read_telephone,
    "a_scale": read_weak,
    "weak_word": read_weak,
    "roman": read_weak,
    "weak_han": read_weak,
    "mixed": read_number,
    "digits": read_number,
    "han": read_number,
    "ordinal": read_number,
    "words": read_number,
}
WIDE = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
# Stands for whatever the other side says.
ANY = "any"
Key = tuple[FigureKind, tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text.

    `value` holds, for a number, its value and currency; for a share, the part of one; for a date, year, month and day;
    for a time, hour (0 to 11), minute, and "am" or "pm". What is not said is None. `text` is as written: days that
    share a month, "April 24 to 26", share it.
    """

    kind: FigureKind
    value: tuple[Part, ...]
    span: Span
    text: str
    certain: bool = True


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in order, the number of a listed item left out."""
    numbered = ENUMERATOR.match(text)
    found: list[Figure] = []
    for match in NOTATION.finditer(text.translate(WIDE), numbered.end() if numbered else 0):
        for kind, value, start, end, certain in read(match):
            found.append(Figure(kind, value, Span(start, end), text[start:end], certain))
    return tuple(sorted(found, key=lambda figure: figure.span))


def read(match: re.Match[str]) -> Iterator[Found]:
    """The figures of one match; a link has none."""
    names = (name for name, text in match.groupdict().items() if text is not None and name in READERS)
    name = next(names, None)
    return READERS[name](match) if name else iter(())


def differences(first: Iterable[Figure], second: Iterable[Figure]) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """The certain figures of each side that the other side does not have, however often it has them.

    What one side leaves unsaid (a currency, a year, the half of the day) is no difference.
    """
    ones, others = tuple(first), tuple(second)
    return missing(ones, others), missing(others, ones)


def missing(wanted: Iterable[Figure], given: Iterable[Figure]) -> tuple[Figure, ...]:
    """The certain figures without a partner among those given."""
    there = {key for figure in given for key in keys_given(figure)}
    return tuple(figure for figure in wanted if figure.certain and there.isdisjoint(keys_wanted(figure)))


def readings(figure: Figure) -> Iterator[Key]:
    """What a figure can be read as: 20 per cent as 20, a bare year or day as a number, 9am as 9."""
    yield figure.kind, figure.value
    match figure.kind, figure.value:
        case FigureKind.SHARE, (Fraction() as share,):
            yield FigureKind.NUMBER, (share * 100, None)
        case (FigureKind.DATE, (int(only), None, None)) | (FigureKind.DATE, (None, None, int(only))):
            yield FigureKind.NUMBER, (Fraction(only), None)
        case FigureKind.TIME, (int(hour), 0, _):
            yield FigureKind.NUMBER, (Fraction(hour), None)
            yield FigureKind.NUMBER, (Fraction(hour + NOON), None)


def keys_given(figure: Figure) -> Iterator[Key]:
    """What can be asked for and is found in a figure."""
    for kind, value in readings(figure):
        for parts in product(*((part, ANY) for part in value)):
            yield kind, parts


def keys_wanted(figure: Figure) -> Iterator[Key]:
    """What a partner has to give; the parts that may be left unsaid there are None."""
    for kind, value in readings(figure):
        # The most particular part has to be said: the day of a date, its month if it has no day.
        needed = {FigureKind.DATE: max(place for place, part in enumerate(value) if part is not None)}.get(kind)
        optional = [needed is not None and place != needed for place in range(len(value))]
        if kind in (FigureKind.NUMBER, FigureKind.TIME):
            optional = [place == len(value) - 1 for place in range(len(value))]
        choices = (
            (ANY,) if part is None else (part, None) if may else (part,)
            for part, may in zip(value, optional, strict=True)
        )
        for parts in product(*choices):
            yield kind, parts
