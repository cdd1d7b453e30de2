"""Says what a number stands for, with its scale and currency, and whether one may be missed where it is not."""

import re
from collections.abc import Iterator
from fractions import Fraction

from corpus import notation
from corpus.notation import CURRENCY_OF, ENGLISH_SCALES, MONEY_SCALES, FigureKind
from corpus.numerals import HAN_UNITS, chinese_numbers, digits, english_number
from corpus.values import Found, year_or_number

MAX_DIGITS = 24
# "(1)" numbers a list up to here, which other editions number with letters.
MAX_LISTED = 20
NEAR = 12


def read_number(match: re.Match[str]) -> Iterator[Found]:
    """A number in digits, words, or Chinese characters; one of too many digits is none."""
    if match["digits"]:
        yield from read_digits(match)
    elif match["mixed"]:
        yield from (amount(match, value, match.end(), True) for _, _, value in first(match["mixed"]))
    elif match["han"]:
        yield from read_han(match)
    else:
        text = match["words"] or match["ordinal"]
        yield amount(match, Fraction(english_number(text)), match.end(), certain_word(match))


def first(text: str) -> list[tuple[int, int, Fraction]]:
    """The number that a text opens with, if it holds one."""
    return list(chinese_numbers(text))[:1]


def read_digits(match: re.Match[str]) -> Iterator[Found]:
    """A number in digits with the scale after it, or the scale that the next number shares with it."""
    if len(match["digits"]) > MAX_DIGITS:
        return
    text, value, end = match.string, digits(match["digits"]), match.end()
    scale = notation.SCALE.match(text, end)
    word = scale[1].lower() if scale else ""
    if scale and (word in ENGLISH_SCALES or match["prefix"]):
        value, end = value * (ENGLISH_SCALES | MONEY_SCALES)[word], scale.end()
    else:
        value *= shared_scale(text, end, value)
    yield amount(match, value, end, certain_digits(match))


def shared_scale(text: str, end: int, value: Fraction) -> int:
    """The scale after the second number of a range, "5 to 10 million", which counts for a smaller first one too."""
    after = notation.RANGE.match(text, end)
    if not after or len(after[1]) > MAX_DIGITS or digits(after[1]) <= value:
        return 1
    scale = ENGLISH_SCALES.get(after[2].lower(), 1)
    for unit in after[2]:
        scale *= HAN_UNITS.get(unit, 1)
    return scale


def amount(match: re.Match[str], value: Fraction, end: int, certain: bool) -> Found:
    """The number with its currency, or the share or year that it is."""
    text = match.string
    if percent := notation.PERCENT.match(text, end):
        return FigureKind.SHARE, (value / 100,), match.start(), percent.end(), certain
    money = notation.SUFFIX.match(text, end)
    sign = match["prefix"] or (money.group().strip() if money else "")
    # "人民幣35億元": the sign before the number says more than the one after it.
    if money and (dimes := notation.DIMES.match(text, money.end())):
        value, end = value + first(dimes[1])[0][2] / 10, dimes.end()
    currency = CURRENCY_OF.get(sign) or (CURRENCY_OF.get(money.group().strip()) if money else None) or None
    end = max(end, money.end() if money else 0)
    plain = end == match.end() and not sign and match["digits"] and match["digits"].isdigit()
    if plain and len(match["digits"]) == 4 and 1900 <= value < 2100:
        kind, parts, start, end, _ = year_or_number(value, match, end)
        return kind, parts, start, end, certain
    return FigureKind.NUMBER, (value, currency), match.start(), end, certain


def certain_digits(match: re.Match[str]) -> bool:
    """Whether digits are a figure, not part of a name ("COVID-19", "5G") or the number of a listed item ("(1)")."""
    text, start, end = match.string, match.start(), match.end("digits")
    before = text[max(0, start - NEAR) : start]
    if before.endswith(("(", "（")) and text[end : end + 1] in (")", "）"):
        return digits(match["digits"]) > MAX_LISTED
    named = notation.NAMED_BEFORE.search(before) and not notation.TIME_BEFORE.search(before)
    return not named and bool(notation.UNIT_AFTER.match(text, end))


def certain_word(match: re.Match[str]) -> bool:
    """Whether an English number word counts, as "one", "the two sides" and "three-dimensional" do not."""
    text, end = match.string, match.end()
    value = english_number(match["words"] or match["ordinal"])
    if value <= (1 if match["words"] else 2):
        return False
    if notation.GRAMMAR_AFTER.match(text, end) and not notation.WORD_UNIT.match(text, end):
        return False
    return value > 2 or not notation.ARTICLE_BEFORE.search(text[max(0, match.start() - NEAR) : match.start()])


def read_han(match: re.Match[str]) -> Iterator[Found]:
    """The numbers of a run of Chinese numerals."""
    pieces = list(chinese_numbers(match["han"]))
    for start, end, value in pieces:
        place = match.start("han") + start, match.start("han") + end
        certain = len(pieces) == 1 and certain_han(match.string, *place, value)
        if len(pieces) == 1:
            yield amount(match, value, match.end(), certain or bool(match["prefix"]))
        else:
            yield FigureKind.NUMBER, (value, None), *place, certain


def certain_han(text: str, start: int, end: int, value: Fraction) -> bool:
    """Whether Chinese numerals count: ordinals from the third, numbers of several characters, one before a counter."""
    written, before = text[start:end], text[max(0, start - 2) : start]
    if before.endswith("第"):
        return value > 2
    if text.startswith("年代", end) or notation.GRAMMAR_BEFORE.search(before):
        return False
    if len(written) > 1:
        return value.denominator > 1 or (
            (written[0] not in HAN_UNITS or written[0] == "十") and bool(set(written) & set(HAN_UNITS))
        )
    if value == 2:
        return written in "兩两" and bool(notation.TWO_COUNTED.match(text, end))
    return value > 2 and written not in "百千萬万億亿" and bool(notation.COUNTED.match(text, end))
