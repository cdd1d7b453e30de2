"""Finds what says the same in several releases, and what says it anew: the same statement with other figures."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from assistant.answer import Quotable
from assistant.candidates import Candidate, candidates
from assistant.lexicon import fold
from assistant.vocabulary import likeness
from corpus.model import Passage
from corpus.words import word_set
from index.hits import Hit

# So much of two statements has to be alike, in percent, for the one to be another version of the other.
VERSION = 75
# What says the same has every word the same, and every figure with its sign: the fare "will not decrease by 5%" is told
# from the fare that will, and Route A from a route. An article alone may be left out.
WORD = re.compile(r"\b(?!(?:a|[Aa]n|[Tt]he)\b)\w+")
FIGURE = re.compile(r"[-−+$€£¥]?\d+(?:[.,:/]\d+)*\s?[%‰]?")
# Tells what says the same from all else: its heading, words and figures.
Key = tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]
# Gives for a release's id a number that is the greater, the newer the release is.
Newer = Callable[[str], float]


def without_duplicates(found: Sequence[Candidate], newer: Newer) -> list[Candidate]:
    """The candidates, of those that say the same in different releases only the newest, with the others in `also`.

    Each keeps the place of the first.
    """
    if len({candidate.passage.release_id for candidate in found}) < 2:
        return list(found)
    # A release that says the same twice is in one group with others once.
    groups: dict[tuple[Key, int], list[Candidate]] = {}
    said: dict[tuple[Key, str], int] = {}
    for candidate in found:
        key = key_of(candidate.passage, candidate.text)
        release_id = candidate.passage.release_id
        time = said.get((key, release_id), 0)
        said[key, release_id] = time + 1
        groups.setdefault((key, time), []).append(candidate)
    return [joined(group, newer) for group in groups.values()]


def joined(group: Sequence[Candidate], newer: Newer) -> Candidate:
    """The newest of some candidates, with the others."""
    newest, *others = sorted(group, key=lambda one: -newer(one.passage.release_id))
    return replace(newest, also=tuple(others)) if others else newest


def with_versions(
    quotable: Quotable, text: str, hits: Iterable[Hit], newer: Newer, asked: frozenset[str] = frozenset()
) -> list[Quotable]:
    """A stretch, and those of other releases among some hits that say it with other figures, the newest first.

    What says the same as one of them is listed with it. A version has the words of the question, those `asked`, that
    the stretch has: else it is on something else.
    """
    versions = [[(quotable, text)]]
    wanted = asked & held(quotable.passage, text)
    known = {one.passage.release_id for one in (quotable, *quotable.also)}
    for candidate in candidates(hits):
        other, said = Quotable(candidate.passage, candidate.span), candidate.text
        if candidate.whole or other.passage.release_id in known:
            continue
        key = key_of(other.passage, said)
        same = next((row for row in versions if key_of(row[0][0].passage, row[0][1]) == key), None)
        if same is not None:
            same.append((other, said))
        elif wanted <= held(other.passage, said) and version_of(quotable.passage, text, other.passage, said):
            versions.append([(other, said)])
        else:
            continue
        known.add(other.passage.release_id)
    newest = [sorted((one for one, _ in row), key=lambda one: -newer(one.passage.release_id)) for row in versions]
    ordered = sorted(newest, key=lambda row: -newer(row[0].passage.release_id))
    return [replace(first, also=flat(first, others)) for first, *others in ordered]


def flat(first: Quotable, others: Iterable[Quotable]) -> tuple[Quotable, ...]:
    """All that is listed with the first of some stretches, each by itself."""
    rest = [one for other in others for one in (other, *other.also)]
    return (*first.also, *(replace(one, also=()) for one in rest))


def key_of(passage: Passage, text: str) -> Key:
    """What tells a text under its heading from all that does not say the same."""
    said = tuple(word.casefold() for word in WORD.findall(fold(text)))
    return word_set(passage.heading), said, tuple(FIGURE.findall(text))


def held(passage: Passage, text: str) -> frozenset[str]:
    """The words of a text and of its heading."""
    return word_set(f"{passage.heading} {text}")


def version_of(first: Passage, text: str, second: Passage, other: str) -> bool:
    """Whether a text under the same heading says nearly the same as another, with other figures or names."""
    return word_set(first.heading) == word_set(second.heading) and likeness(text, other) >= VERSION
