"""Scores an assistant on a file of questions, by the same figures as a client sees them on the wire."""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import REFUSED, Answer
from assistant.markdown import plain
from corpus.errors import QuestionFileError

FILLS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One question with what a right answer has to cite and contain.

    `gold` are verbatim fragments that the citations have to cover, none for a question to be refused; `must` are
    strings that the text has to contain, `a|b` for either; `release` is the release it is put to, None for all; `also`
    are fragments that would pass as an answer too, and so are never taught to be wrong.
    """

    id: str
    type: str
    question: str
    history: tuple[str, ...]
    gold: tuple[str, ...]
    must: tuple[str, ...]
    status: str | None
    release: str | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """One question with its answer and whether that was right."""

    row: Row
    answer: Answer
    right: bool
    milliseconds: float


def read_rows(path: Path) -> list[Row]:
    """The questions of a JSON-lines file. Raises QuestionFileError, naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"the questions {path} cannot be read: {error}") from error
    return [read_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def read_row(path: Path, number: int, line: str) -> Row:
    """The question of one line."""
    try:
        value: dict[str, Any] = json.loads(line)
        return Row(
            id=value["id"],
            type=value["type"],
            question=value["question"],
            history=tuple(value.get("history", ())),
            gold=tuple(value["gold"]),
            must=tuple(value["must"]),
            status=value.get("status"),
            release=value.get("release"),
            also=tuple(value.get("also", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionFileError(
            f"{path}, line {number}: {error!r}; a row needs id, type, question, gold, must"
        ) from error


def covers(quote: str, fragment: str) -> bool:
    """Whether a quote contains a fragment, or lies in it and fills at least a third of it."""
    quote, fragment = " ".join(quote.split()), " ".join(fragment.split())
    return fragment in quote or (quote in fragment and FILLS * len(quote) >= len(fragment))


def is_right(row: Row, answer: Answer) -> bool:
    """Whether an answer is as a row wants it: refused, or answered with every `must` in its text."""
    return fits(row, answer.status, answer.text)


def fits(row: Row, status: str, text: str) -> bool:
    """Whether an answer's status and text, as they are on the wire too, are as a row wants them."""
    if not row.gold:
        return status in REFUSED
    lower = plain(text).lower()
    held = all(any(option.lower() in lower for option in must.split("|")) for must in row.must)
    return status not in REFUSED and held and status == (row.status or status)


def evaluate(rows: Iterable[Row], ask: Callable[[Row], Answer]) -> list[Scored]:
    """Ask every question and score its answer."""
    scored = []
    for row in rows:
        began = time.perf_counter()
        answer = ask(row)
        scored.append(Scored(row, answer, is_right(row, answer), 1000 * (time.perf_counter() - began)))
    return scored


def figures(scored: Sequence[Scored]) -> dict[str, Any]:
    """The figures of some scored questions, by the names that the README explains."""
    answerable = [s for s in scored if s.row.gold]
    refused = [s for s in answerable if s.answer.status in REFUSED]
    recalls = [0.0 if s in refused else recall(s) for s in answerable]
    precisions = [precision(s) for s in answerable if s not in refused and s.answer.citations and s.row.type != "list"]
    by_type: dict[str, list[bool]] = defaultdict(list)
    for one in scored:
        by_type[one.row.type].append(one.right)
    times = sorted(s.milliseconds for s in scored)
    return {
        "correct": mean([s.right for s in answerable]),
        "cite_recall": mean(recalls),
        "cite_prec": mean(precisions),
        "refused": mean([s.right for s in scored if not s.row.gold]),
        "over_refused": mean([s in refused for s in answerable]),
        "p50_ms": round(statistics.median(times), 1) if times else None,
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1) if times else None,
        "questions": len(scored),
        "by_type": {name: f"{sum(rights)}/{len(rights)}" for name, rights in sorted(by_type.items())},
    }


def recall(scored: Scored) -> float:
    """The share of the gold fragments that some quote covers."""
    quotes = [citation.quote.exact for citation in scored.answer.citations]
    return statistics.mean(any(covers(quote, gold) for quote in quotes) for gold in scored.row.gold)


def precision(scored: Scored) -> float:
    """The share of the quotes that touch a gold fragment."""
    quotes = [citation.quote.exact for citation in scored.answer.citations]
    return statistics.mean(any(covers(q, gold) or covers(gold, q) for gold in scored.row.gold) for q in quotes)


def mean(values: Sequence[float] | Sequence[bool]) -> float | None:
    """The mean to four places; None of nothing."""
    return round(statistics.mean(values), 4) if values else None
