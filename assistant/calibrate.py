"""Fits the reader's weights and threshold to the examples: `python -m assistant.calibrate`.

The ranking is fitted listwise (the likelihood that a right candidate comes first, as in ListNet, Cao et al. 2007), the
judge by logistic regression; the threshold is the highest that keeps wrong refusals within a budget, on judgements
cross-validated by release. Needs SciPy and scikit-learn, which sentence-transformers brings along.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from assistant.evidence import FEATURES
from assistant.examples import Example, gather
from assistant.reader import FOLDER as READERS
from assistant.reader import JUDGED, Reading, judged_features
from corpus.split import slugify
from index.encoder import DEFAULT_MODEL, locate

# The share of answerable questions that may be refused wrongly, so that as many others as possible are refused rightly.
WRONG_REFUSALS = 0.10
RANKING_L2, JUDGE_L2 = 1.0, 1.0
# Evidence about the whole question is the same for all candidates: it can judge, but not rank.
NOT_RANKED = {
    "release_coverage", "names_absent", "terms_absent", "quantity_missing", "time_missing", "cross_language",
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
    from index.sentence_encoder import SentenceEncoder

    weights = locate(model, Path(".communique") / "models")
    examples = gather(weights, SentenceEncoder(weights))
    print(f"{len(examples)} questions, {sum(e.answerable for e in examples)} answerable")
    values = fit(examples)
    values["encoder"] = weights.digest
    file = READERS / f"{slugify(model)}.json"
    file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(values["measured"], indent=2))


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """Both models' weights, the threshold, and what was measured by leaving each release out in turn."""
    left_out = cross_validate(examples)
    answerable = np.array([example.answerable for example in examples])
    probabilities, firsts = np.array([p for p, _ in left_out]), [first for _, first in left_out]
    sample = np.array([example.weight for example in examples])
    threshold = highest_threshold(probabilities, answerable)
    ranking = fit_ranking(examples)
    judge, intercept = fit_judge(examples, [reranked(e, ranking) for e in examples])
    refused = probabilities < threshold
    return {
        "ranking": named(FEATURES, ranking),
        "judge": named(JUDGED, judge),
        "intercept": round(intercept, 4),
        "threshold": round(float(threshold), 3),
        "wrong_refusals_allowed": WRONG_REFUSALS,
        "measured": {
            "questions": len(examples),
            "right_first": round(float(np.mean([f for f, e in zip(firsts, examples, strict=True) if e.answerable])), 3),
            "auroc": round(float(roc_auc_score(answerable, probabilities, sample_weight=sample)), 3),
            "refused": round(float(np.average(refused[~answerable], weights=sample[~answerable])), 3),
            "over_refused": round(float(np.mean(refused[answerable])), 3),
            "brier": round(float(np.average((probabilities - answerable) ** 2, weights=sample)), 3),
        },
    }


def cross_validate(examples: Sequence[Example]) -> list[tuple[float, bool]]:
    """For each example, by models that never saw its release: the probability, and whether the first is right."""
    results: dict[int, tuple[float, bool]] = {}
    for release_id in sorted({example.release_id for example in examples}):
        training = [example for example in examples if example.release_id != release_id]
        ranking = fit_ranking(training)
        judge, intercept = fit_judge(training, [reranked(e, ranking) for e in training])
        for number, example in enumerate(examples):
            if example.release_id == release_id:
                readings, right = reranked(example, ranking)
                logit = intercept + judge @ np.array(judged_features(example.question, readings))
                results[number] = (float(expit(logit)), right[0])
    return [results[number] for number in range(len(examples))]


def fit_ranking(examples: Sequence[Example]) -> Array:
    """The weights under which a right candidate most likely comes first."""
    kept = np.array([name not in NOT_RANKED for name in FEATURES])
    groups = [
        (np.array([r.features for r in e.readings])[:, kept], np.array(e.right)) for e in examples if e.answerable
    ]
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

    fitted = minimize(loss, np.zeros(int(kept.sum())), jac=True, method="L-BFGS-B")
    weights = np.zeros(len(FEATURES))
    weights[kept] = fitted.x / scale
    return weights


def spread(features: Array) -> Array:
    """The standard deviation of each column, 1 for a constant one: the penalty on weights has to be blind to units."""
    deviation = features.std(axis=0)
    return np.where(deviation > 0, deviation, 1.0)


def reranked(example: Example, ranking: Array) -> tuple[list[Reading], list[bool]]:
    """An example's readings and their rightness, in the order of some weights."""
    scored = [Reading(r.candidate, float(ranking @ np.array(r.features)), r.features) for r in example.readings]
    order = sorted(range(len(scored)), key=lambda number: scored[number].order)
    return [scored[number] for number in order], [example.right[number] for number in order]


def fit_judge(examples: Sequence[Example], ranked: Sequence[tuple[list[Reading], list[bool]]]) -> tuple[Array, float]:
    """The weights and intercept that tell the answerable from the unanswerable.

    Logistic regression in which evidence may only speak for what it is evidence of: a weight of the wrong sign would
    be an accident of how the questions were written.
    """
    features = np.array([judged_features(e.question, r) for e, (r, _) in zip(examples, ranked, strict=True)])
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


def highest_threshold(probabilities: Array, answerable: NDArray[np.bool_]) -> float:
    """The highest threshold that refuses no more of the answerable questions than the budget allows."""
    ordered = np.sort(probabilities[answerable])
    return float(ordered[int(WRONG_REFUSALS * len(ordered))])


def named(names: Sequence[str], weights: Array) -> dict[str, float]:
    """Weights by name, those that are 0 left out."""
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if w}


if __name__ == "__main__":
    main(*sys.argv[1:2])
