"""What each kind of evidence weighs: the numbers of the linear models that `assistant.reader.judge` reads with.

They stand in `assistant/reader/linear`, a file for each encoder that they were measured with, whose digest it holds.
`python -m assistant.calibrate` makes such a file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.evidence import FEATURES
from assistant.question import Ask
from corpus.errors import ReaderError

LIKENESS = "likeness"  # how like an answer the bi-encoder finds a candidate
READ = "read"  # what the cross-encoder says of it
NARROWED = (*FEATURES, LIKENESS)
RANKED = (*NARROWED, READ)
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
FOCUSED = ("best", "several", "size", "foreign", "covered", "likeness")
# Languages of questions that have a threshold of their own; see `corpus.relations.language_group`.
GROUPS = ("en", "zh")
# What each model weighs, and the numbers beside them.
MODELS = {
    "shortlist": FEATURES,
    "narrowed": NARROWED,
    "ranking": RANKED,
    "judge": JUDGED,
    "focus": FOCUSED,
}
NUMBERS = ("intercept", "close", *(f"threshold_{group}" for group in GROUPS), "enough", "hopeless", "doubt")
FOLDER = Path(__file__).parent / "linear"
REMEDY = "run `python -m assistant.calibrate` with the encoder's name"


@dataclass(frozen=True, slots=True)
class LinearWeights:
    """A weight for each kind of evidence, by model; what makes a statement close, and a question answered.

    `enough` is what the cross-encoder says of one that so clearly answers that no more need be read. Where the
    bi-encoder finds nothing as like an answer as `hopeless`, nothing is read: `doubt` is what the cross-encoder mostly
    says there.
    """

    shortlist: tuple[float, ...]
    narrowed: tuple[float, ...]
    ranking: tuple[float, ...]
    judge: tuple[float, ...]
    intercept: float
    close: float
    threshold_en: float
    threshold_zh: float
    enough: float
    hopeless: float
    doubt: float
    focus: tuple[float, ...]

    @classmethod
    def named(cls, models: Mapping[str, Mapping[str, float]], numbers: Mapping[str, float]) -> "LinearWeights":
        """Weights by the names of MODELS and of the evidence, which weighs nothing where none is given, and of NUMBERS.

        Raises ReaderError for evidence that is unknown.
        """
        given = {name: (models.get(name, {}), evidence) for name, evidence in MODELS.items()}
        if unknown := [name for weights, evidence in given.values() for name in weights if name not in evidence]:
            raise ReaderError(f"the reader weighs unknown evidence {sorted(unknown)}; {REMEDY}")
        weights = {name: tuple(model.get(one, 0.0) for one in evidence) for name, (model, evidence) in given.items()}
        return cls(**weights, **numbers)  # type: ignore[arg-type]

    @classmethod
    def fitted_to(cls, encoder_digest: str, folder: Path = FOLDER) -> "LinearWeights":
        """The weights that were fitted to an encoder, from a folder.

        Raises ReaderError if none were, as a threshold means nothing under another encoder, or if they do not fit
        this code.
        """
        for path in sorted(folder.glob("*.json")):
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["encoder"] == encoder_digest:
                if lacking := [name for name in (*MODELS, *NUMBERS) if name not in values]:
                    raise ReaderError(f"{path.name} lacks {', '.join(lacking)}; {REMEDY}")
                return cls.named(
                    {name: values[name] for name in MODELS}, {name: float(values[name]) for name in NUMBERS}
                )
        raise ReaderError(f"no reader was fitted to the encoder {encoder_digest}; {REMEDY}")

    @property
    def thresholds(self) -> dict[str, float]:
        """The confidence from which on a question counts as answered, by the group of its language."""
        return dict(zip(GROUPS, (self.threshold_en, self.threshold_zh), strict=True))
