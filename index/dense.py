"""The dense index: unit vectors found by their similarity to a query's; the only file that imports FAISS.

The vectors themselves, in 16 bits, stay where the caller keeps them, as a rule in a memory-mapped file. Up to
`FLAT_LIMIT` rows each is compared with the query. Beyond it, all are compared in a short code of four bits for two
numbers, which fits into memory and into the registers of a processor (André, Kermarrec and Le Scouarnec, "Cache
locality is not enough", VLDB 2015), and the best of them once more by the vectors themselves: a similarity is always
the true one, only a row can be missed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from index.encoder import Vectors
from index.manifest import REMEDY

Halves = NDArray[np.float16]
Numbers = NDArray[np.int64]
Progress = Callable[[int, int], None]

FILE = "dense.faiss"
# Comparing so many rows one by one takes about as long as comparing a million by their codes.
FLAT_LIMIT = 200_000
# So many candidates for each place, and so many at least, are compared by their vectors.
CANDIDATES_A_PLACE, LEAST_CANDIDATES = 8, 200
# Comparing so few allowed rows by their vectors takes no longer than comparing all by their codes.
FEW_ROWS = 10_000
BATCH = 16_384


class DenseIndex:
    """Rows of unit vectors, found again by their similarity to a query's. Reading from several threads is safe."""

    def __init__(self, vectors: Halves, index: faiss.Index, exact: bool) -> None:
        self._vectors, self._index, self._exact = vectors, index, exact

    @classmethod
    def build(
        cls,
        vectors: Halves | Vectors,
        folder: Path | None = None,
        progress: Progress = lambda *_: None,
        flat_limit: int = FLAT_LIMIT,
    ) -> "DenseIndex":
        """An index over the rows of an array of shape (rows, dimension), which is kept, not copied, if in 16 bits.

        More rows than `flat_limit` are encoded once, and the codes written into the folder. `progress` is told how
        many of how many rows are done. The same vectors give the same index.
        """
        halves = vectors.astype(np.float16, copy=False)
        if len(halves) <= flat_limit:
            return cls(halves, flat(halves, progress), exact=True)
        index = compressed(halves, progress)
        if folder is not None:
            faiss.write_index(index, str(folder / FILE))
        return cls(halves, index, exact=False)

    @classmethod
    def load(cls, folder: Path, vectors: Halves, flat_limit: int = FLAT_LIMIT) -> "DenseIndex":
        """The index that `build` made over the same vectors. Raises IndexUnusable if it cannot be read."""
        path = folder / FILE
        if len(vectors) <= flat_limit and not path.exists():
            return cls(vectors, flat(vectors), exact=True)
        try:
            index = faiss.read_index(str(path))
        except (RuntimeError, MemoryError) as error:
            raise IndexUnusable(f"{path} cannot be read ({error}); {REMEDY}") from error
        if (index.ntotal, index.d) != vectors.shape:
            raise IndexUnusable(f"{path} is of the shape {(index.ntotal, index.d)}, not {vectors.shape}; {REMEDY}")
        return cls(vectors, index, exact=False)

    @property
    def rows(self) -> int:
        """How many vectors the index holds."""
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._vectors.shape[1])

    def search(self, vector: Vectors, limit: int, rows: Numbers | None = None) -> list[tuple[int, float]]:
        """The rows most similar to a vector of shape (dimension,), best first, with their cosine similarity.

        Equal ones come in the order of their numbers. With `rows`, which are sorted, only those are looked at.
        """
        if limit < 1 or self.rows == 0 or (rows is not None and not len(rows)):
            return []
        if rows is not None and len(rows) <= FEW_ROWS and not self._exact:
            return self._compared(vector, limit, rows)
        parameters = self._parameters(rows)
        with one_thread():
            if self._exact:
                return self._best(vector, limit, parameters)
            wanted = min(max(LEAST_CANDIDATES, CANDIDATES_A_PLACE * limit), self.rows)
            found = self._index.search(vector[np.newaxis], wanted, params=parameters)[1][0]
        return self._compared(vector, limit, np.sort(found[found >= 0]))

    def _parameters(self, rows: Numbers | None) -> faiss.SearchParameters:
        """What has FAISS look at some rows only."""
        # FAISS's classes take arrays and any field by its name, and keep them alive; its types do not know.
        kind: Any = faiss.SearchParameters if self._exact else faiss.SearchParametersIVF
        bitmap: Any = faiss.IDSelectorBitmap
        parameters: faiss.SearchParameters = kind(sel=None if rows is None else bitmap(bits_of(rows, self.rows)))
        return parameters

    def _best(self, vector: Vectors, limit: int, parameters: faiss.SearchParameters) -> list[tuple[int, float]]:
        """The most similar rows, each looked at."""
        # One more than wanted, to see whether the last place is shared: then all that share it have to be known.
        scores, found = self._index.search(vector[np.newaxis], min(limit + 1, self.rows), params=parameters)
        pairs = list(zip(found[0], scores[0], strict=True))
        if len(pairs) > limit and pairs[limit][1] == pairs[limit - 1][1]:
            least = np.nextafter(pairs[limit][1], np.float32(-2))
            _, scores, found = self._index.range_search(vector[np.newaxis], float(least), params=parameters)
            pairs = list(zip(found, scores, strict=True))
        ranked = sorted((-float(score), int(row)) for row, score in pairs if row >= 0)
        return [(row, -score) for score, row in ranked[:limit]]

    def _compared(self, vector: Vectors, limit: int, rows: Numbers) -> list[tuple[int, float]]:
        """The most similar ones of some rows, by their vectors."""
        # A matrix product may round equal rows differently.
        scores = np.einsum("rd,d->r", self.vectors(rows), vector)
        order = np.lexsort((rows, -scores))[:limit]
        return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))

    def vectors(self, rows: Numbers) -> Vectors:
        """The vectors of some rows, shape (rows, dimension)."""
        return self._vectors[rows].astype(np.float32)


@contextmanager
def one_thread() -> Iterator[None]:
    """Have FAISS use one thread for what this thread asks.

    One query is too little to share: where others want the processors too, its threads mostly wait for each other.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def flat(vectors: Halves, progress: Progress = lambda *_: None) -> faiss.Index:
    """An index that compares a query with every vector."""
    index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    add(index, vectors, progress)
    return index


def compressed(vectors: Halves, progress: Progress) -> faiss.Index:
    """An index of codes.

    It has one list of all rows: so it takes a selector, and codes are of the difference to the mean vector. For unit
    vectors the nearest is the most similar.
    """
    rows, dimension = vectors.shape
    parts = dimension // 2 if dimension % 2 == 0 else dimension
    index = faiss.index_factory(dimension, f"IVF1,PQ{parts}x4fsr", faiss.METRIC_L2)
    # Spread evenly: releases of one kind stand side by side.
    sample = np.linspace(0, rows - 1, min(rows, BATCH)).astype(np.int64)
    index.train(vectors[sample].astype(np.float32))
    add(index, vectors, progress)
    return index


def add(index: faiss.Index, vectors: Halves, progress: Progress) -> None:
    """Add vectors in batches, telling how far it is."""
    for start in range(0, len(vectors), BATCH):
        index.add(vectors[start : start + BATCH].astype(np.float32))
        progress(min(start + BATCH, len(vectors)), len(vectors))


def bits_of(numbers: Numbers, count: int) -> NDArray[np.uint8]:
    """Which of so many numbers are among some, a bit each."""
    mask = np.zeros(count, dtype=np.bool_)
    mask[numbers] = True
    return np.packbits(mask, bitorder="little")
