"""Fits weights and thresholds to examples.

The shortlist and the ranking are fitted listwise (the likelihood that a right candidate comes first, as in ListNet, Cao
et al. 2007), the judge by logistic regression; the threshold is the one that costs least in wrong answers and wrong
refusals.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from assistant.examples import Example
from assistant.inquiry import MAX_STATEMENTS
from assistant.reader.judge import AT_ONCE, Reading, hopeless, judged_features, ranked, suffice, unread
from assistant.reader.linear_weights import JUDGED, RANKED

# A wrong answer and a wrong refusal cost the same; so large a share of what is asked is taken to be answerable.
ANSWERABLE = 0.8
# Further statements are quoted beside the best one only where at least this share of them is right.
FURTHER_RIGHT = 0.4
# Reading no further may cost so many right answers of those to questions where it is done.
CUT_SHORT = 0.005
RANKING_L2, JUDGE_L2 = 1.0, 1.0
# Evidence about the whole question is the same for all candidates: it can judge, but not rank.
NOT_RANKED = {
    "release_coverage", "names_absent", "figures_absent", "terms_absent", "quantity_missing", "time_missing",
    "cross_language",
}  # fmt: skip
# Absent names and missing types are refused before the judge is asked; kinds of passages matter to the ranking only.
NOT_JUDGED = {"names_absent", "quantity_missing", "time_missing", "is_title", "is_issue_line", "asks_fact"}
# The evidence that speaks against an answer; what says nothing of the answer but of the question may do either.
AGAINST = ("_missing", "_weak", "_absent", "_elsewhere", "_unwanted")
FREE_EVIDENCE = ("asks_", "terms", "short", "cross_language", "chinese")
FREE = (None, None)

# Numbers that differ by less are the same.
ROUNDING = 1e-9

Array = NDArray[np.float64]


def fit_ranking(examples: Sequence[Example]) -> Array:
    """The weights, one for each number of a reading's evidence, under which a right candidate most likely is first."""
    groups = [(np.array([r.features for r in e.readings]), np.array(e.right)) for e in examples if any(e.right)]
    names = RANKED[: groups[0][0].shape[1]]
    kept = np.array([name not in NOT_RANKED for name in names])
    weights = np.zeros(len(names))
    weights[kept] = fit_listwise([(features[:, kept], right) for features, right in groups])
    return weights


def fit_listwise(groups: Sequence[tuple[Array, NDArray[np.bool_]]]) -> Array:
    """The weights under which something right most likely is first in each group of evidence."""
    scale = spread(np.vstack([features for features, _ in groups]))

    def loss(weights: Array) -> tuple[float, Array]:
        total, gradient = RANKING_L2 * float(weights @ weights), 2 * RANKING_L2 * weights
        for features, right in groups:
            scaled = features / scale
            scores = scaled @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            chance = shares[right].sum()
            total -= float(np.log(chance))
            gradient = gradient + scaled.T @ (shares - shares * right / chance)
        return total, gradient

    fitted = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return np.asarray(fitted.x / scale)


def spread(features: Array) -> Array:
    """The standard deviation of each column, 1 for a constant one: the penalty on weights has to be blind to units."""
    deviation = features.std(axis=0)
    return np.where(deviation > ROUNDING, deviation, 1.0)


def fit_judge(examples: Sequence[Example], ranking: Array) -> tuple[Array, float]:
    """The weights and intercept that tell the answerable from the unanswerable.

    Logistic regression in which evidence may only speak for what it is evidence of: a weight of the wrong sign would
    be an accident of how the questions were written.
    """
    features = np.array([judged_features(e.question, reranked(e, ranking)[0]) for e in examples])
    scale = np.append(spread(features), 1.0)
    features = np.hstack([features, np.ones((len(features), 1))]) / scale
    sign = np.array([1.0 if e.answerable else -1.0 for e in examples])
    share = np.array([e.weight for e in examples])

    def loss(weights: Array) -> tuple[float, Array]:
        margins = sign * (features @ weights)
        total = float((share * np.logaddexp(0, -margins)).sum()) + JUDGE_L2 * float(weights[:-1] @ weights[:-1])
        gradient = -features.T @ (share * sign * expit(-margins))
        return total, gradient + 2 * JUDGE_L2 * np.append(weights[:-1], 0.0)

    fitted = minimize(
        loss, np.zeros(len(JUDGED) + 1), jac=True, method="L-BFGS-B", bounds=[*map(bounds_of, JUDGED), FREE]
    )
    return fitted.x[:-1] / scale[:-1], float(fitted.x[-1])


