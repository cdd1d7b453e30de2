"""Chooses which releases of many a question is put to: those that are nearest to it, one edition of each.

A release is judged by its own words and its own structure, as if it stood alone: what a word tells, whether a name
occurs, what a list holds. So answers do not change with what else is in the collection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.scope import Scope
from corpus.outlines import Entry
from corpus.relations import Relations, one_edition
from index.hits import Searcher

# So few releases are all looked at together, and so few that were chosen. Of more, a question is put to the nearest.
FEW, FEW_CHOSEN, NEAREST = 3, 20, 3
# So many hits are looked at to find them.
HITS = 20
# So many prepared scopes are kept; one takes some milliseconds for each release.
PREPARED = 256


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
        hits = self._searcher.search(text, HITS, ids)
        nearest = list(dict.fromkeys(hit.passage.release_id for hit in hits))[:NEAREST]
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

    def _prepare(self, ids: frozenset[str]) -> Scope:
        """The scope of some releases; that of all is not limited to their ids."""
        outlines = self._searcher.outlines
        return Scope.of([outlines.of(one) for one in sorted(ids)], None if len(ids) == len(outlines) else ids)
