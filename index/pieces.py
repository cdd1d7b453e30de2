"""The digests of each piece of the files of vectors: where such a file is damaged, they say what of it is not."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from index.digests import DIGEST_SIZE
from index.manifest import REPAIR
from index.vectors import DIGESTS, DIMENSION, VECTORS, SavedVectors

PIECES = "pieces.txt"
PIECE = 1 << 16


def write_pieces(folder: Path) -> None:
    """Write the digest of each piece of the files of vectors, one a line."""
    with (folder / PIECES).open("w", encoding="utf-8") as file:
        for name in (VECTORS, DIGESTS, DIMENSION):
            file.writelines(f"{piece}\n" for piece in pieces_of(folder / name))


def pieces_of(path: Path) -> Iterator[str]:
    """The name of a file, the number and the sha256 of each of its pieces."""
    with path.open("rb") as file:
        number = 0
        while piece := file.read(PIECE):
            yield f"{path.name} {number} {hashlib.sha256(piece).hexdigest()}"
            number += 1


class IntactVectors(SavedVectors):
    """The vectors of a damaged index that are in pieces which are as they were written."""

    def __init__(self, folder: Path) -> None:
        """Find them. Raises IndexUnusable if there are none."""
        try:
            known = frozenset((folder / PIECES).read_text(encoding="utf-8", errors="replace").splitlines())
            self._vectors, self._digests, dimension = (
                np.array([piece in known for piece in pieces_of(folder / name)], dtype=bool)
                for name in (VECTORS, DIGESTS, DIMENSION)
            )
        except OSError as error:
            raise IndexUnusable(f"the vectors in {folder} cannot be read ({error}); {REPAIR}") from error
        if not dimension.any():
            raise IndexUnusable(f"the file {folder / DIMENSION} is not as it was built; {REPAIR}")
        super().__init__(folder)

    def _believed(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        vectors = within(self._vectors, rows, 2 * self.dimension)
        return self.whole(rows) & vectors & within(self._digests, rows, DIGEST_SIZE)


def within(intact: NDArray[np.bool_], rows: NDArray[np.int64], width: int) -> NDArray[np.bool_]:
    """Whether rows of so many bytes lie in intact pieces."""
    return np.asarray(intact[rows * width // PIECE] & intact[((rows + 1) * width - 1) // PIECE])
