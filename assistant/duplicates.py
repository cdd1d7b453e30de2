"""Finds what says the same in several releases, and what says it anew: the same statement with other figures."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from assistant.answer import Quotable
from assistant.candidates import Candidate, candidates
from corpus.model import Passage
from corpus.words import words
from index.hits import Hit

# So much of two statements has to be alike, in percent, for the one to say the same; their figures and names wholly.
ALIKE = 92
# And so much for the one to be another version of the other.
VERSION = 75
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
NAME = re.compile(r"\b[A-Z]\w*")
# Gives for a release's id a number that is the greater, the newer the release is.
Newer = Callable[[str], float]


def without_duplicates(found: Sequence[Candidate], newer: Newer) -> list[Candidate]:
    """The candidates, of those that say the same in different releases only the newest, with the others in `also`.

    Each keeps the place of the first.
    """
    groups: list[list[Candidate]] = []
    for candidate in found:
        group = next((group for group in groups if says_the_same(group[0], candidate)), None)
        if group is None:
            groups.append([candidate])
        else:
            group.append(candidate)
    return [joined(group, newer) for group in groups]


def joined(group: Sequence[Candidate], newer: Newer) -> Candidate:
    """The newest of some candidates, with the others."""
    newest, *others = sorted(group, key=lambda one: -newer(one.passage.release_id))
    return replace(newest, also=tuple(others)) if others else newest


def with_versions(quotable: Quotable, text: str, hits: Iterable[Hit], newer: Newer) -> list[Quotable]:
    """A stretch, and those of other releases among some hits that say it with other figures, the newest first.

    What says the same as one of them is listed with it.
    """
    versions = [[(quotable, text)]]
    for candidate in candidates(hits):
        other, words_of_it = Quotable(candidate.passage, candidate.span), candidate.text
        known = {one.passage.release_id for row in versions for one, _ in row}
        if candidate.whole or other.passage.release_id in known:
            continue
        same = next((row for row in versions if alike(row[0][0].passage, row[0][1], other.passage, words_of_it)), None)
        if same is not None:
            same.append((other, words_of_it))
        elif version_of(quotable.passage, text, other.passage, words_of_it):
            versions.append([(other, words_of_it)])
    newest = [sorted((one for one, _ in row), key=lambda one: -newer(one.passage.release_id)) for row in versions]
    ordered = sorted(newest, key=lambda row: -newer(row[0].passage.release_id))
    return [replace(first, also=(*first.also, *others)) for first, *others in ordered]


def says_the_same(first: Candidate, second: Candidate) -> bool:
    """Whether two candidates of different releases are in nearly the same words, with the same figures."""
    if first.passage.release_id == second.passage.release_id:
        return False
    return alike(first.passage, first.text, second.passage, second.text)


def alike(first: Passage, text: str, second: Passage, other: str) -> bool:
    """Whether two texts under their headings are in nearly the same words, with the same figures and names."""
    if set(words(first.heading)) != set(words(second.heading)):
        return False
    if text == other:
        return True
    same = FIGURE.findall(text) == FIGURE.findall(other) and NAME.findall(text) == NAME.findall(other)
    return same and fuzz.ratio(text, other, score_cutoff=ALIKE) >= ALIKE


def version_of(first: Passage, text: str, second: Passage, other: str) -> bool:
    """Whether a text under the same heading says nearly the same as another, with other figures or names."""
    return (
        set(words(first.heading)) == set(words(second.heading))
        and fuzz.ratio(text, other, score_cutoff=VERSION) >= VERSION
    )
