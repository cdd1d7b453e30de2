"""An enumeration is quoted whole where nothing in a question for people tells one of its clauses from the others."""

import pytest

from assistant.answer import Coverage, Status
from assistant.answering import Assistant
from assistant.enumerations import Enumeration, enumerations
from tests.assistant.doubles import HARBOUR, GivenReader, Shelf
from tests.assistant.test_answering import ask, quotes
from tests.doubles import outline_of

[PRESENT] = enumerations(HARBOUR.passages)
MAYOR, HARBOUR_MASTER, BISHOP = PRESENT.clauses
LIND = {"Those present": 0.2, "Lind": 0.9}


@pytest.mark.parametrize("term", ["lind", "harbour", "master"])
def test_a_term_that_one_clause_has_and_not_all_others_singles_it_out(term: str) -> None:
    assert PRESENT.singles_out(HARBOUR_MASTER, ["guest", term])


@pytest.mark.parametrize("terms", [[], ["guest"], ["mayor"], ["the"]])
def test_terms_of_no_clause_of_another_or_of_all_single_none_out(terms: list[str]) -> None:
    assert not PRESENT.singles_out(HARBOUR_MASTER, terms)


def test_a_term_that_some_of_the_others_have_too_still_singles_out() -> None:
    outline = outline_of("Title", "Present were the Mayor of Ost, A; the Mayor of Ulm, B; and the Bishop, C.")
    [present] = enumerations(outline.passages)
    assert present.singles_out(present.clauses[0], ["mayor"])


@pytest.mark.parametrize("question", ["Who were the guests?", "Which guests spoke?", "Name the guests who came"])
def test_a_clause_that_nothing_singles_out_brings_the_whole_enumeration(question: str) -> None:
    answer = ask(question, 0.8, LIND)
    [quote] = quotes(answer)
    assert quote == text_of(PRESENT)
    assert answer.coverage == Coverage(3, 3, ("P1",))


@pytest.mark.parametrize("question", ["Who of the guests is harbour master?", "Which of the guests is called Lind?"])
def test_a_clause_that_is_singled_out_is_quoted_alone(question: str) -> None:
    answer = ask(question, 0.8, LIND)
    assert quotes(answer) == ["the Harbour Master, Mr Bo Lind"]
    assert answer.coverage is None


def test_a_question_that_is_not_for_people_gets_the_clause_alone() -> None:
    assert quotes(ask("Tell me something on herring", 0.8, LIND)) == ["the Harbour Master, Mr Bo Lind"]


def test_a_question_in_another_language_gets_the_clause_alone() -> None:
    assert quotes(ask("哪些 guests 出席？", 0.8, LIND)) == ["the Harbour Master, Mr Bo Lind"]


def test_an_enumeration_that_answers_which_they_are_tells_how_many() -> None:
    reader = GivenReader({"which": 0.8})
    shelf = Shelf(HARBOUR, similarities={"Those present": 0.9})
    answer = Assistant(shelf, reader).answer("How many dignitaries came along?")
    assert quotes(answer) == [text_of(PRESENT)]
    assert answer.coverage == Coverage(3, 3, ("P1",))
    assert answer.text.count("3")


@pytest.mark.parametrize("similarities", [{"herring": 0.9}, {"Two documents": 0.9}])
def test_a_statement_that_is_no_enumeration_does_not(similarities: dict[str, float]) -> None:
    shelf = Shelf(HARBOUR, similarities=similarities)
    answer = Assistant(shelf, GivenReader({"which": 0.8})).answer("How many dignitaries came along?")
    assert answer.status is Status.NOT_STATED


def text_of(enumeration: Enumeration) -> str:
    """What an enumeration says, from its opening to its last clause."""
    return enumeration.quotable.span.of(HARBOUR.release.text)
