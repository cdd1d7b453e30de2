"""Reads candidates: which statement answers best, and how sure one may be that it answers at all.

Three linear models over the evidence of `assistant.evidence`: a shortlist, fitted listwise, chooses what the
cross-encoder reads; a ranking, fitted alike, orders what was read; a logistic judge over the best candidate's evidence
says how likely it answers. Weights and threshold stand in `assistant/reader/linear`, a file for each encoder that they
were measured with, whose digest it holds. `python -m assistant.calibrate` makes such a file.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from assistant.candidates import Candidate
from assistant.evidence import FEATURES, Evidence
from assistant.question import Ask, Question
from assistant.reader.texts import Text, text_of
from assistant.vocabulary import Vocabulary
from corpus.errors import ReaderError
from corpus.model import Span

READ = "read"  # what the cross-encoder says of a candidate
UNREAD = 0.0
RANKED = (*FEATURES, READ)
JUDGED = (
    *RANKED,
    "margin",  # how far the best candidate's score is above the best one of another passage
    "score",
    "read_margin",  # how far the cross-encoder prefers the best candidate to the best one of another passage
    "read_most",  # the highest that the cross-encoder says of any candidate
    *(f"asks_{ask.value}" for ask in Ask),
    "terms",  # how many terms the question has, in tens
    "short",  # whether it has two at most
    "chinese",  # whether it is Chinese: encoders find everything in it more alike
)
# What speaks for a release of many, before anything of it is read; see `assistant.focus`.
FOCUSED = ("best", "several", "size", "foreign", "covered")
NAMED = ("shortlist", "ranking", "judge", "intercept", "close", "threshold", "enough", "focus")
# So many candidates are read by the cross-encoder: what is read beyond them misleads it as often as it helps. The first
# are read at once, and if one of them clearly answers, the others are not.
SHORTLIST, AT_ONCE = 6, 2
FOLDER = Path(__file__).parent / "linear"
REMEDY = "run `python -m assistant.calibrate` with the encoder's name"
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
    def read(self) -> float:
        """What the cross-encoder says of the candidate."""
        return self.features[-1]

    @property
    def order(self) -> tuple[bool, float, str, Span]:
        """By what readings are sorted: the right type, then the score; ties in the order of the text."""
        return self.lacks_type, -self.score, self.candidate.passage.release_id, self.candidate.span


class Scorer(Protocol):
    """Reads a question and a statement together."""

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
    def threshold(self) -> float:
        """The confidence from which on a question counts as answered."""
        ...

    @property
    def focus(self) -> Sequence[float]:
        """What each of FOCUSED weighs."""
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

    def __init__(self, weights: "LinearWeights", scorer: Scorer) -> None:
        self.threshold, self.close, self.focus = weights.threshold, weights.close, weights.focus
        self._weights, self._scorer = weights, scorer

    def rank(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The likeliest candidates, best first; ties in the order of the text."""
        weights, readings = self._weights, with_evidence(question, found, vocabulary)
        listed = read_likeliest(question, readings, weights.shortlist, self._scorer, weights.enough)
        return ranked(listed, weights.ranking)

    def likeliest(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The same by their evidence alone, as if the cross-encoder said neither yes nor no of any."""
        listed = ranked(with_evidence(question, found, vocabulary), self._weights.shortlist)[:SHORTLIST]
        return ranked([replace(one, features=(*one.features, UNREAD)) for one in listed], self._weights.ranking)

    def confidence(self, question: Question, readings: Sequence[Reading]) -> float:
        """How sure one may be, from 0 to 1, that the best reading answers the question."""
        if not readings or readings[0].lacks_type:
            return 0.0
        logit = self._weights.intercept + dot(self._weights.judge, judged_features(question, readings))
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True, slots=True)
class LinearWeights:
    """A weight for each of FEATURES, RANKED, JUDGED, FOCUSED; what makes a statement close, and a question answered.

    `enough` is what the cross-encoder says of one that so clearly answers that no more need be read.
    """

    shortlist: tuple[float, ...]
    ranking: tuple[float, ...]
    judge: tuple[float, ...]
    intercept: float
    close: float
    threshold: float
    enough: float
    focus: tuple[float, ...]

    @classmethod
    def named(
        cls,
        shortlist: Mapping[str, float],
        ranking: Mapping[str, float],
        judge: Mapping[str, float],
        intercept: float,
        close: float,
        threshold: float,
        enough: float,
        focus: Mapping[str, float],
    ) -> "LinearWeights":
        """Weights by the names of the evidence, which weighs nothing where none is given. Raises ReaderError."""
        models = ((shortlist, FEATURES), (ranking, RANKED), (judge, JUDGED), (focus, FOCUSED))
        if unknown := [name for given, names in models for name in given if name not in names]:
            raise ReaderError(f"the reader weighs unknown evidence {sorted(unknown)}; {REMEDY}")
        first, second, third, last = (tuple(given.get(name, 0.0) for name in names) for given, names in models)
        return cls(first, second, third, intercept, close, threshold, enough, last)

    @classmethod
    def fitted_to(cls, encoder_digest: str, folder: Path = FOLDER) -> "LinearWeights":
        """The weights that were fitted to an encoder, from a folder.

        Raises ReaderError if none were, as a threshold means nothing under another encoder, or if they do not fit
        this code.
        """
        for path in sorted(folder.glob("*.json")):
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["encoder"] == encoder_digest:
                if lacking := [name for name in NAMED if name not in values]:
                    raise ReaderError(f"{path.name} lacks {', '.join(lacking)}; {REMEDY}")
                return cls.named(*(values[name] for name in NAMED))
        raise ReaderError(f"no reader was fitted to the encoder {encoder_digest}; {REMEDY}")


def with_evidence(question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
    """The candidates with the evidence on them."""
    evidence = Evidence(question, vocabulary, found)
    return [Reading(one, 0.0, evidence.features(one)) for one in found]


def read_likeliest(
    question: Question, readings: Sequence[Reading], weights: Sequence[float], scorer: Scorer, enough: float = math.inf
) -> list[Reading]:
    """The candidates that are likeliest by their evidence alone, best first, with what the cross-encoder says.

    Only the first are read where that is `enough`.
    """
    likeliest = ranked(readings, weights)[:SHORTLIST]
    first, others = read(question, likeliest[:AT_ONCE], scorer), likeliest[AT_ONCE:]
    return first if not others or suffice(first, enough) else first + read(question, others, scorer)


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
    """One number for each of JUDGED, from readings in order, of which there is at least one."""
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
