"""Makes groups of questions on agencies' pages, their wrong statements the nearest of all pages by the encoder.

The pages are those of Doc2Dial on motor vehicles; those on student aid are kept for measuring.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.candidates import Candidate, candidates
from assistant.doc2dial import Asked, pages, questions, single_spaced
from assistant.reader.groups import Group, choose
from assistant.reader.release_groups import as_asked
from assistant.reader.texts import text_of
from corpus.model import Release
from corpus.split import split
from index.encoder import Encoder, Role
from index.hits import Hit

PAGES, SOURCE = "dmv", "doc2dial_dmv"
# Of the statements that are marked the nearer ones are right; some wrong ones are of the same page, others of any.
RIGHT, SAME, ANY = 2, 2, 12
# So often a question is shown statements of other pages alone: mostly none of them answers it.
ELSEWHERE = 0.1


def page_groups(folder: Path, encoder: Encoder, rng: random.Random) -> Iterator[Group]:
    """A group a question. Raises OSError if the folder lacks a file."""
    releases = pages(folder, PAGES)
    found = [(release, candidate) for release in releases for candidate in of_page(release)]
    vectors = encoder.encode([candidate.text for _, candidate in found], Role.PASSAGE)
    asked = list(questions(folder, PAGES, releases))
    queries = encoder.encode([as_asked(one) for one in asked], Role.QUERY)
    for one, query in zip(asked, queries, strict=True):
        nearest = [found[place] for place in np.argsort(-(vectors @ query))]
        yield group_of(one, nearest, rng)


def of_page(release: Release) -> list[Candidate]:
    """Every statement of a page."""
    passages = split(release).passages
    return candidates(Hit(p, 0.0, 0.0, 0.0, 0.0, tuple(0.0 for _ in p.statements)) for p in passages)


def group_of(asked: Asked, nearest: Sequence[tuple[Release, Candidate]], rng: random.Random) -> Group:
    """The group of one question, from all statements in the order of their likeness to it."""
    right, same, other = [], [], []
    for release, candidate in nearest:
        if release.id != asked.page:
            other.append(text_of(candidate))
        elif any(single_spaced(candidate.span, release).overlaps(gold) for gold in asked.gold):
            right.append(text_of(candidate))
        else:
            same.append(text_of(candidate))
    if rng.random() < ELSEWHERE:
        right, same = [], []
    hard = [*same[:1], *rng.sample(same[1:], min(SAME - 1, len(same[1:])))]
    return choose(as_asked(asked), right[:RIGHT], hard, list(islice(other, ANY)), SOURCE, "en", rng)
