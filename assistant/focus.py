"""Chooses which releases of many a question is put to: those that are nearest to it, one edition of each.

A release is judged by its own words and its own structure, as if it stood alone: what a word tells, whether a name
occurs, what a list holds. So answers do not change with what else is in the collection.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from statistics import fmean

from assistant.candidates import Candidate, candidates
from assistant.question import Question, understand
from assistant.scope import Scope
from assistant.vocabulary import respelt
from corpus.outlines import Entry
from corpus.relations import Relations, language_group, one_edition
from index.hits import Near, Searcher

# So few releases are all looked at together, and so few that were chosen. Of more, a question is put to the nearest.
FEW, FEW_CHOSEN, NEAREST = 3, 20, 3
# So many passages are looked at to find them, and the words of so many releases.
PASSAGES, COMPARED = 200, 20
# So many passages of those releases are compared with the question, by the statement of each that is nearest.
LIKELIEST = 30
# So many prepared scopes are kept; one takes some milliseconds for each release.
PREPARED = 256
# A word in fewer passages tells no more than one in so many.
LEAST_SHARE = 1e-6
# So many of its passages stand for a release.
BEST_OF = 5
# Where no statement was found to compare with the question.
UNKNOWN = 0.0

# How like an answer to a question each of some statements is.
Compare = Callable[[Question, Sequence[Candidate]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question is put to: one scope of few releases, or one for each of the `nearest` of many, in order.

    `scores` says of each how likely the question is about it, as a logarithm.
    """

    scopes: Sequence[Scope]
    scores: Sequence[float] = (0.0,)
    nearest: bool = False


