"""Reads candidates: which statement answers best, and how sure one may be that it answers at all.

Linear models over the evidence of `assistant.evidence`, one after the other, as what they weigh takes longer to get: a
shortlist chooses what the bi-encoder compares with the question; with what that says it is narrowed to what the
cross-encoder reads; a ranking orders what was read; and a logistic judge over the best candidate's evidence says how
likely it answers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.candidates import Candidate
from assistant.evidence import FEATURES, Evidence
from assistant.question import Ask, Question
from assistant.reader.linear_weights import NARROWED, LinearWeights
from assistant.reader.texts import Text, text_of
from assistant.vocabulary import Vocabulary
from corpus.model import Span

UNREAD = 0.0
# So many candidates are compared, so many of them read by the cross-encoder: what is read beyond them misleads it as
# often as it helps. The first are read at once, and if one of them clearly answers, the others are not.
COMPARED, SHORTLIST, AT_ONCE = 12, 6, 2
SHORT = 2
# A question for a time or a quantity is not answered by a statement that has none, however near it comes.
REQUIRED = tuple(FEATURES.index(name) for name in ("quantity_missing", "time_missing"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate with its score and the evidence that it comes from."""

    candidate: Candidate
    score: float
    features: tuple[float, ...]

    @property
    def lacks_type(self) -> bool:
        """Whether the candidate has nothing of the type that is asked for."""
        return any(self.features[place] for place in REQUIRED)

    @property
    def likeness(self) -> float:
        """What the bi-encoder says of the candidate."""
        return self.features[len(NARROWED) - 1]

    @property
    def read(self) -> float:
        """What the cross-encoder says of the candidate."""
        return self.features[-1]

    @property
    def order(self) -> tuple[bool, float, str, Span]:
        """By what readings are sorted: the right type, then the score; ties in the order of the text."""
        return self.lacks_type, -self.score, self.candidate.passage.release_id, self.candidate.span


