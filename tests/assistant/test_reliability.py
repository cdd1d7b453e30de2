"""Refusals and confidence are measured against which questions could be answered."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluate import Scored
from assistant.reliability import ABOVE_ALL, Bin, Refusals, Reliability, TradeOff, refusals, reliability
from tests.assistant.scored import scored_of

# Of four answerable questions one is refused, of two unanswerable ones too.
SIX = [
    scored_of(0.9, True),
    scored_of(0.2, False, refused=True),
    scored_of(0.6, True),
    scored_of(0.3, True, refused=True),
    scored_of(0.7, False),
    scored_of(0.8, True),
]
questions = st.builds(scored_of, st.integers(0, 50).map(lambda n: n / 50), st.booleans())


def test_refusals_are_precise_if_they_were_due_and_complete_if_all_that_were_due_came() -> None:
    measured = refusals(SIX)
    assert (measured.precision, measured.recall, measured.over_refused) == (0.5, 0.5, 0.25)


def test_auroc_is_how_often_an_answerable_question_has_the_higher_confidence() -> None:
    assert refusals(SIX).auroc == 6 / 8


def test_the_trade_off_says_for_each_threshold_what_it_would_refuse() -> None:
    assert [(p.threshold, p.refused, p.over_refused) for p in refusals(SIX).curve] == [
        (0.2, 0.0, 0.0),
        (0.3, 0.5, 0.0),
        (0.6, 0.5, 0.25),
        (0.7, 0.5, 0.5),
        (0.8, 1.0, 0.5),
        (0.9, 1.0, 0.75),
        (ABOVE_ALL, 1.0, 1.0),
    ]


def test_at_full_confidence_everything_is_still_refused_above_all() -> None:
    sure = refusals([scored_of(1.0, True), scored_of(1.0, False)])
    assert sure.curve == (TradeOff(1.0, 0.0, 0.0), TradeOff(ABOVE_ALL, 1.0, 1.0))
    assert sure.auroc == 0.5


def test_what_there_is_nothing_to_measure_on_is_none() -> None:
    assert refusals([scored_of(0.9, True)]) == Refusals(None, None, 0.0, None, ())
    assert refusals([scored_of(0.1, False, refused=True)]) == Refusals(1.0, 1.0, None, None, ())
    assert refusals([]) == Refusals(None, None, None, None, ())


@given(st.lists(questions, max_size=40))
def test_the_area_under_the_trade_off_is_the_auroc(scored: list[Scored]) -> None:
    measured = refusals(scored)
    steps = pairwise(measured.curve)
    area = sum((b.over_refused - a.over_refused) * (a.refused + b.refused) / 2 for a, b in steps)
    assert area == pytest.approx(measured.auroc or 0.0, abs=0.002)


def test_a_bin_has_the_mean_confidence_and_the_share_that_is_answerable() -> None:
    measured = reliability([scored_of(number / 20, number % 4 == 3) for number in reversed(range(20))])
    assert [b.count for b in measured.bins] == [2] * 10
    assert measured.bins[:2] == (Bin(2, 0.025, 0.0), Bin(2, 0.125, 0.5))


def test_the_calibration_error_weighs_each_bin_s_distance_by_its_count_and_brier_squares_each_question_s() -> None:
    measured = reliability([scored_of(0.1, False), scored_of(0.2, True), scored_of(0.8, True), scored_of(0.9, False)])
    assert measured.calibration_error == round((0.1 + 0.8 + 0.2 + 0.9) / 4, 4)
    assert measured.brier == round((0.01 + 0.64 + 0.04 + 0.81) / 4, 4)
    # Ten at 0.4, half of them answerable, are one bin; two at 0.9, both answerable, another.
    uneven = [scored_of(0.4, number < 5) for number in range(10)] + [scored_of(0.9, True)] * 2
    assert reliability(uneven).calibration_error == round((10 * 0.1 + 2 * 0.1) / 12, 4)


def test_confidence_that_is_true_has_no_calibration_error() -> None:
    assert reliability([scored_of(0.7, number < 14) for number in range(20)]) == Reliability(
        (Bin(20, 0.7, 0.7),), 0, 0.21
    )


def test_without_questions_there_is_no_confidence_to_measure() -> None:
    assert reliability([]) == Reliability((), None, None)


@given(st.lists(questions, min_size=1, max_size=40), st.randoms())
def test_the_order_of_the_questions_says_nothing(scored: list[Scored], random: Random) -> None:
    shuffled = random.sample(scored, len(scored))
    first, second = reliability(scored), reliability(shuffled)
    assert first.bins == second.bins
    assert (first.calibration_error, first.brier) == (second.calibration_error, second.brier)


@given(st.sets(st.integers(0, 1000), min_size=1, max_size=60))
def test_unequal_confidences_fill_ten_bins_evenly_in_rising_order(numbers: set[int]) -> None:
    bins = reliability([scored_of(number / 1000, True) for number in numbers]).bins
    counts = [b.count for b in bins]
    assert (len(bins), sum(counts)) == (min(10, len(numbers)), len(numbers))
    assert max(counts) - min(counts) <= 1
    assert all(a.confidence < b.confidence for a, b in pairwise(bins))
