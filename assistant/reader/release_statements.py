"""What the bi-encoder learns from: the statements of an English release, and which of them answer what is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.candidates import Candidate, candidates
from assistant.evaluate import Row
from assistant.reader.bi_encoder import joined
from assistant.reader.release_groups import LEFT_OUT, PARTIAL, as_asked, told_apart
from assistant.reader.texts import text_of
from corpus.model import Release
from corpus.split import split
from corpus.words import CHINESE
from index.hits import Hit
from index.rows import all_passages


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, and by their places the statements that answer it and those that do not; the rest does half."""

    question: str
    right: frozenset[int]
    wrong: frozenset[int]


@dataclass(frozen=True, slots=True)
class Statements:
    """What a release states, each under its heading, and what was asked of it."""

    texts: tuple[str, ...]
    asked: tuple[Asking, ...]


def release_statements(releases: Sequence[Release], rows: Sequence[Row]) -> Iterator[Statements]:
    """The statements of those releases that are in English, with the English questions on each."""
    for release in releases:
        if release.language == "en":
            found = candidates_of(release)
            mine = [row for row in rows if row.release == release.id and row.type not in (*LEFT_OUT, PARTIAL)]
            asked = [asking for row in mine if (asking := asking_of(row, found)) is not None]
            yield Statements(tuple(joined(text_of(candidate)) for candidate in found), tuple(asked))


def candidates_of(release: Release) -> list[Candidate]:
    """Every statement of a release that might answer."""
    passages = all_passages([split(release)])
    return candidates(Hit(passage, 0.0, 0.0, 0.0, 0.0, (0.0,) * len(passage.statements)) for passage in passages)


def asking_of(row: Row, found: Sequence[Candidate]) -> Asking | None:
    """One question; None if it is not English, or should be answered and no single statement does."""
    question, apart = as_asked(row), told_apart(row, found)
    if apart is None or CHINESE.search(question):
        return None
    places = {id(candidate): place for place, candidate in enumerate(found)}
    right, wrong = (frozenset(places[id(candidate)] for candidate in side) for side in apart)
    return Asking(question, right, wrong)
