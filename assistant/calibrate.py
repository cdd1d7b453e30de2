"""Fits the reader's weights and threshold to the examples: `python -m assistant.calibrate`.

How is told in `assistant.fitting`; the threshold rests on judgements cross-validated by release.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from assistant.examples import Example, gather
from assistant.fitting import (
    ANSWERABLE,
    Array,
    as_doubted,
    as_read,
    cheapest_threshold,
    fit_judge,
    fit_listwise,
    fit_ranking,
    least_enough,
    least_hope,
    reranked,
    widest_margin,
    with_readings,
)
from assistant.focus_examples import FocusExample, gather_focus
from assistant.reader.bi_encoder import BiEncoder
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.judge import (
    AT_ONCE,
    COMPARED,
    Scorer,
    hopeless,
    judged_features,
    likenesses_of,
    ranked,
    read_likeliest,
    with_likeness,
)
from assistant.reader.linear_weights import FOCUSED, FOLDER, GROUPS, MODELS
from corpus.relations import language_group
from corpus.split import slugify
from index.encoder import DEFAULT_MODEL, Encoder, Weights, locate


def main(model: str = DEFAULT_MODEL) -> None:
    """Gather, fit, measure, and write the reader's weights, for the encoder of that name."""
    from index.onnx_encoder import answering

    models = Path(".communique") / "models"
    weights = locate(model, models)
    encoder = answering(weights, models)
    examples = gather(weights, encoder)
    print(f"{len(examples)} questions, {sum(e.answerable for e in examples)} answerable")
    comparer = BiEncoder()
    values = fit(examples, comparer, CrossEncoder())
    values["focus"], values["focused"] = calibrate_focus(weights, encoder, comparer)
    values["encoder"] = weights.digest
    file = FOLDER / f"{slugify(model)}.json"
    file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(values["measured"], indent=2))


def fit(examples: Sequence[Example], comparer: Scorer, scorer: Scorer) -> dict[str, Any]:
    """The weights of all models, the threshold, and what was measured by leaving each release out in turn."""
    shortlisting = fit_ranking(examples)
    compared = [compare(example, shortlisting, comparer) for example in track(examples, "Comparing")]
    narrowing = fit_ranking(compared)
    whole = [read_example(example, narrowing, scorer) for example in track(compared, "Reading")]
    enough = least_enough(whole, fit_ranking(whole))
    read = [as_read(example, enough) for example in whole]
    hope = least_hope(compared, read, fit_ranking(read))
    listed, doubt = as_doubted(compared, read, hope)
    left_out = cross_validate(listed)
    answerable = np.array([example.answerable for example in examples])
    probabilities, firsts = np.array([p for p, _ in left_out]), [first for _, first in left_out]
    sample = np.array([example.weight for example in examples])
    groups = np.array([language_group(example.question.language) for example in examples])
    # Confidence is not as true in one language as in another. An encoder may read one alone.
    thresholds = {
        group: cheapest_threshold(probabilities[own], answerable[own], sample[own])
        for group in GROUPS
        for own in [groups == group if (groups == group).any() else groups != group]
    }
    ranking = fit_ranking(listed)
    judge, intercept = fit_judge(listed, ranking)
    refused = probabilities < np.array([thresholds[group] for group in groups])
    return {
        "shortlist": named("shortlist", shortlisting),
        "narrowed": named("narrowed", narrowing),
        "ranking": named("ranking", ranking),
        "judge": named("judge", judge),
        "intercept": round(intercept, 4),
        "close": widest_margin(whole, ranking),
        **{f"threshold_{group}": round(threshold, 3) for group, threshold in thresholds.items()},
        "enough": enough,
        "hopeless": hope,
        "doubt": doubt,
        "taken_to_be_answerable": ANSWERABLE,
        "measured": {
            "questions": len(examples),
            "read_alone": share([len(example.readings) <= AT_ONCE for example in listed]),
            "unread": share([hopeless(example.readings, hope) for example in compared]),
            "shortlisted": share([any(e.right) for e, was in zip(whole, answerable, strict=True) if was]),
            "right_first": share([f for f, was in zip(firsts, answerable, strict=True) if was]),
            "auroc": round(float(roc_auc_score(answerable, probabilities, sample_weight=sample)), 3),
            "refused": round(float(np.average(refused[~answerable], weights=sample[~answerable])), 3),
            "over_refused": share(refused[answerable]),
            "brier": round(float(np.average((probabilities - answerable) ** 2, weights=sample)), 3),
        },
    }


def calibrate_focus(weights: Weights, encoder: Encoder, comparer: Scorer) -> tuple[dict[str, float], dict[str, float]]:
    """What speaks for a release of many weighs, fitted to the invented releases together; and what was measured."""
    examples = gather_focus(weights, encoder, comparer)
    fitted = fit_listwise([(one.evidence, one.right) for one in examples])
    # As many questions were written on a short release as on a long one, but the more a release says, the more of what
    # is asked is about it: sampled in proportion, the logarithm of its size would weigh one more.
    fitted[FOCUSED.index("size")] += 1
    ranks = [rank_of_right(one, fitted) for one in examples]
    measured = {f"right_of_{number}": share([rank <= number for rank in ranks]) for number in (1, 3, 5)}
    return named("focus", fitted), {"questions": len(examples), **measured}


def rank_of_right(example: FocusExample, weights: Array) -> int:
    """The rank of the right release."""
    scores = example.evidence @ weights
    return int((scores > scores[example.right].max()).sum()) + 1


def share(values: Sequence[bool] | NDArray[np.bool_]) -> float:
    """How many of some values are true, as a share."""
    return round(float(np.mean(values)), 3)


def compare(example: Example, weights: Array, comparer: Scorer) -> Example:
    """The example with what the bi-encoder says of those that are likeliest by some weights."""
    listed = ranked(example.readings, tuple(weights))[:COMPARED]
    said = likenesses_of(example.question, [reading.candidate for reading in listed], comparer)
    return with_readings(example, with_likeness(listed, said))


def read_example(example: Example, weights: Array, scorer: Scorer) -> Example:
    """The example with what is read of it by the cross-encoder alone."""
    listed = read_likeliest(example.question, example.readings, tuple(weights), scorer)
    return with_readings(example, listed)


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


def named(model: str, weights: Array) -> dict[str, float]:
    """The weights of a model by the names of its evidence, those that are 0 left out."""
    return {name: round(float(w), 4) for name, w in zip(MODELS[model], weights, strict=True) if w}


if __name__ == "__main__":
    main(*sys.argv[1:2])
