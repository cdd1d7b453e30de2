"""What a question is about decides which sections and documents of a release it gets."""

import pytest

from assistant.question import understand
from assistant.scope import Scope
from tests.assistant.doubles import HARBOUR
from tests.assistant.test_structure import find, found
from tests.doubles import outline_of

CEREMONY = outline_of(
    "Title",
    "Ceremony",
    "---",
    'The parties signed the "Agreement on Wind Power" and the "Agreement on Tides".',
    "Documents signed:",
    "(1) Memorandum on Salt.",
)


def test_a_heading_that_names_only_the_lesser_part_of_a_topic_is_not_meant() -> None:
    assert find("List all the measures on whales and ferries") is None


def test_a_word_that_most_passages_hold_does_not_narrow_a_question() -> None:
    lines = ("Ferries", "---", "Add ferries to Norwick.", "Fishing", "---", "Limit fishing for Gullholm.")
    outline = outline_of("Norwick plan", *lines)
    assert found("List all the areas of Norwick", outline) == ("list", ["Ferries", "Fishing"])
    assert find("List all the areas of Gullholm and whales", outline) is None


def test_documents_of_one_kind_leave_out_those_that_the_text_names() -> None:
    assert found("Which memorandum documents were signed on salt?", CEREMONY) == ("list", ["(1) Memorandum on Salt."])
    assert len(found("Which documents were signed?", CEREMONY)[1]) == 2


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("What are all the measures on nurseries?", "nurseries"),
        ("everything about lighthouse keepers please", "lighthouse keepers"),
        ("Which nurseries open?", "Which nurseries open?"),
    ],
)
def test_a_question_for_sections_is_narrowed_to_its_topic_and_another_is_not(text: str, topic: str) -> None:
    assert Scope.of([HARBOUR]).structure.narrowed(understand(text)).text == topic