def bounds_of(name: str) -> tuple[float | None, float | None]:
    """Between which bounds the judge's weight for some evidence has to lie."""
    if name in NOT_JUDGED:
        return 0.0, 0.0
    if name.endswith(AGAINST):
        return None, 0.0
    return FREE if name.startswith(FREE_EVIDENCE) else (0.0, None)


def reranked(example: Example, ranking: Array) -> tuple[list[Reading], list[bool]]:
    """An example's readings and their rightness, in the order of some weights."""
    readings = ranked(example.readings, tuple(ranking))
    return readings, rightness(example, readings)


def with_readings(example: Example, readings: Sequence[Reading]) -> Example:
    """The example with some of its readings alone, or with more evidence on them."""
    return replace(example, readings=tuple(readings), right=tuple(rightness(example, readings)))


def rightness(example: Example, readings: Sequence[Reading]) -> list[bool]:
    """Which of some readings of an example are right, whatever their order."""
    right = {id(r.candidate): was for r, was in zip(example.readings, example.right, strict=True)}
    return [right[id(reading.candidate)] for reading in readings]


def cheapest_threshold(probabilities: Array, answerable: NDArray[np.bool_], weights: Array) -> float:
    """The threshold that costs least in wrong answers and wrong refusals; the lowest of several."""
    good, bad = np.sort(probabilities[answerable]), probabilities[~answerable]
    thresholds = np.unique(probabilities)
    refused = np.searchsorted(good, thresholds) / max(len(good), 1)
    answered = np.array([np.average(bad >= t, weights=weights[~answerable]) if bad.size else 0.0 for t in thresholds])
    return float(thresholds[np.argmin(ANSWERABLE * refused + (1 - ANSWERABLE) * answered)])


def widest_margin(examples: Sequence[Example], ranking: Array) -> float:
    """How far below the best score further statements may lie and still be right often enough to be quoted."""
    further: list[tuple[float, bool]] = []
    for example in examples:
        if example.answerable:
            readings, right = reranked(example, ranking)
            margins = [readings[0].score - reading.score for reading in readings]
            further += list(zip(margins, right, strict=True))[1:MAX_STATEMENTS]
    further.sort()
    shares = np.cumsum([was for _, was in further]) / np.arange(1, len(further) + 1)
    enough = np.flatnonzero(shares >= FURTHER_RIGHT)
    return round(further[enough[-1]][0], 3) if enough.size else 0.0


def least_enough(examples: Sequence[Example], ranking: Array) -> float:
    """The least score from which on no more than the first need be read: hardly any right answer is lost by that."""
    lost: list[tuple[float, bool]] = []
    for example in examples:
        first = [reading.read for reading in example.readings[:AT_ONCE] if not reading.lacks_type]
        if first and len(example.readings) > AT_ONCE:
            whole, cut = (reranked(one, ranking)[1][0] for one in (example, as_read(example, -np.inf)))
            lost.append((max(first), whole and not cut))
    lost.sort(reverse=True)
    shares = np.cumsum([was for _, was in lost]) / np.arange(1, len(lost) + 1)
    enough = np.flatnonzero(shares <= CUT_SHORT)
    return round(lost[enough[-1]][0], 3) if enough.size else max((score for score, _ in lost), default=0.0) + 1


def least_hope(compared: Sequence[Example], listed: Sequence[Example], ranking: Array) -> float:
    """Below which likeness of all that was compared nothing need be read: hardly any right answer is lost by that."""
    right = [e for e, one in zip(compared, listed, strict=True) if one.answerable and reranked(one, ranking)[1][0]]
    return round(float(np.quantile([max(r.likeness for r in e.readings) for e in right], CUT_SHORT)), 3)


def as_doubted(compared: Sequence[Example], listed: Sequence[Example], hope: float) -> tuple[list[Example], float]:
    """The examples, those without hope as if they were not read; and what the cross-encoder mostly says of these."""
    without = [hopeless(example.readings, hope) for example in compared]
    said = [r.read for one, lost in zip(listed, without, strict=True) if lost for r in one.readings]
    doubt = round(float(np.mean(said)), 3) if said else 0.0
    doubted = [replace(e, readings=tuple(unread(e.readings, doubt))) if lost else e
               for e, lost in zip(listed, without, strict=True)]  # fmt: skip
    return doubted, doubt


def as_read(example: Example, enough: float) -> Example:
    """The example with those readings alone that are needed."""
    first = example.readings[:AT_ONCE]
    return replace(example, readings=first, right=example.right[:AT_ONCE]) if suffice(first, enough) else example
