"""Answers a query from the dense and the lexical index, fused by rank."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.model import Passage
from corpus.outlines import Outlines
from index.encoder import Encoder, Role, Vectors
from index.hits import Hit, Near

# Reciprocal rank fusion with the constant of Cormack, Clarke and Büttcher (SIGIR 2009).
RRF = 60
# A passage has a row of its own and one for each statement: ask for enough rows to find `limit` passages.
ROWS_A_PASSAGE = 4
# The vectors of so many queries are kept: one question is searched for several times, and asked again.
REMEMBERED = 1024
Numbers = NDArray[np.int64]


class Dense(Protocol):
    """Finds rows by their vectors."""

    def search(self, vector: Vectors, limit: int, rows: Numbers | None = None) -> list[tuple[int, float]]:
        """The rows most similar to a vector with their similarity, best first; only of those given, in order."""
        ...

    def vectors(self, rows: Numbers) -> Vectors:
        """The vectors of some rows, shape (rows, dimension)."""
        ...


class Lexical(Protocol):
    """Finds passages by their words."""

    def search(self, query: str, limit: int, allowed: Numbers | None = None) -> list[tuple[int, float]]:
        """The passages that share words with a query with their score, best first; only of those given, in order."""
        ...


class Frequencies(Protocol):
    """Knows how common words are."""

    def frequency(self, word: str) -> int:
        """How many passages hold a word."""
        ...


class SearchIndex:
    """The passages of some releases, searchable. Reading it from several threads at once is safe.

    Passages and rows are numbered through all releases, which are ordered by id; `rows` has the passage of each row.
    `languages` are those that the encoder reads, None where that is not known.
    """

    def __init__(
        self,
        outlines: Outlines,
        rows: NDArray[np.int32],
        dense: Dense,
        lexical: Lexical,
        encoder: Encoder,
        languages: frozenset[str] | None,
        digest: str,
        frequencies: Frequencies,
    ) -> None:
        self.outlines = outlines
        self.digest = digest
        self._languages = languages
        self._dense, self._lexical, self._encoder = dense, lexical, encoder
        self._frequencies = frequencies
        self._rows = rows
        self._starts = np.cumsum([0, *(entry.passages for entry in outlines.entries)])
        self._vector = lru_cache(REMEMBERED)(self._encode)

    def reads(self, language: str) -> bool:
        """Whether questions in a language are matched by their meaning."""
        return self._languages is None or language in self._languages

    def share(self, word: str) -> float:
        """The share of all passages that hold a word, as `corpus.words` gives it."""
        return self._frequencies.frequency(word) / max(int(self._starts[-1]), 1)

    def search(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Hit]:
        """The passages nearest to a query, best first, ties by passage id; only of those releases, if given."""
        fused, lexical = self._found(query, limit, release_ids)
        best = self._best(fused, limit)
        similarities = self._similarities([number for number, _ in best], self._vector(query))
        return [
            hit_of(passage, fused[number], lexical.get(number, 0.0), own)
            for (number, passage), own in zip(best, similarities, strict=True)
        ]

    def near(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Near]:
        """The releases of the passages nearest to a query, of which `limit` are looked at; the nearest release first.

        Only those of some ids, if given. Nothing of the releases is read.
        """
        fused, _ = self._found(query, limit, release_ids)
        numbers = sorted(fused, key=lambda number: (-fused[number], number))[:limit]
        found: dict[int, list[float]] = defaultdict(list)
        for number, own in zip(numbers, self._similarities(numbers, self._vector(query)), strict=True):
            found[self._place(number)].append(float(own.max()))
        near = [Near(self.outlines.entries[place].id, tuple(sorted(own, reverse=True))) for place, own in found.items()]
        return sorted(near, key=lambda one: (-one.similarities[0], one.release_id))

    def _found(
        self, query: str, limit: int, release_ids: Collection[str] | None
    ) -> tuple[dict[int, float], dict[int, float]]:
        """The numbers of passages found in either index with their fused score, and with their lexical score."""
        allowed = self._allowed(release_ids)
        lexical = dict(self._lexical.search(query, limit, allowed))
        return fuse(self._search_dense(self._vector(query), limit, allowed), list(lexical)), lexical

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

    def _similarities(self, numbers: Sequence[int], vector: Vectors) -> list[Vectors]:
        """For each of some passages the similarity of its rows, that of the whole first."""
        first, last = (np.searchsorted(self._rows, numbers, side=side) for side in ("left", "right"))
        found = self._dense.vectors(ranges(first, last)) @ vector
        return np.split(found, np.cumsum(last - first)[:-1]) if numbers else []


def hit_of(passage: Passage, score: float, lexical: float, similarities: Vectors) -> Hit:
    """A passage with all that speaks for it."""
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
