"""Reads numbers written in words: English ("twenty-one thousand") and Chinese ("二萬一千", "3億5,000萬")."""

import re
from collections.abc import Iterator
from fractions import Fraction

ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth "
    "ninetieth"
).split()
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
WORD_VALUES = (
    {word: value for value, word in enumerate([*ONES, *TEENS], 1)}
    | {word: 10 * value for value, word in enumerate(TENS, 2)}
    | {word: value if value < 20 else 10 * (value - 18) for value, word in enumerate(ORDINALS, 1)}
)
SMALL = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES)})(?![A-Za-z]))?|{'|'.join(reversed([*ONES, *TEENS]))})"
BELOW_THOUSAND = rf"{SMALL}(?:[ -]hundred(?:(?: and)? {SMALL}(?![A-Za-z]))?)?"
SCALED = rf"[ -](?:thousand|million|billion|trillion)(?:(?: and)? {BELOW_THOUSAND}(?![A-Za-z]))?"
ENGLISH_NUMBER = rf"{BELOW_THOUSAND}(?:{SCALED}){{0,4}}"
ENGLISH_ORDINAL = rf"(?:(?:{'|'.join(TENS)})-)?(?:{'|'.join(reversed(ORDINALS))})"

HAN_DIGITS = {"零": 0, "〇": 0, "兩": 2, "两": 2} | {
    digit: value for value, digit in enumerate("一二三四五六七八九", 1)
}
HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8}
MYRIAD = 10**4
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d+)(?:\.\d{1,9}(?!\d))?"
# 百分 opens or closes a percentage, 千瓦 is a unit. 點 stands for the decimal point between two digits.
UNIT = "百(?!分)|千(?![瓦克伏卡赫])"
HAN = rf"(?:[{''.join(HAN_DIGITS)}十萬万億亿]|{UNIT}|(?<=[{''.join(HAN_DIGITS)}])[點点](?=[{''.join(HAN_DIGITS)}]))"
HAN_NUMBER = rf"{HAN}+"
# Digits with the Chinese units: "120萬", "3億5,000萬", "1萬2千".
MIXED_NUMBER = rf"(?:{DIGITS}\s?(?:[十萬万億亿]|{UNIT}){{1,3}}){{1,5}}"
TOKEN = re.compile(
    rf"{DIGITS}|[{''.join(HAN_DIGITS)}]+[點点][{''.join(HAN_DIGITS)}]+|[{''.join(HAN_DIGITS)}{''.join(HAN_UNITS)}]"
)
MAX_LENGTH = 24


def digits(text: str) -> Fraction:
    """The value of a number in digits, commas left aside."""
    return Fraction(text.replace(",", ""))


def english_number(text: str) -> int:
    """The value of a number in English words, cardinal or ordinal."""
    total = group = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        scale = SCALES.get(word, 1)
        if word in WORD_VALUES:
            group += WORD_VALUES[word]
        elif word == "hundred":
            group *= scale
        elif scale > 1:
            total, group = total + group * scale, 0
    return total + group


def chinese_numbers(text: str) -> Iterator[tuple[int, int, Fraction]]:
    """The numbers that a run of Chinese numerals holds, with their places in it.

    There is one, unless two digits stand side by side: "十四五" holds 14 and 5. Without any unit all digits make one
    number, read one by one: "二零二五".
    """
    tokens = [] if len(text) > MAX_LENGTH else list(TOKEN.finditer(text))
    if len(tokens) > 1 and all(token.group() in HAN_DIGITS for token in tokens):
        yield 0, len(text), Fraction("".join(str(HAN_DIGITS[token.group()]) for token in tokens))
        return
    start = 0
    for number, token in enumerate(tokens):
        last = number == len(tokens) - 1
        if last or (is_number(token) and is_number(tokens[number + 1])):
            yield tokens[start].start(), token.end(), chinese_value([one.group() for one in tokens[start : number + 1]])
            start = number + 1


def is_number(token: re.Match[str]) -> bool:
    """Whether a token has a value of its own; a zero only fills a place."""
    return token.group() not in HAN_UNITS and token.group() not in "零〇"


def chinese_value(tokens: list[str]) -> Fraction:
    """The value of numbers and the units after them: a greater unit multiplies all before it."""
    total, group, digit = Fraction(0), Fraction(0), None
    greatest = 0
    for token in tokens:
        unit = HAN_UNITS.get(token)
        if unit is None:
            digit = token_value(token)
        elif unit < MYRIAD:
            group, digit = group + (digit or 1) * unit, None
        else:
            group, digit = group + (digit or 0), None
            total = (total + (group or (not total))) * unit if unit > greatest else total + group * unit
            group, greatest = Fraction(0), unit
    return total + group + (digit or 0)


def token_value(token: str) -> Fraction:
    """The value of one token that is no unit: digits, a character, or characters around a decimal point."""
    return digits("".join(str(HAN_DIGITS.get(character, character)) for character in re.sub("[點点]", ".", token)))
