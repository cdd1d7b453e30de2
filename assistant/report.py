"""Puts together what a report on an evaluation says: figures, retrieval, refusal, what went wrong, with what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Status
from assistant.evaluate import Row, Scored, figures
from assistant.markdown import plain
from assistant.reliability import Refusals, Reliability, refusals, reliability
from assistant.retrieval import Rankings, Retrieval, retrieval


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """Which release was asked about."""

    id: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """What was evaluated, on what, and how fast it was."""

    file: str
    file_digest: str
    questions: int
    encoder: str
    encoder_digest: str
    index_digest: str
    thresholds: Mapping[str, float]
    releases: tuple[ReleaseName, ...]
    versions: dict[str, str]
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a question wanted: a status, fragments to be cited, words to be in the text."""

    status: str
    gold: tuple[str, ...]
    must: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A question that went wrong, with what it wanted and what it got."""

    id: str
    type: str
    release: str | None
    question: str
    history: tuple[str, ...]
    language: str
    expected: Expected
    status: str
    text: str
    quotes: tuple[str, ...]
    nearest: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """A report; `figures` are over all questions, by type, and by the language of the question."""

    configuration: Configuration
    figures: dict[str, Any]
    retrieval: Retrieval
    refusal: Refusals
    reliability: Reliability
    wrong: tuple[WrongAnswer, ...]


def report_of(configuration: Configuration, scored: Sequence[Scored], rankings: Sequence[Rankings]) -> Report:
    """The report on some scored questions and on what each stage of the search found for them."""
    return Report(
        configuration=configuration,
        figures={
            "all": figures(scored),
            "by_type": figures_by(lambda one: one.row.type, scored),
            "by_language": figures_by(lambda one: one.answer.language, scored),
        },
        retrieval=retrieval(rankings),
        refusal=refusals(scored),
        reliability=reliability(scored),
        wrong=tuple(wrong_answer(one) for one in scored if not one.right),
    )


def figures_by(key: Callable[[Scored], str], scored: Sequence[Scored]) -> dict[str, dict[str, Any]]:
    """The figures of the questions that share a key, by key."""
    found = {}
    for name in sorted({key(one) for one in scored}):
        found[name] = figures([one for one in scored if key(one) == name])
        del found[name]["by_type"]
    return found


def wrong_answer(scored: Scored) -> WrongAnswer:
    """A question that went wrong, in full."""
    row, answer = scored.row, scored.answer
    return WrongAnswer(
        id=row.id,
        type=row.type,
        release=row.release,
        question=row.question,
        history=row.history,
        language=answer.language,
        expected=Expected(expected_status(row), row.gold, row.must),
        status=answer.status,
        text=plain(answer.text),
        quotes=tuple(citation.quote.exact for citation in answer.citations),
        nearest=tuple(citation.quote.exact for citation in answer.nearest),
        confidence=answer.confidence,
    )


def expected_status(row: Row) -> str:
    """The status that a row names, or else what its gold tells."""
    return row.status or (Status.ANSWERED if row.gold else Status.NOT_STATED)
