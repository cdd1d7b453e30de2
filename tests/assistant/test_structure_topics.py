"""What a question is about decides which sections and documents of a release it gets."""

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
