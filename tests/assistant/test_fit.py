"""The fit gives evidence the weight that examples speak for, and a threshold within the budget of wrong refusals."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assistant.calibrate import compare, cross_validate, fit, named, read_example, share
from assistant.candidates import candidates
from assistant.evidence import FEATURES
from assistant.examples import Example
from assistant.fitting import (
    AGAINST,
    CUT_SHORT,
    FREE,
    FREE_EVIDENCE,
    NOT_JUDGED,
    NOT_RANKED,
    as_doubted,
    as_read,
    bounds_of,
    cheapest_threshold,
    fit_judge,
    fit_ranking,
    least_enough,
    least_hope,
    reranked,
    widest_margin,
)
from assistant.question import understand
from assistant.reader.judge import COMPARED, SHORTLIST, Reading
from assistant.reader.linear_weights import JUDGED, MODELS, NARROWED, NUMBERS, RANKED, LinearWeights
from assistant.reader.texts import Text
from tests.assistant.doubles import HARBOUR, WordComparer, hit_of

FOUND = candidates(hit_of(passage) for passage in HARBOUR.passages[2:5])
EVERYTHING = candidates(hit_of(passage) for passage in HARBOUR.passages)
QUESTION = understand("Which person opens the museum?")
BY_SIMILARITY = np.array([float(name == "similarity") for name in FEATURES])
THEN_BY_SIMILARITY = np.append(BY_SIMILARITY, 0.0)


class FirstScorer:
    """Prefers the first of the three statements, and likes all less if the question asks what is not there."""

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text."""
        doubt = 3.0 if "closes" in question else 0.0
        return [2.0 * (text.statement == FOUND[0].text) - doubt for text in texts]


