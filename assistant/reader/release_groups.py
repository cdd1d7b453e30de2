"""Makes groups of the questions on the invented releases, their wrong statements the nearest by the encoder."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.candidates import Candidate, candidates
from assistant.doc2dial import Asked
from assistant.evaluate import Row, covers
from assistant.followups import in_context, topic_of, within
from assistant.parts import parts_of
from assistant.question import understand
from assistant.reader.groups import Group, choose
from assistant.reader.texts import text_of
from corpus.model import Outline, Release
from corpus.split import split
from index.encoder import Encoder, Role
from index.hits import Hit
from index.rows import all_passages, make_rows, row_text

# Of these a right answer is no single statement.
LEFT_OUT = ("list",)
PARTIAL = "partial"
# The first of two parts is mostly the one that is stated; the second only if it is so much more like what states it.
CLEARER = 0.03
# A release is also asked so many questions that belong to other releases: none of its statements answers them.
FOREIGN = 6
# The nearest wrong statement is always shown, and so many of the next.
NEAR, HARD = 7, 2


def release_groups(
    releases: Sequence[Release], rows: Sequence[Row], encoder: Encoder, rng: random.Random, times: int = 1
) -> Iterator[Group]:
    """A group for each question on some releases that one statement answers, or none; so many times, if wanted."""
    ids = {release.id for release in releases}
    # No question of another part of the releases is taken, even as a foreign one.
    rows = [row for row in rows if row.release in ids and row.type not in LEFT_OUT]
    for release in releases:
        mine = [row for row in rows if row.release == release.id]
        own = [one for row in mine for one in (parts_apart(row, encoder) if row.type == PARTIAL else [row])]
        others = [row for row in rows if row.release != release.id and not row.history and row.type != PARTIAL]
        foreign = [replace(row, gold=(), also=()) for row in rng.sample(others, min(FOREIGN, len(others)))]
        asked = [*own, *foreign]
        for row, found in zip(asked, nearest(release, [as_asked(row) for row in asked], encoder), strict=True):
            for _ in range(times):
                if group := group_of(row, found, release.language[:2], rng):
                    yield group


def as_asked(row: Row | Asked) -> str:
    """A question as the reader is shown it: a follow-up after the question that it follows."""
    question, topic = understand(row.question), topic_of(row.history)
    return in_context(question, topic).text if topic else question.text


def parts_apart(row: Row, encoder: Encoder) -> list[Row]:
    """The two parts of a question, as they are read: the one that is stated, and the one that nothing answers."""
    parts = parts_of(understand(row.question))
    if len(parts) != 2:
        return []
    read = [parts[0], within(understand(parts[1]), parts[:1])[0].text]
    first, second = encoder.encode(parts, Role.QUERY) @ encoder.encode(row.gold[:1], Role.PASSAGE)[0]
    if first <= second <= first + CLEARER:  # it cannot be told
        return []
    stated = int(second > first)
    return [replace(row, question=read[stated]), replace(row, question=read[1 - stated], gold=(), also=())]


def nearest(release: Release, questions: Sequence[str], encoder: Encoder) -> Iterator[list[Candidate]]:
    """For each question all candidates of a release, the most similar first."""
    outline: Outline = split(release)
    passages = all_passages([outline])
    rows = make_rows(passages)
    vectors = encoder.encode([row_text(row, passages) for row in rows], Role.PASSAGE)
    for query in encoder.encode(questions, Role.QUERY):
        similarities = vectors @ query
        hits = []
        for number, passage in enumerate(passages):
            own = [float(s) for row, s in zip(rows, similarities, strict=True) if row.passage == number]
            hits.append(Hit(passage, 0.0, max(own), own[0], 0.0, tuple(own[1:] or own)))
        yield sorted(candidates(hits), key=lambda candidate: -candidate.similarity)


def group_of(row: Row, found: Sequence[Candidate], language: str, rng: random.Random) -> Group | None:
    """The group of one question; None if it should be answered and no single candidate does."""
    if (apart := told_apart(row, found)) is None:
        return None
    best, wrong = ([text_of(candidate) for candidate in side] for side in apart)
    near = wrong[1:NEAR]
    hard = [*wrong[:1], *rng.sample(near, min(HARD, len(near)))]
    group = choose(as_asked(row), best, hard, (), "releases", language, rng)
    return group if group.texts else None


def told_apart(row: Row, found: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]] | None:
    """The candidates that answer a question, and those that do not; None if it should be answered and none does.

    Of those that answer, the shortest; what touches on the answer is neither.
    """
    passing = (*row.gold, *row.also)
    touching = [c for c in found if any(covers(c.text, fragment) or covers(fragment, c.text) for fragment in passing)]
    right = [c for c in touching if all(covers(c.text, fragment) for fragment in row.gold)] if row.gold else []
    if row.gold and not right:
        return None
    shortest = min((len(c.text) for c in right), default=0)
    best = [c for c in right if len(c.text) == shortest]
    return best, [c for c in found if c not in touching and not any(overlap(c, one) for one in best)]


def overlap(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates share some of the text."""
    return one.passage is other.passage and one.span.overlaps(other.span)
