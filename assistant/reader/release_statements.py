"""What the bi-encoder learns from: the statements of a release, and which of them answer what is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.candidates import Candidate, candidates
from assistant.evaluate import Row
from assistant.reader.release_groups import LEFT_OUT, PARTIAL, as_asked, told_apart
from assistant.reader.texts import Text, text_of
from corpus.model import Release
from corpus.split import split
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

    texts: tuple[Text, ...]
    asked: tuple[Asking, ...]


def release_statements(releases: Sequence[Release], rows: Sequence[Row]) -> Iterator[Statements]:
    """The statements of each release, with the questions on it."""
    for release in releases:
        found = candidates_of(release)
        mine = [row for row in rows if row.release == release.id and row.type not in (*LEFT_OUT, PARTIAL)]
        asked = [asking for row in mine if (asking := asking_of(row, found)) is not None]
        yield Statements(tuple(map(text_of, found)), tuple(asked))


def candidates_of(release: Release) -> list[Candidate]:
    """Every statement of a release that might answer."""
    passages = all_passages([split(release)])
    return candidates(Hit(passage, 0.0, 0.0, 0.0, 0.0, (0.0,) * len(passage.statements)) for passage in passages)


def asking_of(row: Row, found: Sequence[Candidate]) -> Asking | None:
    """One question; None if it should be answered and no single statement does."""
    if (apart := told_apart(row, found)) is None:
        return None
    places = {id(candidate): place for place, candidate in enumerate(found)}
    right, wrong = (frozenset(places[id(candidate)] for candidate in side) for side in apart)
    return Asking(as_asked(row), right, wrong)
