"""Gathers what the reader is fitted on: the evidence on each question, and which candidates are right.

The questions are those on the invented releases in `assistant/calibration`, split by release into three parts: on one
the cross-encoder is trained, on one the linear weights are fitted, and one is held out for the floor test. Each release
is also asked questions that belong to other releases, which it cannot answer. Nothing here is random but their choice,
which has a fixed seed.
"""

import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.progress import track

from assistant.candidates import candidates
from assistant.evaluate import Row, covers, read_rows
from assistant.evidence import Evidence
from assistant.inquiry import HITS
from assistant.names import absent_figures, absent_names
from assistant.parts import parts_of
from assistant.question import Question, understand
from assistant.reader.judge import Reading
from assistant.scope import Scope
from corpus.model import Release
from corpus.read import READERS, read_release
from index.building import build
from index.encoder import Encoder, Weights
from index.saved import load

FOLDER = Path(__file__).parent / "calibration"
QUESTIONS = FOLDER / "questions.jsonl"
SEED = 20250424
FOREIGN_A_RELEASE = 24
# A question that belongs to another release is easier to refuse than a near miss, and counts less.
FOREIGN_WEIGHT = 0.5


class Part(StrEnum):
    """What the questions on a release are for."""

    READER = "reader"
    JUDGE = "judge"
    HELD_OUT = "held_out"


def releases_of(part: Part) -> list[Release]:
    """The invented releases of one part, by name; those that `split.json` does not name train the cross-encoder."""
    named = {name: key for key, names in json.loads((FOLDER / "split.json").read_text()).items() for name in names}
    paths = [p for p in sorted((FOLDER / "releases").iterdir()) if p.suffix in READERS]
    return [read_release(path) for path in paths if named.get(path.stem, Part.READER) == part]


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its candidates and their evidence, and which of them are right."""

    release_id: str
    question: Question
    readings: tuple[Reading, ...]
    right: tuple[bool, ...]
    answerable: bool
    weight: float


def gather(weights: Weights, encoder: Encoder) -> list[Example]:
    """Every example of the releases that the linear weights are fitted on."""
    releases = releases_of(Part.JUDGE)
    rows = read_rows(QUESTIONS)
    examples: list[Example] = []
    for release in track(releases, "Gathering evidence"):
        own = [row for row in rows if row.release == release.id]
        examples += examples_of(release, own, foreign_rows(release, releases, rows), weights, encoder)
    return examples


def foreign_rows(release: Release, releases: Sequence[Release], rows: Sequence[Row]) -> list[Row]:
    """Some questions of other releases in the same language, as questions that this one does not answer."""
    others = {other.id for other in releases if other.id != release.id and other.language == release.language}
    pool = [row for row in rows if row.release in others and row.type not in ("list", "count", "followup", "partial")]
    chosen = random.Random(f"{SEED}{release.id}").sample(pool, min(FOREIGN_A_RELEASE, len(pool)))
    return [Row(row.id, "foreign", row.question, (), (), (), None, release.id) for row in chosen]


def examples_of(
    release: Release, own: Sequence[Row], foreign: Sequence[Row], weights: Weights, encoder: Encoder
) -> list[Example]:
    """The examples of one release, indexed alone."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), [release], weights, encoder)
        searcher = load(Path(folder), weights, encoder)
    scope = Scope.of(searcher.outlines)
    found = []
    for row in [*own, *foreign]:
        question = understand(scope.vocabulary.correct(row.question))
        if row.history or not weights.reads(question.language) or not decided_by_reader(question, scope):
            continue
        offered = candidates(searcher.search(question.text, HITS))
        evidence = Evidence(question, scope.vocabulary, offered)
        readings = tuple(Reading(candidate, 0.0, evidence.features(candidate)) for candidate in offered)
        right = right_ones(readings, row)
        if readings and any(right) == bool(row.gold):
            weight = FOREIGN_WEIGHT if row.type == "foreign" else 1.0
            found.append(Example(release.id, question, readings, right, bool(row.gold), weight))
    return found


def right_ones(readings: Sequence[Reading], row: Row) -> tuple[bool, ...]:
    """Which readings are right: they cover gold, have the type asked for, and are no longer than they need to be."""
    passing = (*row.gold, *row.also)
    covered = [sum(covers(r.candidate.text, gold) for gold in passing) * (not r.lacks_type) for r in readings]
    shorter = {
        reading.candidate.passage.id: max(
            count
            for r, count in zip(readings, covered, strict=True)
            if r.candidate.passage is reading.candidate.passage and not r.candidate.whole
        )
        for reading in readings
        if reading.candidate.whole
    }
    return tuple(
        count > (shorter[r.candidate.passage.id] if r.candidate.whole else 0)
        for r, count in zip(readings, covered, strict=True)
    )


def decided_by_reader(question: Question, scope: Scope) -> bool:
    """Whether a question gets as far as the reader."""
    plain = len(parts_of(question)) == 1 and not absent_names(question, scope.vocabulary)
    known = not absent_figures(question, scope.vocabulary)
    return plain and not (known and scope.structure.find(question) is not None)
