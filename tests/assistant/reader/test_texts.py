"""A candidate is read under its heading, after what it continues."""

import pytest

from assistant.candidates import Candidate, candidates
from assistant.reader.texts import Text, before, context_of, text_of
from tests.assistant.doubles import HARBOUR, hit_of, passage_on
from tests.doubles import outline_of


def candidate(fragment: str, passage: str = "") -> Candidate:
    """The candidate that opens with a fragment, of the passage that holds it or another one."""
    hit = hit_of(passage_on(HARBOUR, passage or fragment))
    [found] = [one for one in candidates([hit]) if one.text.startswith(fragment)]
    return found


def test_the_first_statement_of_a_passage_stands_under_its_heading_alone() -> None:
    assert text_of(candidate("Open a lighthouse")) == Text("Tourism", "Open a lighthouse museum.")


def test_a_later_statement_stands_after_the_one_before_it() -> None:
    assert text_of(candidate("It will cost")) == Text(
        "Tourism | Open a lighthouse museum.", "It will cost two million crowns."
    )


def test_of_several_statements_before_it_only_the_last_is_shown() -> None:
    passage = outline_of("Title", "The council met. It rained. The mayor spoke.").passages[1]
    assert text_of(candidates([hit_of(passage)])[2]) == Text("It rained.", "The mayor spoke.")


def test_a_clause_stands_after_the_words_that_open_its_enumeration_and_not_after_the_clause_before_it() -> None:
    found = candidate("the Bishop", "Those present")
    assert found.lead_in
    assert text_of(found) == Text(f"Signing ceremony | {found.lead_in}", found.text)


def test_an_enumeration_quoted_whole_does_not_stand_after_itself() -> None:
    whole = candidate("Those present")
    assert whole.whole
    assert text_of(whole) == Text("Signing ceremony", whole.text)


def test_what_stands_under_no_heading_and_after_nothing_has_no_context() -> None:
    assert text_of(candidate("Harbour Council adopts")).context == ""


def test_nothing_stands_before_the_first_statement() -> None:
    assert before(candidate("Open a lighthouse")) == ""
    assert before(candidate("It will cost")) == "Open a lighthouse museum."


@pytest.mark.parametrize(
    ("heading", "earlier", "context"),
    [("A", "b.", "A | b."), ("A", "", "A"), ("", "b.", "b."), ("", "", "")],
)
def test_a_context_is_one_line_of_what_there_is(heading: str, earlier: str, context: str) -> None:
    assert context_of(heading, earlier) == context