class Satisfied(FirstScorer):
    """The same, but likes everything well enough to read no more."""

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text."""
        return [score + 4.0 for score in super().score(question, texts)]


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
    return Example(release_id, QUESTION, readings, (right, False, False), right, 1.0)


# The answerable are more similar but for one in five.
EXAMPLES = [
    example(f"P{release}", (0.9 if right else 0.2) if number else 0.5, right=right)
    for release in range(3)
    for number in range(5)
    for right in (True, False)
]
COMPARER = WordComparer()
ALIKE_EXAMPLES = [compare(example, fit_ranking(EXAMPLES), COMPARER) for example in EXAMPLES]
READ_EXAMPLES = [read_example(e, fit_ranking(ALIKE_EXAMPLES), FirstScorer()) for e in ALIKE_EXAMPLES]


@pytest.fixture(scope="module")
def fitted() -> dict[str, Any]:
    """What is fitted on the examples."""
    return fit(EXAMPLES, COMPARER, FirstScorer())


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
    assert 0 < fitted["threshold_en"] < 1
    assert fitted["threshold_zh"] == fitted["threshold_en"]  # as nothing is asked in Chinese
    assert fitted["measured"]["over_refused"] < 0.5
    assert fitted["measured"]["refused"] > 0.5
    assert fitted["measured"]["auroc"] > 0.9


def test_examples_that_can_be_told_apart_have_the_right_candidate_first(fitted: dict[str, Any]) -> None:
    assert (fitted["measured"]["questions"], fitted["measured"]["right_first"]) == (30, 1.0)


def test_the_same_examples_give_the_same_fit(fitted: dict[str, Any]) -> None:
    assert fit(EXAMPLES, COMPARER, FirstScorer()) == fitted


def test_what_is_fitted_is_what_the_reader_weighs(fitted: dict[str, Any]) -> None:
    models = {name: fitted[name] for name in MODELS if name != "focus"}
    weights = LinearWeights.named(models, {name: fitted[name] for name in NUMBERS})
    assert weights.ranking[RANKED.index("read")] == fitted["ranking"]["read"] > 0
    assert "read" not in fitted["shortlist"]


def test_chinese_has_a_threshold_of_its_own() -> None:
    chinese = understand("甚麼人開博物館？")
    doubted = [replace(e, question=chinese, readings=(reading(0, similarity=0.3), *e.readings[1:])) for e in EXAMPLES]
    fitted = fit([*EXAMPLES, *(replace(e, release_id=f"C{e.release_id}") for e in doubted)], COMPARER, FirstScorer())
    assert 0 < fitted["threshold_zh"] < 1
    assert fitted["threshold_zh"] != fitted["threshold_en"]


def test_the_judge_trusts_a_cross_encoder_that_tells_answered_from_not() -> None:
    unanswered = understand("Which person closes the museum?")
    alike = [replace(e, question=e.question if e.answerable else unanswered) for e in EXAMPLES]
    alike = [replace(e, readings=(reading(0, similarity=0.5), *e.readings[1:])) for e in alike]
    fitted = fit(alike, COMPARER, FirstScorer())
    assert fitted["judge"]["read_most"] > 0
    assert fitted["judge"].get("similarity", 0.0) == pytest.approx(0.0, abs=1e-3)
    assert (fitted["measured"]["auroc"], fitted["measured"]["refused"]) == (1.0, 1.0)


def numbered(number: int, similarity: float) -> Reading:
    """A reading of one of all statements that is so similar."""
    return Reading(EVERYTHING[number], 0.0, tuple(similarity * (name == "similarity") for name in FEATURES))


def many(place: int) -> Example:
    """A question with more candidates than are read, the first the most similar; the one at a place is right."""
    readings = tuple(numbered(number, 1 - number / 20) for number in range(len(EVERYTHING)))
    return Example("P1", QUESTION, readings, tuple(number == place for number in range(len(readings))), True, 0.5)


def test_an_example_is_read_by_its_shortlist_alone_and_knows_what_is_right_in_it() -> None:
    example = many(SHORTLIST - 1)
    mixed = replace(example, readings=example.readings[::-1], right=example.right[::-1])
    compared = compare(mixed, BY_SIMILARITY, COMPARER)
    assert [r.candidate for r in compared.readings] == EVERYTHING[:COMPARED]
    assert [len(r.features) for r in compared.readings] == [len(NARROWED)] * COMPARED
    listed = read_example(compared, THEN_BY_SIMILARITY, Satisfied())
    assert [r.candidate for r in listed.readings] == EVERYTHING[:SHORTLIST]
    assert [len(r.features) for r in listed.readings] == [len(RANKED)] * SHORTLIST
    assert listed.right == (*[False] * (SHORTLIST - 1), True)
    assert (listed.question, listed.weight, listed.release_id) == (QUESTION, 0.5, "P1")


def test_a_question_stays_answerable_where_the_right_candidate_is_not_on_the_shortlist() -> None:
    read = read_example(many(SHORTLIST), BY_SIMILARITY, Satisfied())
    assert (any(read.right), read.answerable) == (False, True)


class Undecided:
    """A comparer that finds everything as like an answer as anything."""

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:  # noqa: ARG002
        """One number a text."""
        return [0.0] * len(texts)


def test_what_the_shortlist_loses_is_measured() -> None:
    lost = replace(many(SHORTLIST), release_id="P0")
    measured = fit(
        [*EXAMPLES, *(replace(many(0), release_id=f"P{n % 3}") for n in range(9)), lost], Undecided(), Satisfied()
    )
    assert measured["measured"]["shortlisted"] == share([True] * 24 + [False])


def test_a_release_is_judged_by_models_that_never_saw_it() -> None:
    upside_down = [
        replace(e, right=(not e.answerable, False, False)) if e.release_id == "P0" else e for e in READ_EXAMPLES
    ]
    one, other = cross_validate(READ_EXAMPLES), cross_validate(upside_down)
    own = [number for number, e in enumerate(READ_EXAMPLES) if e.release_id == "P0"]
    assert [one[n][0] for n in own] == [other[n][0] for n in own]
    assert [one[n][1] for n in own] == [not other[n][1] for n in own]
    assert [p for p, _ in one] != [p for p, _ in other]


def alike(likeness: float, *, right: bool) -> Example:
    """A question on which the bi-encoder finds everything so much like an answer, and the cross-encoder says 1."""
    one = example("P1", 0.5, right=right)
    return replace(one, readings=tuple(replace(r, features=(*r.features, likeness, 1.0)) for r in one.readings))


def test_what_is_least_like_an_answer_is_not_read_as_long_as_hardly_anything_right_is_lost() -> None:
    examples = [alike(n / 100, right=n > 0) for n in range(101)]
    ranking = fit_ranking(examples)
    hope = least_hope(examples, examples, ranking)
    assert 0.01 <= hope < 0.03
    doubted, doubt = as_doubted(examples, examples, hope)
    changed = [number for number, (one, was) in enumerate(zip(doubted, examples, strict=True)) if one is not was]
    assert changed == [n for n in range(101) if n / 100 < hope]
    assert doubt == 1.0
    doubted, doubt = as_doubted(examples, [replace(e, readings=e.readings[:1]) for e in examples], -1.0)
    assert ([len(e.readings) for e in doubted], doubt) == ([1] * 101, 0.0)


def test_the_weights_of_examples_count_in_the_judge() -> None:
    ranking = fit_ranking(READ_EXAMPLES)
    trusting = [replace(e, weight=1.0 if e.answerable else 0.01) for e in READ_EXAMPLES]
    assert fit_judge(trusting, ranking)[1] > fit_judge(READ_EXAMPLES, ranking)[1]


def test_further_statements_are_quoted_as_long_as_enough_of_them_are_right() -> None:
    scores, right = (0.9, 0.8, 0.7, 0.4), (True, True, False, False)
    readings = tuple(numbered(number, score) for number, score in enumerate(scores))
    answered = Example("P1", QUESTION, readings, right, True, 1.0)
    assert widest_margin([answered], BY_SIMILARITY) == 0.2
    nothing_further = replace(answered, right=(True, False, False, False))
    assert widest_margin([nothing_further], BY_SIMILARITY) == 0.0
    unanswerable = replace(answered, right=(False,) * 4, answerable=False)
    assert widest_margin([answered, unanswerable], BY_SIMILARITY) == 0.2


BY_READ = np.array([float(name in ("read", "similarity")) for name in RANKED])


def in_turn(*reads: float, right: int, similarities: Sequence[float] = (0.0,) * 9) -> Example:
    """A question whose candidates are read in turn with such scores; the one at a place is right."""
    readings = [numbered(number, similarities[number]) for number in range(len(reads))]
    listed = tuple(replace(r, features=(*r.features, 0.0, read)) for r, read in zip(readings, reads, strict=True))
    return Example("P1", QUESTION, listed, tuple(number == right for number in range(len(reads))), True, 1.0)


def test_enough_is_the_least_score_from_which_on_reading_further_finds_nothing_better() -> None:
    found = [in_turn(5.0, 1.0, 0.0, right=0), in_turn(1.0, 4.0, 0.0, right=1), in_turn(3.0, 0.0, 1.0, right=0)]
    better_later = in_turn(2.0, 0.0, 3.5, right=2)
    assert least_enough(found, BY_READ) == 3.0
    assert least_enough([*found, better_later], BY_READ) == 3.0
    assert least_enough([*found, in_turn(4.5, 0.0, 5.0, right=2)], BY_READ) == 5.0


def test_what_is_wrong_either_way_loses_nothing_by_stopping() -> None:
    assert least_enough([in_turn(2.0, 1.0, 9.0, right=1), in_turn(3.0, 0.0, 1.0, right=0)], BY_READ) == 2.0


def test_where_no_score_is_enough_all_are_read() -> None:
    lost = [in_turn(4.0, 0.0, 5.0, right=2)]
    assert as_read(lost[0], least_enough(lost, BY_READ)) == lost[0]
    assert least_enough([], BY_READ) > 0


def test_so_many_right_answers_may_be_lost() -> None:
    lost = in_turn(4.0, 0.0, 5.0, right=2)
    kept = [in_turn(4.0 + n / 1000, 0.0, 1.0, right=0) for n in range(round(1 / CUT_SHORT))]
    assert least_enough([*kept, lost], BY_READ) == 4.0
    assert least_enough([*kept[:50], lost], BY_READ) > 4.0


def test_an_example_is_cut_as_an_answer_would_be() -> None:
    example = in_turn(5.0, 1.0, 7.0, right=2)
    cut = as_read(example, 5.0)
    assert (cut.readings, cut.right) == (example.readings[:2], (False, False))
    assert as_read(example, 5.1) == example


def test_a_share_is_how_many_are_true() -> None:
    assert (share([True, False, False]), share(np.array([True, True]))) == (0.333, 1.0)


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


def test_the_threshold_parts_what_can_be_parted() -> None:
    probabilities, answerable = np.array([0.1, 0.2, 0.6, 0.7]), np.array([False, False, True, True])
    assert cheapest_threshold(probabilities, answerable, np.ones(4)) == 0.6


def test_a_wrong_refusal_costs_as_many_wrong_answers_as_the_answerable_are_taken_to_outnumber_the_others() -> None:
    # Refusing at 0.5 loses one in four answerable questions and gains a share of the unanswerable ones.
    answerable = np.array([True] * 4 + [False] * 10)
    costly = np.array([0.4, 0.9, 0.9, 0.9] + [0.45] * 9 + [0.95])
    cheap = np.array([0.4, 0.9, 0.9, 0.9] + [0.1] * 9 + [0.45])
    assert cheapest_threshold(costly, answerable, np.ones(14)) == 0.4
    assert cheapest_threshold(cheap, answerable, np.ones(14)) == 0.4
    certain = np.array([0.4] + [0.9] * 19 + [0.45] * 10)
    assert cheapest_threshold(certain, np.array([True] * 20 + [False] * 10), np.ones(30)) == 0.9


def test_a_question_of_less_weight_counts_less_for_the_threshold() -> None:
    probabilities, answerable = np.array([0.3, 0.9, 0.9, 0.9, 0.5, 0.2]), np.array([True] * 4 + [False] * 2)
    assert cheapest_threshold(probabilities, answerable, np.array([1, 1, 1, 1, 0.0, 1])) == 0.3


def test_weights_of_nothing_are_left_out() -> None:
    assert named("narrowed", np.array([*[0.0] * len(FEATURES), 1.23456])) == {"likeness": 1.2346}
