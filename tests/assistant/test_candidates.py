"""Everything of a hit that may be quoted is a candidate, and an enumeration's opening stands for all of it."""

import pytest

from assistant.candidates import candidates, of_hit, text_at
from tests.assistant.doubles import HARBOUR, UNLIKE, hit_of, passage_on
from tests.doubles import outline_of

GUESTS = passage_on(HARBOUR, "Those present")
TEXT = HARBOUR.release.text


def test_each_statement_is_a_candidate_with_its_own_similarity() -> None:
    museum = passage_on(HARBOUR, "museum")
    found = [(c.text, c.similarity, c.whole) for c in of_hit(hit_of(museum, 0.3, 0.7))]
    assert found == [("Open a lighthouse museum.", 0.3, False), ("It will cost two million crowns.", 0.7, False)]


def test_the_opening_of_an_enumeration_stands_for_the_whole_of_it() -> None:
    whole = next(of_hit(hit_of(GUESTS, 0.2, 0.3)))
    assert whole.whole
    assert whole.text.startswith("Those present included the Mayor")
    assert whole.text.endswith("Dr Cy Moe.")
    assert whole.span.of(TEXT) == whole.text


@pytest.mark.parametrize(("opening", "passage"), [(0.8, 0.3), (0.3, 0.8)])
def test_the_whole_enumeration_is_as_near_as_its_opening_or_its_passage(opening: float, passage: float) -> None:
    similarities = [c.similarity for c in of_hit(hit_of(GUESTS, opening, 0.3, 0.9, whole=passage))]
    assert similarities == [0.8, 0.3, 0.9, UNLIKE]


def test_a_clause_carries_the_words_that_open_its_enumeration() -> None:
    clauses = list(of_hit(hit_of(GUESTS)))[1:]
    assert {clause.lead_in for clause in clauses} == {"Those present included"}
    assert not any(clause.whole for clause in clauses)


def test_a_statement_that_a_passage_says_twice_is_one_candidate() -> None:
    passage = outline_of("Title", "Boats sail. Fish swim. Boats sail.").passages[1]
    assert [c.text for c in candidates([hit_of(passage)])] == ["Boats sail.", "Fish swim."]


def test_what_two_passages_say_alike_is_a_candidate_of_each() -> None:
    passages = outline_of("Title", "Boats sail.", "Boats sail.").passages[1:]
    assert [c.passage.id for c in candidates(map(hit_of, passages))] == ["P1#lead.1", "P1#statement.1"]


def test_candidates_come_in_the_order_of_the_hits() -> None:
    hits = [hit_of(passage) for passage in reversed(HARBOUR.passages)]
    order = list(dict.fromkeys(candidate.passage.id for candidate in candidates(hits)))
    assert order == [passage.id for passage in reversed(HARBOUR.passages)]


def test_every_candidate_is_what_the_release_says_at_its_span() -> None:
    for candidate in candidates(map(hit_of, HARBOUR.passages)):
        assert candidate.span.of(TEXT) == candidate.text == text_at(candidate.passage, candidate.span)
