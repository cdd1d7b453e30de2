"""Answers a query from the dense and the lexical index, fused by rank."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np

from corpus.model import Outline
from index.dense import DenseIndex
from index.encoder import Encoder, Role, Vectors, Weights
from index.hits import Hit
from index.lexical import LexicalIndex
from index.rows import all_passages, make_rows

# Reciprocal rank fusion with the constant of Cormack, Clarke and Büttcher (SIGIR 2009).
RRF = 60
# A passage has a row of its own and one for each statement: ask for enough rows to find `limit` passages.
ROWS_A_PASSAGE = 4


class SearchIndex:
    """The passages of some releases, searchable. Reading it from several threads at once is safe."""

    def __init__(
        self,
        outlines: Sequence[Outline],
        dense: DenseIndex,
        lexical: LexicalIndex,
        encoder: Encoder,
        weights: Weights,
        digest: str,
    ) -> None:
        self.outlines = tuple(outlines)
        self.digest = digest
        self._weights = weights
        self._dense, self._lexical, self._encoder = dense, lexical, encoder
        self._passages = all_passages(outlines)
        self._rows = make_rows(self._passages)
        self._rows_of: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows):
            self._rows_of[row.passage].append(number)

    def reads(self, language: str) -> bool:
        """Whether questions in a language are matched by their meaning."""
        return self._weights.reads(language)

    def search(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Hit]:
        """The passages nearest to a query, best first, ties by passage id; only of those releases, if given."""
        vector = self._encoder.encode([query], Role.QUERY)[0]
        allowed = self._allowed(release_ids)
        dense = self._search_dense(vector, limit, allowed)
        lexical = dict(self._lexical.search(query, limit, allowed))
        fused = fuse(dense, list(lexical))
        best = sorted(fused, key=lambda number: (-fused[number], self._passages[number].id))[:limit]
        return [self._hit(number, fused[number], lexical.get(number, 0.0), vector) for number in best]

    def _allowed(self, release_ids: Collection[str] | None) -> list[int] | None:
        """The numbers of the passages of some releases."""
        if release_ids is None:
            return None
        return [number for number, passage in enumerate(self._passages) if passage.release_id in release_ids]

    def _search_dense(self, vector: Vectors, limit: int, allowed: list[int] | None) -> list[int]:
        """The numbers of the passages whose best row is most similar, best first."""
        rows = None if allowed is None else [row for number in allowed for row in self._rows_of[number]]
        asked = ROWS_A_PASSAGE * limit
        while True:
            found = self._dense.search(vector, asked, rows)
            passages = list(dict.fromkeys(self._rows[row].passage for row, _ in found))
            # One passage of many statements can fill all places: then ask for more.
            if len(passages) >= limit or len(found) < asked:
                return passages[:limit]
            asked *= 2

    def _hit(self, number: int, score: float, lexical: float, vector: Vectors) -> Hit:
        """A passage with all that speaks for it."""
        similarities = np.asarray(self._dense.vectors(self._rows_of[number]) @ vector)
        statements = similarities[1:] if len(similarities) > 1 else similarities
        return Hit(
            passage=self._passages[number],
            score=score,
            dense=float(similarities.max()),
            whole=float(similarities[0]),
            lexical=lexical,
            similarities=tuple(map(float, statements)),
        )


def fuse(*rankings: Sequence[int]) -> dict[int, float]:
    """The reciprocal rank fusion of some rankings: a score for everything that is in any of them."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] += 1 / (RRF + rank)
    return dict(scores)
