"""The dense index: exact inner-product search over unit vectors; the only file that imports FAISS."""

from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from index.encoder import Vectors


class DenseIndex:
    """Rows of unit vectors, found again by their similarity to a query's."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(
        cls,
        vectors: NDArray[np.floating],
        folder: Path | None = None,
        progress: Callable[[int, int], None] | None = None,  # noqa: ARG003
    ) -> "DenseIndex":
        """An index over the rows of an array of shape (rows, dimension)."""
        vectors = np.asarray(vectors, dtype=np.float32)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def load(cls, path: Path, vectors: NDArray[np.floating]) -> "DenseIndex":
        return cls.build(vectors)
        """Read an index that `save` wrote. Raises IndexUnusable if it cannot be read."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise IndexUnusable(f"{path} cannot be read ({error}); run `communique build`") from error

    def save(self, path: Path) -> None:
        """Write the index to a new file."""
        faiss.write_index(self._index, str(path))

    @property
    def rows(self) -> int:
        """How many vectors the index holds."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, limit: int, rows: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """The rows most similar to a vector of shape (dimension,), best first, with their cosine similarity.

        Equal ones come in the order of their numbers. With `rows`, only those are looked at.
        """
        if limit < 1 or self.rows == 0 or (rows is not None and not len(rows)):
            return []
        parameters = None
        if rows is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(np.asarray(rows, dtype=np.int64))
        # One more than wanted, to see whether the last place is shared: then all that share it have to be known.
        scores, found = self._index.search(vector[np.newaxis], min(limit + 1, self.rows), params=parameters)
        pairs = list(zip(found[0], scores[0], strict=True))
        if len(pairs) > limit and pairs[limit][1] == pairs[limit - 1][1]:
            least = np.nextafter(pairs[limit][1], np.float32(-2))
            _, scores, found = self._index.range_search(vector[np.newaxis], float(least), params=parameters)
            pairs = list(zip(found, scores, strict=True))
        ranked = sorted((-float(score), int(row)) for row, score in pairs if row >= 0)
        return [(row, -score) for score, row in ranked[:limit]]

    def vectors(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, shape (rows, dimension)."""
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64)), dtype=np.float32)
