"""Each stage of the search is measured by where it puts the passages that answer."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from assistant.candidates import Candidate
from assistant.evaluate import Row
from assistant.inquiry import HITS
from assistant.question import Question
from assistant.reader.judge import Reading
from assistant.retrieval import (
    Rankings,
    Retrieval,
    StageFigures,
    rank_passages,
    relevant_passages,
    retrieval,
    stage_figures,
    stages_of,
)
from assistant.scope import Scope
from assistant.vocabulary import Vocabulary
from corpus.model import Outline
from index.hits import Hit
from tests.assistant.doubles import HARBOUR, PORT, GivenReader, Shelf, hit_of, passage_on
from tests.doubles import outline_of

DECK, HERRING, MUSEUM = (passage_on(HARBOUR, fragment) for fragment in ("deck", "herring", "museum"))
EVERYTHING = Scope.of([HARBOUR, PORT])
ROW = Row("1", "lookup", "Which fish?", (), (HERRING.text,), (), None, None)


class Found(Shelf):
    """A searcher that finds the same hits for every query."""

    def __init__(self, outline: Outline, hits: Sequence[Hit]) -> None:
        super().__init__(outline)
        self._hits = list(hits)

    def search(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Hit]:  # noqa: ARG002
        """The hits, as many as are asked for."""
        return self._hits[:limit]


class ContraryReader(GivenReader):
    """A reader that ranks the least similar first."""

    def rank(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The candidates, the least similar first."""
        return super().rank(question, found, vocabulary)[::-1]


def test_each_stage_has_an_order_of_its_own() -> None:
    hits = [hit_of(HERRING, 0.3, lexical=2.0), hit_of(DECK, 0.9), hit_of(MUSEUM, 0.5, 0.4, lexical=5.0)]
    stages = stages_of("Which fish?", Found(HARBOUR, hits), ContraryReader(), Scope.of([HARBOUR]))
    assert stages == {
        "dense": [DECK.id, MUSEUM.id, HERRING.id],
        "lexical": [MUSEUM.id, HERRING.id],
        "fused": [HERRING.id, DECK.id, MUSEUM.id],
        "read": [HERRING.id, MUSEUM.id, DECK.id],
    }


def test_equal_passages_come_in_the_order_of_their_ids() -> None:
    hits = [hit_of(one, 0.5, lexical=1.0) for one in (MUSEUM, HERRING, DECK)]
    stages = stages_of("Which fish?", Found(HARBOUR, hits), GivenReader(), Scope.of([HARBOUR]))
    assert stages["dense"] == stages["lexical"] == sorted((MUSEUM.id, HERRING.id, DECK.id))


def test_an_index_is_looked_at_deeper_than_what_is_read() -> None:
    outline = outline_of("A title", *(f"Sentence number {number} speaks of things." for number in range(HITS + 5)))
    hits = [hit_of(passage, 0.2) for passage in outline.passages[:-1]] + [hit_of(outline.passages[-1], 0.9)]
    stages = stages_of("Which things?", Found(outline, hits), GivenReader(), Scope.of([outline]))
    last = outline.passages[-1].id
    assert stages["dense"][0] == last
    assert last not in stages["fused"] + stages["read"]
    assert len(stages["fused"]) == HITS


def test_the_search_is_for_the_question_with_its_misspelt_words_put_right() -> None:
    shelf = Shelf(HARBOUR)
    stages_of("Which lighthuose is opened?", shelf, GivenReader(), Scope.of([HARBOUR]))
    assert set(shelf.queries) == {"Which lighthouse is opened?"}


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        (("catch of herring",), {HERRING.id}),
        (("catch  of\nherring", "Train deck"), {HERRING.id, DECK.id}),
        (("Train deck officers. Limit the catch of herring.",), {HERRING.id, DECK.id}),
        (("Gullholm. Train deck officers. Limit the catch of herring. Open a lighthouse",), {HERRING.id, DECK.id}),
        (("catch of cod",), set()),
    ],
)
def test_a_passage_is_relevant_if_it_covers_gold_or_gold_covers_it(gold: tuple[str, ...], expected: set[str]) -> None:
    assert relevant_passages(gold, EVERYTHING) == expected


def test_only_questions_with_gold_in_a_passage_and_without_history_are_measured() -> None:
    rows = [replace(ROW, gold=()), replace(ROW, history=("Boats?",)), replace(ROW, gold=("catch of cod",)), ROW]
    assert [one.relevant for one in rank_passages(rows, Shelf(HARBOUR), GivenReader())] == [{HERRING.id}]


def test_a_question_put_to_one_release_is_measured_on_that_alone() -> None:
    rows = [ROW, replace(ROW, release="P1"), replace(ROW, release="P2"), replace(ROW, release="P2", gold=("減少捕撈",))]
    rankings = rank_passages(rows, Shelf(HARBOUR, PORT), GivenReader())
    releases = [sorted({one.split("#")[0] for one in ranking.stages["dense"]}) for ranking in rankings]
    assert releases == [["P1", "P2"], ["P1"], ["P2"]]


def ranked(relevant: str, dense: str, lexical: str = "") -> Rankings:
    """Rankings of passages with names of one letter."""
    return Rankings(frozenset(relevant), {"dense": list(dense), "lexical": list(lexical), "fused": [], "read": []})


# The first finds its one passage at once; the second the first of its two at rank 2, the other at rank 6.
TWO = [ranked("a", "ax", "xya"), ranked("bc", "xbyzwc")]


def test_recall_is_the_share_of_the_relevant_passages_among_the_first_and_mrr_goes_by_the_first_of_them() -> None:
    assert stage_figures(TWO, "dense") == StageFigures(recall_1=0.5, recall_3=0.75, recall_5=0.75, mrr=0.75)


def test_a_question_for_which_a_stage_finds_nothing_counts_as_0() -> None:
    assert stage_figures(TWO, "lexical") == StageFigures(recall_1=0.0, recall_3=0.5, recall_5=0.5, mrr=0.1667)
    assert stage_figures(TWO, "read") == StageFigures(0.0, 0.0, 0.0, 0.0)


def test_all_stages_are_measured_on_all_questions() -> None:
    measured = retrieval(TWO)
    assert (measured.questions, list(measured.stages)) == (2, ["dense", "lexical", "fused", "read"])
    assert measured.stages["dense"] == stage_figures(TWO, "dense")
    assert retrieval([]) == Retrieval(0, {})
