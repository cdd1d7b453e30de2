"""Reads candidates: which statement answers best, and how sure one may be that it answers at all.

Two linear models over the evidence of `assistant.evidence`: a ranking, fitted listwise, and a logistic judge over
the best candidate's evidence, which is calibrated. Weights and threshold stand in `assistant/readers`, a file for each
encoder that they were measured with, whose digest it holds. `python -m assistant.calibrate` makes such a file.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.candidates import Candidate
from assistant.evidence import FEATURES, Evidence
from assistant.question import Ask, Question
from assistant.vocabulary import Vocabulary
from corpus.errors import ReaderError
from corpus.model import Span

JUDGED = (
    *FEATURES,
    "margin",  # how far the best candidate's score is above the best one of another passage
    "score",
    *(f"asks_{ask.value}" for ask in Ask),
    "terms",  # how many terms the question has, in tens
    "short",  # whether it has two at most
    "chinese",  # whether it is Chinese: encoders find everything in it more alike
)
FOLDER = Path(__file__).parent / "readers"
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
    def order(self) -> tuple[bool, float, str, Span]:
        """By what readings are sorted: the right type, then the score; ties in the order of the text."""
        return self.lacks_type, -self.score, self.candidate.passage.release_id, self.candidate.span


class Reader(Protocol):
    """Ranks candidates and judges the best."""

    @property
    def threshold(self) -> float:
        """The confidence from which on a question counts as answered."""
        ...

    def rank(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The candidates, best first; ties in the order of the text."""
        ...

    def confidence(self, question: Question, readings: Sequence[Reading]) -> float:
        """How sure one may be, from 0 to 1, that the best reading answers the question."""
        ...


class LinearReader:
    """The reader that ships with the software."""

    def __init__(
        self, ranking: Mapping[str, float], judge: Mapping[str, float], intercept: float, threshold: float
    ) -> None:
        self.threshold = threshold
        self._ranking = [ranking.get(name, 0.0) for name in FEATURES]
        self._judge = [judge.get(name, 0.0) for name in JUDGED]
        self._intercept = intercept

    @classmethod
    def fitted_to(cls, encoder_digest: str, folder: Path = FOLDER) -> "LinearReader":
        """The reader that was fitted to an encoder, from the weights in a folder.

        Raises ReaderError if none was, as a threshold means nothing under another encoder, or if the weights do not fit
        this code.
        """
        for path in sorted(folder.glob("*.json")):
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["encoder"] != encoder_digest:
                continue
            if unknown := values["ranking"].keys() - set(FEATURES) | values["judge"].keys() - set(JUDGED):
                raise ReaderError(f"{path.name} weighs unknown evidence {sorted(unknown)}; {REMEDY}")
            return cls(values["ranking"], values["judge"], values["intercept"], values["threshold"])
        raise ReaderError(f"no reader was fitted to the encoder {encoder_digest}; {REMEDY}")

    def rank(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:
        """The candidates, best first; ties in the order of the text."""
        evidence = Evidence(question, vocabulary, found)
        readings = []
        for candidate in found:
            features = evidence.features(candidate)
            readings.append(Reading(candidate, dot(self._ranking, features), features))
        return sorted(readings, key=lambda reading: reading.order)

    def confidence(self, question: Question, readings: Sequence[Reading]) -> float:
        """How sure one may be, from 0 to 1, that the best reading answers the question."""
        if not readings or readings[0].lacks_type:
            return 0.0
        return 1 / (1 + math.exp(-self._intercept - dot(self._judge, judged_features(question, readings))))


def judged_features(question: Question, readings: Sequence[Reading]) -> tuple[float, ...]:
    """One number for each of JUDGED, from readings in order, of which there is at least one."""
    best = readings[0]
    other = next((r for r in readings if r.candidate.passage.id != best.candidate.passage.id), readings[-1])
    return (
        *best.features,
        best.score - other.score,
        best.score,
        *(float(question.ask is ask) for ask in Ask),
        len(question.terms) / 10,
        float(len(question.terms) <= SHORT),
        float(question.language != "en"),
    )


def dot(weights: Sequence[float], features: Sequence[float]) -> float:
    """The weighted sum."""
    return sum(weight * feature for weight, feature in zip(weights, features, strict=True))
