"""What an answer is made of, before it is put on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.model import Passage, Release, Span


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_STATED = "not_stated"
    NO_QUESTION = "no_question"


class Mode(StrEnum):
    """Whose words an answer is in: the releases' alone, or a language model's where they held."""

    VERBATIM = "verbatim"
    REPHRASED = "rephrased"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of how many things a list or a count returns."""

    returned: int
    total: int


@dataclass(frozen=True, slots=True)
class Quotable:
    """A stretch of a release that is to be quoted, and the passage that it stands in.

    `heading` is that of its section; a section's heading may itself be quoted, with the section's first passage.
    """

    passage: Passage
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """What the releases say on one question: what to quote, in which frame, how surely.

    `coverage` tells how many things a list or a count found in the release's structure; None where nothing was counted.
    """

    frame: str
    quotables: tuple[Quotable, ...]
    confidence: float
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as the W3C's Web Annotation model selects text: by position and by its surroundings."""

    exact: str
    prefix: str
    suffix: str
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with the release and the passage that it stands in."""

    number: int
    release: Release
    passage_id: str
    section: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class AnswerStatement:
    """One statement of an answer, with the numbers of its citations: quoted, or else a language model's sentence."""

    text: str
    section: str
    citations: tuple[int, ...]
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A question answered, or refused. `text` is Markdown; `nearest` come close and are no answer."""

    id: str
    status: Status
    language: str
    question: str
    interpreted_question: str | None
    text: str
    statements: Sequence[AnswerStatement]
    citations: Sequence[Citation]
    coverage: Coverage | None
    missing: Sequence[str]
    nearest: Sequence[Citation]
    confidence: float
    mode: Mode = Mode.VERBATIM
