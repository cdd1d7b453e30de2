"""Joins candidates that say the same in several releases: one is read and cited, the others are listed with it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from assistant.candidates import Candidate
from corpus.words import words

# So much of two statements has to be alike, in percent; their figures and names wholly.
ALIKE = 92
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def without_duplicates(found: Sequence[Candidate], newer: Callable[[str], float]) -> list[Candidate]:
    """The candidates, of those that say the same in different releases only the newest, with the others in `also`.

    `newer` gives for a release's id a number that is the greater, the newer it is. Each keeps the place of the first.
    """
    groups: list[list[Candidate]] = []
    for candidate in found:
        group = next((group for group in groups if says_the_same(group[0], candidate)), None)
        if group is None:
            groups.append([candidate])
        else:
            group.append(candidate)
    return [joined(group, newer) for group in groups]


def joined(group: Sequence[Candidate], newer: Callable[[str], float]) -> Candidate:
    """The newest of some candidates, with the others."""
    newest, *others = sorted(group, key=lambda one: -newer(one.passage.release_id))
    return replace(newest, also=tuple(others)) if others else newest


def says_the_same(first: Candidate, second: Candidate) -> bool:
    """Whether two candidates of different releases are in nearly the same words, with the same figures."""
    if first.passage.release_id == second.passage.release_id:
        return False
    if first.text == second.text:
        return first.passage.heading == second.passage.heading
    return (
        FIGURE.findall(first.text) == FIGURE.findall(second.text)
        and capitals(first.text) == capitals(second.text)
        and set(words(first.passage.heading)) == set(words(second.passage.heading))
        and fuzz.ratio(first.text, second.text, score_cutoff=ALIKE) >= ALIKE
    )


def capitals(text: str) -> list[str]:
    """The capitalised words of a text: its names."""
    return re.findall(r"\b[A-Z]\w*", text)
