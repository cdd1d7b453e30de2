"""Suggested questions come from the releases' own areas."""

from assistant.suggestions import suggest
from tests.doubles import outline_of

LINES = ("Harbour plan", "Port and ferries", "----", "Build a pier.", "Fish", "----", "Strengthen exchanges.")


def test_areas_are_asked_for_in_the_order_of_the_text_in_each_language() -> None:
    outlines = [outline_of(*LINES)]
    assert suggest(outlines, "en") == [
        "Which measures are there on Port and ferries?", "Which measures are there on Fish?"
    ]  # fmt: skip
    assert suggest(outlines, "zh-Hant")[1] == "Fish有哪些措施？"


def test_the_three_shortest_areas_are_taken_and_each_heading_once() -> None:
    many = outline_of("Plan", *(line for name in ("Aa", "Bbbb", "C", "Dd") for line in (name, "----", "Build a pier.")))
    asked = [question.removeprefix("Which measures are there on ").rstrip("?") for question in suggest([many], "en")]
    assert asked == ["Aa", "C", "Dd"]
    assert len(suggest([many, many], "en")) < 4
    assert len(set(suggest([many, many], "en"))) == len(suggest([many, many], "en"))


def test_a_release_without_areas_is_asked_what_it_is_about() -> None:
    assert suggest([outline_of("Notice", "The office is closed today.")], "en") == ["What is the release about?"]
    assert suggest([], "en") == []
