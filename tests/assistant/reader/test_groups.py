"""A group has one right statement and the hardest wrong ones, and its question is now and then typed without care."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.groups import (
    CARELESS,
    SLIPPED,
    WITHOUT_ANSWER,
    Group,
    as_typed,
    by_shared_words,
    choose,
    with_a_slip,
)
from assistant.reader.texts import Text
from tests.corpus.texts import TEXTS

SEEDS = st.integers(0, 999)
QUESTION = "How many ferries will sail to Gullholm?"


def texts(*statements: str) -> list[Text]:
    """Statements that stand under nothing."""
    return [Text("", statement) for statement in statements]


RIGHT, HARD, OTHERS = texts("right", "also right"), texts("hard", "harder"), texts("one", "two", "three")


def chosen(seed: int, right: list[Text], hard: list[Text], others: list[Text]) -> Group:
    """The group that a seed gives."""
    return choose(QUESTION, right, hard, others, "releases", "en", random.Random(seed))


def many(right: list[Text], hard: list[Text], others: list[Text]) -> list[Group]:
    """The groups that many seeds give."""
    return [chosen(seed, right, hard, others) for seed in range(2000)]


@given(SEEDS)
def test_where_a_group_is_answerable_its_first_text_is_right_and_no_other(seed: int) -> None:
    group = chosen(seed, RIGHT, HARD, OTHERS)
    first, rest = group.texts[: group.answerable], group.texts[group.answerable :]
    assert set(first) <= set(RIGHT)
    assert not set(rest) & set(RIGHT)


@given(SEEDS)
def test_every_hard_text_is_shown_and_one_of_the_others(seed: int) -> None:
    group = chosen(seed, RIGHT, HARD, OTHERS)
    rest = group.texts[group.answerable :]
    assert list(rest[:-1]) == HARD
    assert rest[-1] in OTHERS
    assert (group.question, group.source, group.language) == (QUESTION, "releases", "en")


def test_each_right_text_and_each_other_one_has_its_turn() -> None:
    groups = many(RIGHT, HARD, OTHERS)
    assert {group.texts[0] for group in groups if group.answerable} == set(RIGHT)
    assert {group.texts[-1] for group in groups} == set(OTHERS)


def test_the_answer_is_left_out_as_often_as_is_said() -> None:
    left_out = sum(not group.answerable for group in many(RIGHT, HARD, OTHERS)) / 2000
    assert left_out == pytest.approx(WITHOUT_ANSWER, abs=0.03)


def test_an_answer_with_nothing_to_tell_it_from_is_never_left_out() -> None:
    assert {(g.texts[0] in RIGHT, len(g.texts), g.answerable) for g in many(RIGHT, [], [])} == {(True, 1, True)}


def test_without_a_right_text_a_group_is_never_answerable() -> None:
    assert {group.answerable for group in many([], HARD, OTHERS)} == {False}
    assert chosen(0, [], [], []).texts == ()


def test_the_same_seed_gives_the_same_group() -> None:
    assert [chosen(seed, RIGHT, HARD, OTHERS) for seed in range(20)] == [
        chosen(seed, RIGHT, HARD, OTHERS) for seed in range(20)
    ]


def test_texts_are_ordered_by_the_words_that_they_share_with_the_question() -> None:
    found = by_shared_words(QUESTION, texts("It rains.", "Ferries sail.", "Eight ferries sail to Gullholm.", "Ferry"))
    assert [text.statement for text in found] == [
        "Eight ferries sail to Gullholm.", "Ferries sail.", "Ferry", "It rains.",
    ]  # fmt: skip


def test_texts_that_share_as_many_words_stay_in_their_order() -> None:
    assert by_shared_words(QUESTION, texts("b", "a", "c")) == texts("b", "a", "c")


@given(st.one_of(TEXTS, st.from_regex(r"[A-Za-z ?]{0,40}", fullmatch=True)), SEEDS)
def test_a_slip_never_changes_which_letters_there_are_nor_how_many_words(question: str, seed: int) -> None:
    typed = with_a_slip(question, random.Random(seed))
    assert Counter(typed) == Counter(question)
    assert [len(word) for word in typed.split(" ")] == [len(word) for word in question.split(" ")]


@given(st.from_regex(r"[A-Za-z ?]{0,60}", fullmatch=True), SEEDS)
def test_a_slip_is_made_inside_at_most_two_longer_words(question: str, seed: int) -> None:
    words = list(zip(question.split(" "), with_a_slip(question, random.Random(seed)).split(" "), strict=True))
    slipped = [(word, typed) for word, typed in words if word != typed]
    assert len(slipped) <= 2
    for word, typed in slipped:
        assert len(word) > 4
        assert (typed[0], typed[-1]) == (word[0], word[-1])
        assert sum(one != other for one, other in zip(word, typed, strict=True)) == 2


def test_words_of_four_letters_and_those_with_marks_are_typed_right() -> None:
    assert {with_a_slip("will they sail? (2026) co-operate", random.Random(seed)) for seed in range(50)} == {
        "will they sail? (2026) co-operate"
    }


def test_a_long_word_is_typed_with_two_neighbours_exchanged() -> None:
    assert {with_a_slip("mayor", random.Random(seed)) for seed in range(50)} == {"myaor", "maoyr"}


def typed(question: str, times: int = 4000) -> Counter[str]:
    """How often a question is typed in which way."""
    group = Group(question, tuple(HARD), False, "releases", "en")
    groups = list(as_typed([group] * times, random.Random(0)))
    assert {(g.texts, g.answerable, g.source, g.language) for g in groups} == {(tuple(HARD), False, "releases", "en")}
    return Counter(g.question for g in groups)


def test_some_questions_are_typed_without_capitals_and_question_mark() -> None:
    ways = typed("Will they do?")
    assert ways.keys() == {"Will they do?", "will they do"}
    assert ways["will they do"] / ways.total() == pytest.approx(CARELESS, abs=0.02)


def test_some_questions_are_typed_with_a_slip() -> None:
    ways = typed("Mayor?  Mayor Lind")
    slipped = sum(count for way, count in ways.items() if "mayor lind" not in way.lower())
    assert slipped / ways.total() == pytest.approx(SLIPPED, abs=0.015)


def test_no_slip_is_made_in_chinese() -> None:
    ways = typed("Gullholm 有渡輪嗎？")
    assert ways.keys() == {"Gullholm 有渡輪嗎？", "gullholm 有渡輪嗎"}


def test_the_same_seed_types_alike_and_groups_keep_their_order() -> None:
    groups = [Group(f"Question number {n}?", (), False, str(n), "en") for n in range(100)]
    one, other = (list(as_typed(groups, random.Random(3))) for _ in range(2))
    assert one == other
    assert [group.source for group in one] == [str(n) for n in range(100)]
