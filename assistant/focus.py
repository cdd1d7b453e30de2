"""Chooses which releases of many a question is put to: those that are nearest to it, one edition of each.

A release is judged by its own words and its own structure, as if it stood alone: what a word tells, whether a name
occurs, what a list holds. So answers do not change with what else is in the collection.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.question import Question, understand
from assistant.scope import Scope
from corpus.outlines import Entry
from corpus.relations import Relations, one_edition
from index.hits import Near, Searcher

# So few releases are all looked at together, and so few that were chosen. Of more, a question is put to the nearest.
FEW, FEW_CHOSEN, NEAREST = 3, 20, 3
# So many passages are looked at to find them, and the words of so many releases.
PASSAGES, COMPARED = 200, 20
# So many prepared scopes are kept; one takes some milliseconds for each release.
PREPARED = 256
# A word in fewer passages tells no more than one in so many.
LEAST_SHARE = 1e-6
# What speaks for a release: its nearest passage, its nearest five, the share of the question's words that it has, and
# how much it says at all: with nothing else known, a question is the likelier about a release, the more that says.
# `python -m assistant.calibrate_focus` fits the weights.
WEIGHTS = (71.3, 52.2, 2.45, 1.19)
BEST_OF = 5


@dataclass(frozen=True, slots=True)
class Focus:
    """The releases that a question is put to: together for reading, and in which order their structure is asked.

    `nearest` says that they are only the nearest of those that count.
    """

    together: Scope
    structures: Sequence[Scope]
    nearest: bool = False


class Chooser:
    """Chooses releases with a searcher."""

    def __init__(self, searcher: Searcher, relations: Relations) -> None:
        self._searcher, self._relations = searcher, relations
        self._scope = lru_cache(PREPARED)(self._prepare)

    def focus(self, text: str, language: str, chosen: frozenset[str] | None) -> Focus:
        """What a question is put to, of some releases, or of all."""
        ids = self._editions(chosen, language)
        if ids is not None and len(ids) <= (FEW if chosen is None else FEW_CHOSEN):
            scope = self._scope(ids)
            return Focus(scope, [scope])
        nearest = self._nearest(understand(text), ids)
        structures = [self._scope(frozenset([one])) for one in nearest]
        return Focus(self._scope(frozenset(nearest)), structures, nearest=True)

    def entries(self, chosen: frozenset[str] | None) -> Sequence[Entry]:
        """The entries of some releases, or of all."""
        outlines = self._searcher.outlines
        return outlines.entries if chosen is None else [outlines.entry(one) for one in sorted(chosen)]

    def _editions(self, chosen: frozenset[str] | None, language: str) -> frozenset[str] | None:
        """The ids of some releases, one edition of each; None for all, where they are many and have one edition."""
        if chosen is None and len(self._searcher.outlines) > FEW and not self._relations.editions:
            return None
        return frozenset(entry.id for entry in one_edition(self.entries(chosen), self._relations, language))

    def _nearest(self, question: Question, ids: frozenset[str] | None) -> list[str]:
        """The ids of the releases that a question is likeliest about, the likeliest first; ties by id."""
        near = self._searcher.near(question.text, PASSAGES, ids)[:COMPARED]
        scores = {one.release_id: self._score(one, question) for one in near}
        return sorted(scores, key=lambda one: (-scores[one], one))[:NEAREST]

    def _score(self, near: Near, question: Question) -> float:
        """How likely a question is about a release."""
        evidence = self.evidence(near, question)
        return sum(weight * value for weight, value in zip(WEIGHTS, evidence, strict=True))

    def evidence(self, near: Near, question: Question) -> tuple[float, ...]:
        """What speaks for a release, a number for each of WEIGHTS."""
        similarities = near.similarities[:BEST_OF]
        vocabulary = self._scope(frozenset([near.release_id])).vocabulary
        weights = {term: -math.log(max(self._searcher.share(term), LEAST_SHARE)) for term in question.terms}
        held = sum(weight * vocabulary.affinity(term) for term, weight in weights.items())
        return (
            similarities[0],
            sum(similarities) / BEST_OF + similarities[-1] * (BEST_OF - len(similarities)) / BEST_OF,
            held / sum(weights.values()) if weights else 0.0,
            math.log(self._searcher.outlines.entry(near.release_id).passages),
        )

    def _prepare(self, ids: frozenset[str]) -> Scope:
        """The scope of some releases; that of all is not limited to their ids."""
        outlines = self._searcher.outlines
        return Scope.of([outlines.of(one) for one in sorted(ids)], None if len(ids) == len(outlines) else ids)
