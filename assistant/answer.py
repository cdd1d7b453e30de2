"""What an answer is made of, before it is put on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.model import Passage, Release, Span
from corpus.outlines import Entry


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_STATED = "not_stated"
    NO_QUESTION = "no_question"


REFUSED = frozenset({Status.NOT_STATED, Status.NO_QUESTION})


class Mode(StrEnum):
    """Whose words an answer is in: the releases' alone, or a language model's where they held."""

    VERBATIM = "verbatim"
    REPHRASED = "rephrased"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of how many things a list or a count returns, and the ids of the releases that it is complete for."""

    returned: int
    total: int
    release_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotable:
    """A stretch of a release that is to be quoted, and the passage that it stands in.

    `heading` is that of its section; a section's heading may itself be quoted, with the section's first passage.
    `also` are stretches of other releases that say the same.
    """

    passage: Passage
    span: Span
    also: tuple["Quotable", ...] = ()


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
class Later:
    """A release that came after another in its place: it `corrects` it, or else follows it up."""

    corrects: bool
    entry: Entry


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with the release and the passage that it stands in.

    `also` are quotes of other releases that say the same, `editions` the passage in other languages. `earlier` marks
    one whose answer also quotes a newer release; `revision` is the release that came after this one in its place.
    """

    number: int
    release: Release
    passage_id: str
    section: str
    quote: Quote
    also: tuple["Citation", ...] = ()
    editions: tuple["Citation", ...] = ()
    earlier: bool = False
    revision: Later | None = None


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
