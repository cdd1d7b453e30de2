"""Answers a query from the dense and the lexical index, fused by rank."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.model import Passage
from corpus.outlines import Outlines
from index.dense import DenseIndex
from index.encoder import Encoder, Role, Vectors, Weights
from index.hits import Hit
from index.lexical import LexicalIndex

# Reciprocal rank fusion with the constant of Cormack, Clarke and Büttcher (SIGIR 2009).
RRF = 60
# A passage has a row of its own and one for each statement: ask for enough rows to find `limit` passages.
ROWS_A_PASSAGE = 4
# The vectors of so many queries are kept: one question is searched for several times, and asked again.
REMEMBERED = 1024
Numbers = NDArray[np.int64]


class SearchIndex:
    """The passages of some releases, searchable. Reading it from several threads at once is safe.

    Passages and rows are numbered through all releases, which are ordered by id; `rows` has the passage of each row.
    """

    def __init__(
        self,
        outlines: Outlines,
        rows: NDArray[np.int32],
        dense: DenseIndex,
        lexical: LexicalIndex,
        encoder: Encoder,
        weights: Weights,
        digest: str,
    ) -> None:
        self.outlines = outlines
        self.digest = digest
        self._weights = weights
        self._dense, self._lexical, self._encoder = dense, lexical, encoder
        self._rows = rows
        self._starts = np.cumsum([0, *(entry.passages for entry in outlines.entries)])
        self._vector = lru_cache(REMEMBERED)(self._encode)

    def reads(self, language: str) -> bool:
        """Whether questions in a language are matched by their meaning."""
        return self._weights.reads(language)

    def occurs(self, text: str) -> bool:
        """Whether each word of a text occurs in some passage."""
        return self._lexical.holds(text)

    def search(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Hit]:
        """The passages nearest to a query, best first, ties by passage id; only of those releases, if given."""
        vector = self._vector(query)
        allowed = self._allowed(release_ids)
        dense = self._search_dense(vector, limit, allowed)
        lexical = dict(self._lexical.search(query, limit, allowed))
        fused = fuse(dense, list(lexical))
        return [self._hit(*one, fused[one[0]], lexical.get(one[0], 0.0), vector) for one in self._best(fused, limit)]

    def _encode(self, query: str) -> Vectors:
        return np.asarray(self._encoder.encode([query], Role.QUERY)[0])

    def _best(self, fused: dict[int, float], limit: int) -> list[tuple[int, Passage]]:
        """The best passages with their numbers; only releases that one of them can stand in are read for their ids."""
        places = {number: self._place(number) for number in fused}
        order = sorted((-score, places[number]) for number, score in fused.items())
        last = order[min(limit, len(order)) - 1 :][:1]
        near = [number for number in fused if [(-fused[number], places[number])] <= last]
        passages = [(number, self._passage(number)) for number in near]
        return sorted(passages, key=lambda one: (-fused[one[0]], one[1].id))[:limit]

    def _place(self, number: int) -> int:
        """The place of the release of a passage."""
        return int(np.searchsorted(self._starts, number, side="right")) - 1

    def _passage(self, number: int) -> Passage:
        place = self._place(number)
        return self.outlines.at(place).passages[number - int(self._starts[place])]

    def _allowed(self, release_ids: Collection[str] | None) -> Numbers | None:
        """The numbers of the passages of some releases, in order."""
        if release_ids is None:
            return None
        places = sorted({place for one in release_ids if (place := self.outlines.places.get(one)) is not None})
        return ranges(self._starts[places], self._starts[np.asarray(places, dtype=np.int64) + 1])

    def _rows_of(self, numbers: Numbers) -> Numbers:
        """The rows of some passages, in order."""
        # Of the same kind: else all rows are converted each time.
        alike = numbers.astype(self._rows.dtype)
        first, last = (np.searchsorted(self._rows, alike, side=side) for side in ("left", "right"))
        return ranges(first, last)

    def _search_dense(self, vector: Vectors, limit: int, allowed: Numbers | None) -> list[int]:
        """The numbers of the passages whose best row is most similar, best first."""
        rows = None if allowed is None else self._rows_of(allowed)
        asked = ROWS_A_PASSAGE * limit
        while True:
            found = self._dense.search(vector, asked, rows)
            passages = list(dict.fromkeys(int(self._rows[row]) for row, _ in found))
            # One passage of many statements can fill all places: then ask for more.
            if len(passages) >= limit or len(found) < asked:
                return passages[:limit]
            asked *= 2

    def _hit(self, number: int, passage: Passage, score: float, lexical: float, vector: Vectors) -> Hit:
        """A passage with all that speaks for it."""
        similarities = np.asarray(self._dense.vectors(self._rows_of(np.array([number]))) @ vector)
        statements = similarities[1:] if len(similarities) > 1 else similarities
        return Hit(
            passage=passage,
            score=score,
            dense=float(similarities.max()),
            whole=float(similarities[0]),
            lexical=lexical,
            similarities=tuple(map(float, statements)),
        )


def ranges(first: Numbers, last: Numbers) -> Numbers:
    """All numbers from each first one up to before its last one."""
    return np.concatenate([np.arange(0), *map(np.arange, first, last)]).astype(np.int64)


def fuse(*rankings: Sequence[int]) -> dict[int, float]:
    """The reciprocal rank fusion of some rankings: a score for everything that is in any of them."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] += 1 / (RRF + rank)
    return dict(scores)
