"""The fit gives evidence the weight that examples speak for, and a threshold within the budget of wrong refusals."""

from typing import Any

import numpy as np
import pytest

from assistant.calibrate import (
    AGAINST,
    FREE,
    FREE_EVIDENCE,
    NOT_JUDGED,
    NOT_RANKED,
    WRONG_REFUSALS,
    bounds_of,
    fit,
    fit_ranking,
    highest_threshold,
    named,
    reranked,
)
from assistant.candidates import candidates
from assistant.evidence import FEATURES
from assistant.examples import Example
from assistant.question import understand
from assistant.reader import JUDGED, Reading
from tests.assistant.doubles import HARBOUR, hit_of

FOUND = candidates(hit_of(passage) for passage in HARBOUR.passages[2:5])
QUESTION = understand("Which person opens the museum?")


def reading(number: int, **evidence: float) -> Reading:
    """A reading of one of three statements, with some evidence."""
    return Reading(FOUND[number], 0.0, tuple(evidence.get(name, 0.0) for name in FEATURES))


def example(release_id: str, similarity: float, *, right: bool) -> Example:
    """A question whose first candidate is so similar; it is right, or none is."""
    missing = {"person_missing": float(not right), "is_title": 1.0}
    readings = (
        reading(0, similarity=similarity, **missing),
        reading(1, similarity=similarity / 2, is_issue_line=1.0),
        reading(2, lexical=0.1),
    )
    return Example(release_id, QUESTION, readings, (right, False, False), 1.0)


# The answerable are more similar but for one in five.
EXAMPLES = [
    example(f"P{release}", (0.9 if right else 0.2) if number else 0.5, right=right)
    for release in range(3)
    for number in range(5)
    for right in (True, False)
]


@pytest.fixture(scope="module")
def fitted() -> dict[str, Any]:
    """What is fitted on the examples."""
    return fit(EXAMPLES)


def test_similarity_speaks_for_an_answer_and_what_is_missing_against(fitted: dict[str, Any]) -> None:
    assert fitted["ranking"]["similarity"] > 0
    assert fitted["judge"]["similarity"] > 0
    assert fitted["judge"]["person_missing"] < 0


def test_what_is_the_same_for_all_candidates_is_not_ranked_by_nor_kinds_of_passages_judged(
    fitted: dict[str, Any],
) -> None:
    assert not NOT_RANKED & fitted["ranking"].keys()
    assert not NOT_JUDGED & fitted["judge"].keys()
    assert fitted["ranking"]["is_issue_line"] < 0


def test_no_more_of_the_answerable_are_refused_than_the_budget_allows(fitted: dict[str, Any]) -> None:
    assert 0 < fitted["threshold"] < 1
    assert fitted["measured"]["over_refused"] <= WRONG_REFUSALS
    assert fitted["measured"]["refused"] > 0.5
    assert fitted["measured"]["auroc"] > 0.9


def test_examples_that_can_be_told_apart_have_the_right_candidate_first(fitted: dict[str, Any]) -> None:
    assert (fitted["measured"]["questions"], fitted["measured"]["right_first"]) == (30, 1.0)


def test_the_same_examples_give_the_same_fit(fitted: dict[str, Any]) -> None:
    assert fit(EXAMPLES) == fitted


def test_readings_are_put_in_the_order_of_the_weights_with_what_is_right() -> None:
    wrong_way = np.array([-1.0 if name == "similarity" else 0.0 for name in FEATURES])
    readings, right = reranked(EXAMPLES[0], wrong_way)
    assert [r.candidate for r in readings] == [FOUND[2], FOUND[1], FOUND[0]]
    assert right == [False, False, True]


def test_a_ranking_is_fitted_on_the_answerable_alone() -> None:
    answerable = [example for example in EXAMPLES if example.answerable]
    assert fit_ranking(EXAMPLES).tolist() == fit_ranking(answerable).tolist()


@pytest.mark.parametrize("name", JUDGED)
def test_evidence_may_only_speak_for_what_it_is_evidence_of(name: str) -> None:
    if name in NOT_JUDGED:
        expected: tuple[float | None, float | None] = (0.0, 0.0)
    elif name.startswith(FREE_EVIDENCE):
        expected = FREE if not name.endswith(AGAINST) else (None, 0.0)
    else:
        expected = (None, 0.0) if name.endswith(AGAINST) else (0.0, None)
    assert bounds_of(name) == expected


@pytest.mark.parametrize("count", [1, 7, 20, 100])
def test_the_threshold_keeps_the_budget_and_comes_within_one_question_of_it(count: int) -> None:
    probabilities = np.linspace(0.05, 0.95, count)
    refused = int((probabilities < highest_threshold(probabilities, np.ones(count, dtype=np.bool_))).sum())
    assert refused <= WRONG_REFUSALS * count < refused + 2


def test_the_threshold_looks_at_the_answerable_alone() -> None:
    probabilities, answerable = np.array([0.1, 0.2, 0.6, 0.7]), np.array([False, False, True, True])
    assert highest_threshold(probabilities, answerable) == 0.6


def test_weights_of_nothing_are_left_out() -> None:
    assert named(("a", "b"), np.array([0.0, 1.23456])) == {"b": 1.2346}