class Scorer(Protocol):
    """Says how well statements answer: a cross-encoder, or quicker and less well a bi-encoder, here the `comparer`."""

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text: the higher, the better it answers; above 0 it rather does than not."""
        ...


class Reader(Protocol):
    """Ranks candidates and judges the best."""

    @property
    def close(self) -> float:
        """How far below the best score another may lie to be quoted beside it."""
        ...

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The confidence from which on a question counts as answered, by the group of its language: `en` or `zh`."""
        ...

    @property
    def focus(self) -> Sequence[float]:
        """What each of `linear_weights.FOCUSED` weighs."""
        ...

    def compare(self, question: Question, found: Sequence[Candidate]) -> Sequence[float]:
        """How like an answer each candidate is, seen apart from the question."""
        ...

    def rank(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The candidates, best first; ties in the order of the text."""
        ...

    def likeliest(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The same by their evidence alone, unread: for a question that it is settled that nothing answers."""
        ...

    def confidence(self, question: Question, readings: Sequence[Reading]) -> float:
        """How sure one may be, from 0 to 1, that the best reading answers the question."""
        ...


class LinearReader:
    """The reader that ships with the software."""

    def __init__(self, weights: LinearWeights, comparer: Scorer, scorer: Scorer) -> None:
        self.thresholds, self.close, self.focus = weights.thresholds, weights.close, weights.focus
        self._weights, self._comparer, self._scorer = weights, comparer, scorer

    def compare(self, question: Question, found: Sequence[Candidate]) -> Sequence[float]:
        """How like an answer the bi-encoder finds each candidate."""
        return likenesses_of(question, found, self._comparer)

    def rank(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The likeliest candidates, best first; ties in the order of the text."""
        weights = self._weights
        readings = self._compared(question, found, vocabulary)
        if hopeless(readings, weights.hopeless):
            return self._unread(readings, weights.doubt)
        read = read_likeliest(question, readings, weights.narrowed, self._scorer, weights.enough)
        return ranked(read, weights.ranking)

    def likeliest(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The same by their evidence alone, as if the cross-encoder said neither yes nor no of any."""
        return self._unread(self._compared(question, found, vocabulary), UNREAD)

    def confidence(self, question: Question, readings: Sequence[Reading]) -> float:
        """How sure one may be, from 0 to 1, that the best reading answers the question."""
        if not readings or readings[0].lacks_type:
            return 0.0
        logit = self._weights.intercept + dot(self._weights.judge, judged_features(question, readings))
        return 1 / (1 + math.exp(-logit))

    def _compared(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The likeliest candidates by their evidence, with how like an answer each is."""
        listed = ranked(with_evidence(question, found, vocabulary), self._weights.shortlist)[:COMPARED]
        return with_likeness(listed, self.compare(question, [one.candidate for one in listed]))

    def _unread(self, readings: Sequence[Reading], instead: float) -> list[Reading]:
        """The likeliest, best first, as if the cross-encoder said the same of each."""
        listed = ranked(readings, self._weights.narrowed)[:SHORTLIST]
        return ranked(unread(listed, instead), self._weights.ranking)


def with_evidence(question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
    """The candidates with the evidence on them."""
    evidence = Evidence(question, vocabulary, found)
    return [Reading(one, 0.0, evidence.features(one)) for one in found]


def likenesses_of(question: Question, found: Sequence[Candidate], comparer: Scorer) -> list[float]:
    """What the bi-encoder says of each candidate."""
    return comparer.score(question.text, [text_of(candidate) for candidate in found])


def with_likeness(readings: Sequence[Reading], likenesses: Sequence[float]) -> list[Reading]:
    """The readings with one more number of evidence each."""
    return [replace(r, features=(*r.features, like)) for r, like in zip(readings, likenesses, strict=True)]


def read_likeliest(
    question: Question, readings: Sequence[Reading], weights: Sequence[float], scorer: Scorer, enough: float = math.inf
) -> list[Reading]:
    """The candidates that are likeliest before any is read, best first, with what the cross-encoder says.

    Only the first are read where that is `enough`.
    """
    likeliest = ranked(readings, weights)[:SHORTLIST]
    first, others = read(question, likeliest[:AT_ONCE], scorer), likeliest[AT_ONCE:]
    return first if not others or suffice(first, enough) else first + read(question, others, scorer)


def hopeless(readings: Sequence[Reading], least: float) -> bool:
    """Whether the bi-encoder finds nothing at least so much like an answer that it is worth reading."""
    return all(reading.likeness < least for reading in readings)


def unread(readings: Sequence[Reading], instead: float) -> list[Reading]:
    """The readings with some number in the place of what the cross-encoder would say."""
    return [replace(reading, features=(*reading.features[: len(NARROWED)], instead)) for reading in readings]


def suffice(readings: Sequence[Reading], enough: float) -> bool:
    """Whether one of some readings clearly answers."""
    return any(reading.read >= enough and not reading.lacks_type for reading in readings)


def read(question: Question, readings: Sequence[Reading], scorer: Scorer) -> list[Reading]:
    """The readings with what the cross-encoder says of each."""
    scores = scorer.score(question.text, [text_of(reading.candidate) for reading in readings])
    return [replace(r, features=(*r.features, score)) for r, score in zip(readings, scores, strict=True)]


def ranked(readings: Sequence[Reading], weights: Sequence[float]) -> list[Reading]:
    """The readings scored by some weights, best first; ties in the order of the text."""
    scored = [replace(reading, score=dot(weights, reading.features)) for reading in readings]
    return sorted(scored, key=lambda reading: reading.order)


def judged_features(question: Question, readings: Sequence[Reading]) -> tuple[float, ...]:
    """One number for each of `linear_weights.JUDGED`, from readings in order, of which there is at least one."""
    best = readings[0]
    others = [r for r in readings if r.candidate.passage.id != best.candidate.passage.id] or readings[-1:]
    return (
        *best.features,
        best.score - others[0].score,
        best.score,
        best.read - max(other.read for other in others),
        max(reading.read for reading in readings),
        *(float(question.ask is ask) for ask in Ask),
        len(question.terms) / 10,
        float(len(question.terms) <= SHORT),
        float(question.language != "en"),
    )


def dot(weights: Sequence[float], features: Sequence[float]) -> float:
    """The weighted sum."""
    return sum(weight * feature for weight, feature in zip(weights, features, strict=True))
