"""A figure is the same figure whatever language and notation it is written in, and grammar is no figure."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures import Figure, differences, figures
from corpus.notation import FigureKind
from corpus.numerals import ORDINALS, english_number
from tests.corpus.texts import TEXTS

ENGLISH_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
HAN = "零一二三四五六七八九"
LONG = 30_000


def differ(one: str, other: str) -> tuple[list[str], list[str]]:
    """What stands as written on one side only."""
    first, second = differences(figures(one), figures(other))
    return [figure.text for figure in first], [figure.text for figure in second]


def certain(text: str) -> list[str]:
    return [figure.text for figure in figures(text) if figure.certain]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("1.2 million", "120萬"), ("1.2 million", "120 万"), ("HK$3.5 billion", "35億元"),
        ("HK$3.5bn", "三十五億港元"),
        ("US$40 million", "4,000萬美元"), ("350 million yuan", "人民币3.5亿元"), ("$4.60", "四元六角"),
        ("33 measures", "33項"), ("33 measures", "三十三項"), ("thirteen areas", "十三個範疇"), ("thirteen", "13"),
        ("one hundred and five ships", "一百零五艘船"), ("a hundred ships", "一百艘船"),
        ("350,000,000", "3億5,000萬"),
        ("two million and three hundred", "二百万零三百"), ("nine shelters", "九個庇護中心"), ("six-month", "六个月"),
        ("the third meeting", "第三次會議"), ("the 20th plenary", "第二十屆全會"), ("No. 5 alarm fire", "五級火警"),
        ("Cap. 599", "第599章"), ("section 12", "第十二條"), ("the 14th Five-Year Plan", "十四五規劃"),
        ("Phase III", "第三期"), ("a dozen", "十二個"), ("both sides", "兩項"), ("12.6 billion kWh", "126亿千瓦时"),
        ("5 to 10 million", "500萬至1,000萬"), ("5 to 10 million", "5至10百萬"),
        ("hotline 2658 4040", "熱線：2658 4040"),
        ("20 per cent", "20%"), ("20 per cent", "百分之二十"), ("20%", "兩成"), ("45 per cent", "四成五"),
        ("35%", "三成半"),
        ("3.5 percentage points", "3.5個百分點"), ("3.5%", "百分之三點五"), ("two-thirds", "三分之二"),
        ("50%", "一半"),
        ("10 to 20 per cent", "百分之十至二十"), ("a fifth of them", "五分之一"), ("25%", "２５％"),
    ],
)  # fmt: skip
def test_amounts_and_shares_are_the_same_in_both_languages(english: str, chinese: str) -> None:
    assert figures(english)
    assert differ(english, chinese) == ([], [])


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("24 April 2025", "2025年4月24日"), ("April 24, 2025", "二零二五年四月二十四日"),
        ("24 April 2025", "4月24日"),
        ("April 24", "2025年4月24日"), ("24th of April", "四月二十四日"), ("2025-04-24", "24/4/2025"),
        ("April 24 to 26", "4月24日至26日"), ("24, 25 and 26 April 2025", "2025年4月24日、25日及26日"),
        ("April 24 and 25", "4月24日和25日"), ("the 24th", "24日"), ("April 2025", "2025年4月"), ("In April", "4月"),
        ("in 2025", "二〇二五年"), ("1984 people", "1984人"), ("2025-2027", "2025至2027年"),
        ("In 2025, April 24", "2025年4月24日"),
        ("2025-26", "二零二五至二六年度"), ("2025-26", "2025/26年度"), ("mid-2026", "2026年中"),
        ("May 5", "五月五日"),
        ("6.32pm", "下午6時32分"), ("18:32", "下午6時32分"), ("6:32 p.m.", "18时32分"), ("6.32 pm", "下午6:32"),
        ("9am to 5pm", "上午九時至下午五時"), ("9 to 11am", "上午九時至十一時"), ("8.30pm", "晚上八時半"),
        ("12 noon", "中午12時"),
        ("noon", "正午12時"), ("midnight", "凌晨零時"), ("midnight", "晚上12時"), ("9.30am", "09:30"),
        ("10.30pm", "10時30分"),
    ],
)  # fmt: skip
def test_dates_and_times_are_the_same_in_both_languages(english: str, chinese: str) -> None:
    assert figures(english)
    assert differ(english, chinese) == ([], [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("33 measures", "34項"), ("HK$3.5 billion", "3.5億元"), ("HK$3 million", "300萬美元"),
        ("24 April", "4月25日"),
        ("24 April 2025", "2024年4月24日"), ("24 April", "5月24日"), ("6.32pm", "上午6時32分"),
        ("6.32pm", "下午6時23分"),
        ("20 per cent", "百分之十二"), ("two-thirds", "四分之三"), ("April 24", "四月"),
        ("9 to 11am", "上午九時至十時"),
        ("2658 4040", "2658 4041"), ("nine shelters", "八個庇護中心"), ("Cap. 599", "第598章"),
    ],
)  # fmt: skip
def test_different_figures_are_missed_on_both_sides(one: str, other: str) -> None:
    first, second = differ(one, other)
    assert first
    assert second or other == "四月"


@pytest.mark.parametrize(
    "text",
    [
        "one of them, the two sides, a single one, first-class, two-way, three-dimensional, second to none",
        "COVID-19, G20, 5G, A350 and CO2", "May I march?", "(1) and (2)", "half of them", "no one",
        "hundreds of millions",
        "十分痛心", "九龍、四川、八達通、三水、萬一、千方百計", "一個、一些、統一、第一、第二、一時、第一時間",
        "兩地、雙方、兩國、這兩個",
        "長三角", "星期四晚上", "四周", "2019冠狀病毒病", "數十個、幾百人", "九十年代",
        "https://example.test/2025/04/12.htm",
    ],
)  # fmt: skip
def test_grammar_and_names_are_missed_by_nobody(text: str) -> None:
    assert certain(text) == []


def test_an_uncertain_figure_is_a_partner_for_a_certain_one() -> None:
    assert differ("1 person and 2 ships", "一人，雙方") == ([], [])


def test_a_currency_that_one_side_leaves_out_is_no_difference_and_another_is() -> None:
    assert differ("HK$5 million", "500萬元") == ([], [])
    assert differ("HK$5 million", "500萬") == ([], [])
    assert differ("HK$5 million", "500萬英鎊") == (["HK$5 million"], ["500萬英鎊"])


def test_presence_counts_and_not_how_often() -> None:
    assert differ("3 ships, 3 boats and 5 cars", "5輛車、3艘船") == ([], [])


def test_figures_stand_in_order_with_kind_span_and_words() -> None:
    text = "On April 24, 33 measures (20%) at 6.32pm"
    assert [(figure.kind, figure.text) for figure in figures(text)] == [
        (FigureKind.DATE, "April 24"),
        (FigureKind.NUMBER, "33"),
        (FigureKind.SHARE, "20%"),
        (FigureKind.TIME, "6.32pm"),
    ]
    assert all(figure.span.of(text) == figure.text for figure in figures(text))


def test_the_number_of_a_listed_item_is_no_figure() -> None:
    assert differ("(a) 5 ships", "(1) 5艘船") == ([], [])
    assert certain("2. Build 5 ships") == ["5"]


def test_a_number_beyond_all_sense_is_none() -> None:
    assert certain("9" * LONG) == []


@given(st.integers(3, 10**12))
def test_a_number_is_the_same_in_digits_and_in_chinese(number: int) -> None:
    forms = [f"{number:,}項", f"{number}項", f"{in_chinese(number)}項"]
    if not 1900 <= number < 2100:
        assert {figures(form)[0].value for form in forms} == {(Fraction(number), None)}
    assert differ(forms[0], forms[2]) == differ(forms[1], forms[2]) == ([], [])


@given(st.integers(1, 999_999))
def test_a_number_in_tenths_of_a_million_is_the_same_in_myriads(tenths: int) -> None:
    million = f"{tenths // 10}.{tenths % 10} million"
    assert differ(million, f"{tenths * 10}萬") == ([], [])
    assert differ(f"HK${million}", f"{tenths * 10}万元") == ([], [])


@given(st.integers(3, 10**9 - 1))
def test_a_number_in_english_words_is_the_same_in_digits(number: int) -> None:
    assert english_number(in_english(number)) == number
    assert differ(f"{in_english(number)} people", f"{number:,}人") == ([], [])


@given(st.dates(), st.booleans())
def test_a_date_is_the_same_in_every_notation(day: object, full: bool) -> None:
    year, month, number = (int(part) for part in str(day).split("-"))
    if not 1900 <= year < 2100:
        year = 2025
    name = "January February March April May June July August September October November December".split()[month - 1]
    english = f"{number} {name}" + (f" {year}" if full else "")
    assert differ(english, f"{year}年{month}月{number}日") == ([], [])
    assert differ(english, f"{in_chinese(month)}月{in_chinese(number)}日") == ([], [])
    assert differ(f"{name} {number}, {year}", f"{month}月{number}日") == ([], [])


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_the_same_in_every_notation(hour: int, minute: int) -> None:
    english = f"{hour % 12 or 12}.{minute:02}{'am' if hour < 12 else 'pm'}"
    half = "上午" if hour < 12 else "下午"
    assert differ(english, f"{hour:02}:{minute:02}") == ([], [])
    assert differ(english, f"{half}{hour % 12 or 12}時{minute:02}分") == ([], [])


@given(TEXTS)
def test_whatever_a_text_says_its_figures_are_its_own(text: str) -> None:
    found = figures(text)
    assert list(found) == sorted(found, key=lambda figure: figure.span)
    assert all(figure.span.of(text) == figure.text for figure in found)
    assert differences(found, found) == ((), ())


@given(
    st.lists(st.sampled_from(["3 ships", "24 April", "20%", "6pm", "五項", "4月24日"])), st.lists(st.text(max_size=5))
)
def test_differences_are_symmetric(ones: list[str], others: list[str]) -> None:
    first, second = figures("; ".join(ones)), figures("; ".join(others))
    assert differences(first, second) == differences(second, first)[::-1]


@pytest.mark.parametrize(
    "piece",
    ["1", "1,111", "1,", "1.1.", "一二三", "十", "三點", "twenty ", "one hundred and ", "April 1, ", "24 and ", "1 to ",
     "2025-", "百分之", "1億", "四月1日至", "下午", "2658 ", "$ ", "http://", " ", "("],
)  # fmt: skip
def test_a_long_text_made_to_be_slow_is_read_in_linear_time(piece: str) -> None:
    found = figures(piece * (LONG // len(piece)))
    assert differences(found, found) == ((), ())


def test_figures_are_frozen_and_compare_by_value() -> None:
    assert figures("33") == figures("33")
    assert isinstance(figures("33")[0], Figure)
    assert hash(figures("33")) == hash(figures("33"))


def test_every_english_ordinal_is_read() -> None:
    assert [english_number(word) for word in ORDINALS[:20]] == list(range(1, 21))


def in_chinese(number: int) -> str:
    """A whole number in Chinese characters."""
    for unit, name in ((10**8, "億"), (10**4, "萬"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            head, rest = divmod(number, unit)
            opening = "" if 10 <= number < 20 else in_chinese(head)
            return opening + name + (("零" if rest < unit // 10 else "") + in_chinese(rest) if rest else "")
    return HAN[number]


def in_english(number: int) -> str:
    """A whole number in English words."""
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    teens = [*ENGLISH_ONES.split(), "seventeen", "eighteen", "nineteen"]
    for unit, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= unit:
            head, rest = divmod(number, unit)
            joint = " and " if rest < 100 else " "
            return f"{in_english(head)} {name}" + (joint + in_english(rest) if rest else "")
    if number < 20:
        return teens[number]
    return tens[number // 10 - 2] + (f"-{teens[number % 10]}" if number % 10 else "")
