"""Fits the reader's weights and threshold to the examples: `python -m assistant.calibrate`.

The shortlist and the ranking are fitted listwise (the likelihood that a right candidate comes first, as in ListNet, Cao
et al. 2007), the judge by logistic regression; the threshold is the one that costs least in wrong answers and wrong
refusals, on judgements cross-validated by release.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from assistant.evidence import FEATURES
from assistant.examples import Example, gather
from assistant.focus_examples import FocusExample, gather_focus
from assistant.inquiry import MAX_STATEMENTS
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.judge import FOCUSED, JUDGED, RANKED, Reading, Scorer, judged_features, ranked, read_likeliest
from assistant.reader.judge import FOLDER as READERS
from corpus.split import slugify
from index.encoder import DEFAULT_MODEL, Encoder, Weights, locate

# A wrong answer and a wrong refusal cost the same; so large a share of what is asked is taken to be answerable.
ANSWERABLE = 0.8
# Further statements are quoted beside the best one only where at least this share of them is right.
FURTHER_RIGHT = 0.4
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

Array = NDArray[np.float64]


def main(model: str = DEFAULT_MODEL) -> None:
    """Gather, fit, measure, and write the reader's weights, for the encoder of that name."""
    from index.onnx_encoder import answering

    models = Path(".communique") / "models"
    weights = locate(model, models)
    encoder = answering(weights, models)
    examples = gather(weights, encoder)
    print(f"{len(examples)} questions, {sum(e.answerable for e in examples)} answerable")
    values = fit(examples, CrossEncoder())
    values["focus"], values["focused"] = calibrate_focus(weights, encoder)
    values["encoder"] = weights.digest
    file = READERS / f"{slugify(model)}.json"
    file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(values["measured"], indent=2))


def fit(examples: Sequence[Example], scorer: Scorer) -> dict[str, Any]:
    """The weights of all three models, the threshold, and what was measured by leaving each release out in turn."""
    shortlisting = fit_ranking(examples)
    listed = [read_example(example, shortlisting, scorer) for example in track(examples, "Reading")]
    left_out = cross_validate(listed)
    answerable = np.array([example.answerable for example in examples])
    probabilities, firsts = np.array([p for p, _ in left_out]), [first for _, first in left_out]
    sample = np.array([example.weight for example in examples])
    threshold = cheapest_threshold(probabilities, answerable, sample)
    ranking = fit_ranking(listed)
    judge, intercept = fit_judge(listed, ranking)
    refused = probabilities < threshold
    return {
        "shortlist": named(FEATURES, shortlisting),
        "ranking": named(RANKED, ranking),
        "judge": named(JUDGED, judge),
        "intercept": round(intercept, 4),
        "close": widest_margin(listed, ranking),
        "threshold": round(float(threshold), 3),
        "taken_to_be_answerable": ANSWERABLE,
        "measured": {
            "questions": len(examples),
            "shortlisted": share([any(e.right) for e, was in zip(listed, answerable, strict=True) if was]),
            "right_first": share([f for f, was in zip(firsts, answerable, strict=True) if was]),
            "auroc": round(float(roc_auc_score(answerable, probabilities, sample_weight=sample)), 3),
            "refused": round(float(np.average(refused[~answerable], weights=sample[~answerable])), 3),
            "over_refused": share(refused[answerable]),
            "brier": round(float(np.average((probabilities - answerable) ** 2, weights=sample)), 3),
        },
    }


def calibrate_focus(weights: Weights, encoder: Encoder) -> tuple[dict[str, float], dict[str, float]]:
    """What speaks for a release of many weighs, fitted to the invented releases together; and what was measured."""
    examples = gather_focus(weights, encoder)
    fitted = fit_listwise([(one.evidence, one.right) for one in examples])
    # As many questions were written on a short release as on a long one, but the more a release says, the more of what
    # is asked is about it: sampled in proportion, the logarithm of its size would weigh one more.
    fitted[FOCUSED.index("size")] += 1
    ranks = [rank_of_right(one, fitted) for one in examples]
    measured = {f"right_of_{number}": share([rank <= number for rank in ranks]) for number in (1, 3, 5)}
    return named(FOCUSED, fitted), {"questions": len(examples), **measured}


def rank_of_right(example: FocusExample, weights: Array) -> int:
    """The rank of the right release."""
    scores = example.evidence @ weights
    return int((scores > scores[example.right].max()).sum()) + 1


def share(values: Sequence[bool] | NDArray[np.bool_]) -> float:
    """How many of some values are true, as a share."""
    return round(float(np.mean(values)), 3)


def read_example(example: Example, weights: Array, scorer: Scorer) -> Example:
    """The example with what is read of it by the cross-encoder alone."""
    listed = read_likeliest(example.question, example.readings, tuple(weights), scorer)
    return replace(example, readings=tuple(listed), right=tuple(rightness(example, listed)))


def rightness(example: Example, readings: Sequence[Reading]) -> list[bool]:
    """Which of some readings of an example are right, whatever their order."""
    right = {id(r.candidate): was for r, was in zip(example.readings, example.right, strict=True)}
    return [right[id(reading.candidate)] for reading in readings]


def cross_validate(examples: Sequence[Example]) -> list[tuple[float, bool]]:
    """For each example, by models that never saw its release: the probability, and whether the first is right."""
    results: dict[int, tuple[float, bool]] = {}
    for release_id in sorted({example.release_id for example in examples}):
        training = [example for example in examples if example.release_id != release_id]
        ranking = fit_ranking(training)
        judge, intercept = fit_judge(training, ranking)
        for number, example in enumerate(examples):
            if example.release_id == release_id:
                readings, right = reranked(example, ranking)
                logit = intercept + judge @ np.array(judged_features(example.question, readings))
                results[number] = (float(expit(logit)), right[0])
    return [results[number] for number in range(len(examples))]


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
    return np.where(deviation > 0, deviation, 1.0)


def reranked(example: Example, ranking: Array) -> tuple[list[Reading], list[bool]]:
    """An example's readings and their rightness, in the order of some weights."""
    readings = ranked(example.readings, tuple(ranking))
    return readings, rightness(example, readings)


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


def named(names: Sequence[str], weights: Array) -> dict[str, float]:
    """Weights by name, those that are 0 left out."""
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if w}


if __name__ == "__main__":
    main(*sys.argv[1:2])
