"""Measures how well an assistant knows what it does not know: its refusals, their price, and its confidence."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from sklearn.metrics import roc_auc_score

from assistant.answer import REFUSED
from assistant.evaluate import Scored, mean

BINS = 10
# A threshold that no confidence comes up to: everything is refused.
ABOVE_ALL = 1.01


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What a threshold would do: the share of the unanswerable questions refused, and of the answerable ones."""

    threshold: float
    refused: float
    over_refused: float


@dataclass(frozen=True, slots=True)
class Refusals:
    """How well questions are refused.

    `precision` is the share of the refusals that were due, `recall` that of the unanswerable questions refused,
    `auroc` how often an answerable question has a higher confidence than an unanswerable one; each None where there
    is nothing to measure it on. `curve` has a point for every threshold on the confidence, and needs both kinds.
    """

    precision: float | None
    recall: float | None
    over_refused: float | None
    auroc: float | None
    curve: tuple[TradeOff, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Some questions of like confidence: how many, their mean confidence, and the share that is answerable."""

    count: int
    confidence: float
    answerable: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How true the confidence is: a calibrated one is, in every bin, the share of the questions that is answerable.

    `calibration_error` is the mean distance of the two, by question; `brier` the mean squared error of the confidence.
    """

    bins: tuple[Bin, ...]
    calibration_error: float | None
    brier: float | None


def refusals(scored: Sequence[Scored]) -> Refusals:
    """How well some questions were refused."""
    answerable = [s for s in scored if s.row.gold]
    unanswerable = [s for s in scored if not s.row.gold]
    return Refusals(
        precision=mean([not s.row.gold for s in scored if is_refused(s)]),
        recall=mean([is_refused(s) for s in unanswerable]),
        over_refused=mean([is_refused(s) for s in answerable]),
        auroc=auroc(scored) if answerable and unanswerable else None,
        curve=trade_offs(confidences(answerable), confidences(unanswerable)),
    )


def is_refused(scored: Scored) -> bool:
    """Whether a question was refused."""
    return scored.answer.status in REFUSED


def confidences(scored: Sequence[Scored]) -> list[float]:
    """The confidence of each answer."""
    return [s.answer.confidence for s in scored]


def auroc(scored: Sequence[Scored]) -> float:
    """The area under the curve of telling answerable from unanswerable questions by confidence."""
    return round(float(roc_auc_score([bool(s.row.gold) for s in scored], confidences(scored))), 4)


def trade_offs(answerable: Sequence[float], unanswerable: Sequence[float]) -> tuple[TradeOff, ...]:
    """What each threshold on the confidence would refuse, the lowest first; nothing without both kinds."""
    if not answerable or not unanswerable:
        return ()
    good, bad = sorted(answerable), sorted(unanswerable)
    thresholds = sorted({*good, *bad, ABOVE_ALL})
    return tuple(TradeOff(threshold, below(bad, threshold), below(good, threshold)) for threshold in thresholds)


def below(ordered: Sequence[float], threshold: float) -> float:
    """The share of some values, in order, that lie below a threshold."""
    return round(bisect_left(ordered, threshold) / len(ordered), 4)


def reliability(scored: Sequence[Scored]) -> Reliability:
    """How true the confidence in some questions is."""
    bins = [bin_of(part) for part in equal_parts(scored)]
    distances = [b.count * abs(b.confidence - b.answerable) for b in bins]
    errors = [(s.answer.confidence - bool(s.row.gold)) ** 2 for s in scored]
    return Reliability(
        bins=tuple(Bin(b.count, round(b.confidence, 4), round(b.answerable, 4)) for b in bins),
        calibration_error=round(sum(distances) / len(scored), 4) if scored else None,
        brier=mean(errors),
    )


def equal_parts(scored: Sequence[Scored]) -> list[list[Scored]]:
    """Questions by rising confidence in ten parts of equal count; those of equal confidence are never parted."""
    ordered = sorted(confidences(scored))
    parts: dict[int, list[Scored]] = defaultdict(list)
    for one in scored:
        parts[BINS * bisect_left(ordered, one.answer.confidence) // len(ordered)].append(one)
    return [part for _, part in sorted(parts.items())]


def bin_of(scored: Sequence[Scored]) -> Bin:
    """The figures of some questions of like confidence."""
    return Bin(len(scored), fmean(confidences(scored)), fmean(bool(s.row.gold) for s in scored))
