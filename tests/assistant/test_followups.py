"""A question is read by itself, and with the topic of earlier ones."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.followups import contexts, in_context, topic_of, within
from assistant.question import Ask, understand
from tests.corpus.texts import TEXTS

NIGHT = "Where do night ferries sail?"


def readings(question: str, *history: str) -> list[str]:
    """The ways in which a question is read, in their order."""
    return [reading.text for reading in contexts(understand(question), history)]


def topic(*history: str) -> str | None:
    """The topic of a conversation."""
    found = topic_of(history)
    return found.text if found else None


@pytest.mark.parametrize("history", [(), ("???",), ("What is it?", "And that?")])
def test_without_an_earlier_topic_a_question_stands_alone(history: Sequence[str]) -> None:
    assert readings("When does it start?", *history) == ["When does it start?"]


@pytest.mark.parametrize("question", ["Who repairs old lighthouses?", "Who repairs its lights?", "Fishing"])
def test_a_question_with_words_of_its_own_is_first_read_by_itself(question: str) -> None:
    assert readings(question, NIGHT) == [question, f"{NIGHT} {question}"]


@pytest.mark.parametrize(
    "question", ["When does it start?", "And for the other side?", "And when?", "How much is that?", "那要多久？"]
)
def test_a_question_that_leans_back_with_few_words_of_its_own_is_first_read_in_context(question: str) -> None:
    assert readings(question, NIGHT)[0] == f"{NIGHT} {question}"
    assert readings(question, NIGHT)[1] == question


def test_in_context_a_question_asks_what_it_asks_about_both() -> None:
    followed = contexts(understand("When does it start?"), [NIGHT])[0]
    assert followed.ask is Ask.TIME
    assert followed.terms == ("night", "ferri", "sail", "start")


def test_a_topic_named_anew_stands_before_the_old_one() -> None:
    first = contexts(understand("And what about fishing?"), [NIGHT])[0]
    assert first.terms == ("fish",)


def test_the_latest_topic_is_meant() -> None:
    assert topic(NIGHT, "Who repairs old lighthouses?") == "Who repairs old lighthouses?"


def test_what_only_leaned_back_takes_the_question_before_it_along() -> None:
    assert topic(NIGHT, "When does it start?") == f"{NIGHT} When does it start?"


def test_one_word_is_a_topic_if_it_leans_on_nothing() -> None:
    assert topic(NIGHT, "What about fishing?") == "What about fishing?"


def test_each_term_comes_once_in_context() -> None:
    assert in_context(understand("Do ferries burn oil?"), understand(NIGHT)).terms == (
        "night",
        "ferri",
        "sail",
        "burn",
        "oil",
    )


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_the_bare_question_is_always_among_its_one_or_two_readings(text: str, history: list[str]) -> None:
    question = understand(text)
    found = contexts(question, history)
    assert 1 <= len(found) <= 2
    assert question in found


@pytest.mark.parametrize(
    ("part", "read"),
    [("who repairs old lighthouses?", "who repairs old lighthouses?"), ("and when?", f"{NIGHT} and when?")],
)
def test_a_later_part_is_read_once_with_the_part_before_it_only_if_it_leans_on_that(part: str, read: str) -> None:
    assert [reading.text for reading in within(understand(part), [NIGHT])] == [read]
