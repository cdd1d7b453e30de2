"""A refusal names what of a question the releases never mention."""

import pytest

from assistant.question import understand
from assistant.scope import Scope, absent_terms
from tests.assistant.doubles import HARBOUR, PORT

SCOPE = Scope.of([HARBOUR])


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Do whales fear Shanghai?", ["Shanghai"]),
        ("Will whales sing in Norwick?", ["whales", "sing"]),
        ("Will whales, cows or dogs open?", []),
        ("Which measures are there on herring?", []),
    ],
)
def test_names_are_named_before_plain_words_and_many_words_not_at_all(text: str, terms: list[str]) -> None:
    assert absent_terms(understand(text), SCOPE.vocabulary) == terms


def test_of_a_release_in_chinese_no_english_word_is_said_to_be_absent() -> None:
    assert absent_terms(understand("Will whales sing in Norwick?"), Scope.of([PORT]).vocabulary) == []