class Chooser:
    """Chooses releases with a searcher, and with what compares statements with a question."""

    def __init__(self, searcher: Searcher, relations: Relations, weights: Sequence[float], compare: Compare) -> None:
        self._searcher, self._relations, self._weights, self._compare = searcher, relations, weights, compare
        self._scope = lru_cache(PREPARED)(self._prepare)
        self._of_all = cache(partial(self._one_edition, None))
        self._foreign = cache(self._in_another_language)

    def focus(self, text: str, language: str, chosen: frozenset[str] | None) -> Focus:
        """What a question is put to, of some releases, or of all."""
        ids = self._editions(chosen, language)
        if ids is not None and len(ids) <= (FEW if chosen is None else FEW_CHOSEN):
            return Focus([self._scope(ids)])
        # A misspelt word would lead astray; the release that is chosen tells what was meant.
        nearest = self._nearest(understand(respelt(text, self._searcher.share)), ids)
        scopes = [self._scope(frozenset([release_id])) for release_id in nearest]
        return Focus(scopes, list(nearest.values()), nearest=True)

    def entries(self, chosen: Collection[str] | None) -> Sequence[Entry]:
        """The entries of some releases, or of all."""
        outlines = self._searcher.outlines
        return outlines.entries if chosen is None else [outlines.entry(one) for one in sorted(chosen)]

    def _editions(self, chosen: frozenset[str] | None, language: str) -> frozenset[str] | None:
        """The ids of some releases, one edition of each; None for all, where they are many and have one edition."""
        if chosen is None and len(self._searcher.outlines) > FEW and not self._relations.editions:
            return None
        return self._of_all(language) if chosen is None else self._one_edition(chosen, language)

    def _one_edition(self, chosen: frozenset[str] | None, language: str) -> frozenset[str]:
        """The ids of some releases, or of all, one edition of each."""
        return frozenset(entry.id for entry in one_edition(self.entries(chosen), self._relations, language))

    def _nearest(self, question: Question, ids: frozenset[str] | None) -> dict[str, float]:
        """The ids of the releases that a question is likeliest about with their scores, best first; ties by id."""
        scores = {release_id: self._weighted(evidence) for release_id, evidence in self.evidence(question, ids).items()}
        return dict(sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:NEAREST])

    def evidence(self, question: Question, ids: frozenset[str] | None) -> dict[str, tuple[float, ...]]:
        """What speaks for each of the releases nearest to a question: a number for each of FOCUSED.

        Its nearest passage and its nearest five; how much it says at all, as a question is the likelier about a
        release, the more that says; whether it is in another language, which encoders find less alike; the share of the
        question's words that it has; and how like an answer the likeliest of its statements is.
        """
        near = self._near(question, ids)
        level = fmean(similarity for one in near for similarity in one.similarities) if near else 0.0
        found = {one.release_id: (*self._alike(one, level), *self._about(one, question)) for one in near}
        likeliest = sorted(found, key=lambda one: (-self._weighted(found[one]), one))[:COMPARED]
        alike = self._likeness(question, frozenset(likeliest))
        return {one: (*found[one], self._covered(one, question), alike[one]) for one in likeliest}

    def _likeness(self, question: Question, ids: frozenset[str]) -> dict[str, float]:
        """How like an answer the likeliest statement of each of some releases is; of none found, as the least is."""
        nearest: dict[str, Candidate] = {}
        for one in candidates(self._searcher.search(question.text, LIKELIEST, ids)):
            if one.passage.id not in nearest or nearest[one.passage.id].similarity < one.similarity:
                nearest[one.passage.id] = one
        if not nearest:
            return dict.fromkeys(ids, UNKNOWN)
        likenesses = self._compare(question, list(nearest.values()))
        found: dict[str, float] = defaultdict(lambda: min(likenesses))
        for one, likeness in zip(nearest.values(), likenesses, strict=True):
            found[one.passage.release_id] = max(found[one.passage.release_id], likeness)
        return {one: found[one] for one in ids}

    def _near(self, question: Question, ids: frozenset[str] | None) -> list[Near]:
        """The releases nearest to a question, those in other languages too, which would be far down among all."""
        near = self._searcher.near(question.text, PASSAGES, ids)
        foreign = self._foreign(language_group(question.language))
        foreign = foreign if ids is None else foreign & ids
        known = {one.release_id for one in near}
        others = self._searcher.near(question.text, PASSAGES, foreign) if foreign else []
        return [*near, *(one for one in others if one.release_id not in known)]

    def _in_another_language(self, group: str) -> frozenset[str]:
        """The ids of the releases that are in no language of a group."""
        entries = self._searcher.outlines.entries
        return frozenset(entry.id for entry in entries if language_group(entry.language) != group)

    def _alike(self, near: Near, level: float) -> tuple[float, float]:
        """The similarity of a release's nearest passage, the mean of its nearest five; `level` is that of others."""
        nearest = near.similarities[:BEST_OF]
        return nearest[0], (sum(nearest) + level * (BEST_OF - len(nearest))) / BEST_OF

    def _about(self, near: Near, question: Question) -> tuple[float, float]:
        """How much a release says, and whether it is in another language than a question."""
        entry = self._searcher.outlines.entry(near.release_id)
        return math.log(entry.passages), float(language_group(entry.language) != language_group(question.language))

    def _covered(self, release_id: str, question: Question) -> float:
        """The share of a question's words, by how much they tell, that a release has."""
        vocabulary = self._scope(frozenset([release_id])).vocabulary
        weights = {term: -math.log(max(self._searcher.share(term), LEAST_SHARE)) for term in question.terms}
        held = sum(weight * vocabulary.affinity(term) for term, weight in weights.items())
        return held / sum(weights.values()) if weights else 0.0

    def _weighted(self, evidence: Sequence[float]) -> float:
        """How likely a question is about a release, by what of the evidence there is so far."""
        return sum(weight * value for weight, value in zip(self._weights, evidence, strict=False))

    def _prepare(self, ids: frozenset[str]) -> Scope:
        """The scope of some releases; that of all is not limited to their ids."""
        outlines = self._searcher.outlines
        return Scope.of([outlines.of(one) for one in sorted(ids)], None if len(ids) == len(outlines) else ids)
