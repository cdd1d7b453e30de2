"""Texts are compared by words: stems in English, pairs of characters in Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.words import simplified, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("co-operation", "cooperation"),
        ("Co-operate", "COOPERATION"),
        ("flights", "flight"),
        ("the Secretary's", "the secretary"),
        ("Hangzhou’s", "Hangzhou"),
        ("cross-boundary", "boundary"),
    ],
)
def test_spellings_of_one_word_share_a_word(one: str, other: str) -> None:
    assert set(words(one)) & set(words(other)) - {"the"}


@pytest.mark.parametrize(("one", "other"), [("Ningbo", "Wenzhou"), ("2024", "2025"), ("交流", "流交"), ("e-mail", "e")])
def test_different_words_share_none(one: str, other: str) -> None:
    assert not set(words(one)) & set(words(other))


def test_a_hyphenated_word_is_itself_and_its_longer_parts() -> None:
    assert words("sci-tech") == ["scitech", "sci", "tech"]
    assert words("co-op") == ["coop"]


def test_accents_and_digits_belong_to_words_and_other_signs_do_not() -> None:
    assert words("Café, 13 areas: 5G!") == ["café", "13", "area", "5g"]


def test_repeated_words_are_repeated() -> None:
    assert words("flight and flights") == ["flight", "and", "flight"]


def test_each_pair_of_neighbouring_chinese_characters_is_a_word() -> None:
    assert words("青年交流，合作") == ["青年", "年交", "交流", "合作"]


def test_a_single_chinese_character_is_a_word() -> None:
    assert words("港 A") == ["a", "港"]


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [("學生交流計劃", "学生交流计划"), ("臺灣", "台湾"), ("發展頭髮", "发展头发"), ("房屋局局長", "房屋局局长")],
)
def test_both_scripts_give_the_same_words(traditional: str, simple: str) -> None:
    assert words(traditional) == words(simple)
    assert simplified(traditional) == simple


@pytest.mark.parametrize("text", ["", "...", "！？", "😀", "한국"])
def test_a_text_in_neither_script_has_no_words(text: str) -> None:
    assert words(text) == []


@given(st.text("abcdefXYZ -'’.éÉ", max_size=30))
def test_capitals_make_no_difference(text: str) -> None:
    assert words(text.upper()) == words(text.lower())


@given(st.lists(st.sampled_from(["flights", "co-operation", "Zhejiang", "交流", "學生"]), max_size=6))
def test_the_words_of_a_text_are_those_of_its_parts(parts: list[str]) -> None:
    assert sorted(words(" ".join(parts))) == sorted(word for part in parts for word in words(part))
