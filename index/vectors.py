"""The vectors of an index on disk, in the order of its rows, each with the digest of what it is the vector of.

Vectors are kept as 16-bit floats, which changes a similarity by less than 0.0001. A build appends to both files, so
what one that was killed has encoded is there for the next.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from index.digests import DIGEST_SIZE, row_digest
from index.encoder import Encoder, Role, Vectors

VECTORS, DIGESTS, DIMENSION = "vectors.f16", "digests.bin", "dimension"
HalfVectors = NDArray[np.float16]
# So many texts are encoded at once; the encoder sorts them by length.
WINDOW = 256
# What a crash of the machine left unwritten reads as zeros, and has no length.
LENGTH_ERROR = 0.01


class KnownVectors(Protocol):
    """Vectors that need not be encoded again."""

    def find(self, digests: Sequence[bytes]) -> tuple[NDArray[np.bool_], Vectors]:
        """Which of some digests are known, shape (digests,), and the vectors of those, in their order."""
        ...


class SavedVectors:
    """The vectors in a folder: those of a finished index, or those that an unfinished one has so far."""

    def __init__(self, folder: Path) -> None:
        """Map the files into memory. Raises IndexUnusable if they are not there."""
        try:
            self.dimension = int((folder / DIMENSION).read_text(encoding="ascii"))
            whole = (folder / VECTORS).stat().st_size // (2 * self.dimension)
            self.rows = min(whole, (folder / DIGESTS).stat().st_size // DIGEST_SIZE)
            self.vectors: HalfVectors = mapped(folder / VECTORS, "<f2", self.rows, self.dimension)
            self.digests: NDArray[np.uint8] = mapped(folder / DIGESTS, "u1", self.rows, DIGEST_SIZE)
        except (OSError, ValueError, ZeroDivisionError) as error:
            raise IndexUnusable(f"the vectors in {folder} cannot be read ({error}); run `communique build`") from error

    @cached_property
    def _rows_of(self) -> dict[bytes, int]:
        return {digest.tobytes(): row for row, digest in enumerate(self.digests)}

    def find(self, digests: Sequence[bytes]) -> tuple[NDArray[np.bool_], Vectors]:
        """Which of some digests are known, shape (digests,), and the vectors of those, in their order."""
        rows = np.array([self._rows_of.get(digest, -1) for digest in digests], dtype=np.int64)
        known = rows >= 0
        vectors = np.asarray(self.vectors[rows[known]], dtype=np.float32)
        whole = np.abs(np.linalg.norm(vectors, axis=1) - 1) < LENGTH_ERROR
        known[known] = whole
        return known, vectors[whole]


def mapped(path: Path, kind: str, rows: int, width: int) -> NDArray[Any]:
    """A file as an array of shape (rows, width) that is read as it is used."""
    if not rows:
        return np.empty((0, width), dtype=kind)
    return np.memmap(path, dtype=kind, mode="r", shape=(rows, width))


class VectorWriter:
    """Appends vectors to the files of a folder: those that are known, and those of texts that it has encoded.

    `tell` is called with how many texts were written so far.
    """

    def __init__(self, folder: Path, model_digest: str, encoder: Encoder, known: Iterable[KnownVectors]) -> None:
        self._folder, self._model_digest, self._encoder = folder, model_digest, encoder
        self._known = tuple(known)
        self._waiting: list[str] = []
        self._written = 0
        self.tell: Callable[[int], None] = lambda _: None

    def __enter__(self) -> Self:
        """Open the files."""
        self._vectors = (self._folder / VECTORS).open("wb")
        self._digests = (self._folder / DIGESTS).open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write what waits, unless something failed, and close the files."""
        with self._vectors, self._digests:
            if kind is None:
                self._encode()

    def copy(self, vectors: HalfVectors, digests: NDArray[np.uint8]) -> None:
        """Append rows that are in the form of the files."""
        self._encode()
        self._append(vectors, digests)

    def write(self, texts: Iterable[str]) -> None:
        """Append the vectors of some texts; only those that are not known are encoded, equal texts once."""
        for text in texts:
            self._waiting.append(text)
            if len(self._waiting) == WINDOW:
                self._encode()

    def _encode(self) -> None:
        """Append the vectors of the texts that wait."""
        texts, self._waiting = self._waiting, []
        if not texts:
            return
        digests = [row_digest(self._model_digest, text) for text in texts]
        found = self._find(digests)
        new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in found}
        if new:
            found |= zip(new, self._encoder.encode(list(new.values()), Role.PASSAGE), strict=True)
        vectors = np.stack([found[digest] for digest in digests]).astype(np.float16)
        self._append(vectors, np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, DIGEST_SIZE))
        self._written += len(texts)
        self.tell(self._written)

    def _find(self, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors that are known, by digest."""
        found: dict[bytes, Vectors] = {}
        for source in self._known:
            if wanted := [digest for digest in dict.fromkeys(digests) if digest not in found]:
                known, vectors = source.find(wanted)
                found |= zip((d for d, one in zip(wanted, known, strict=True) if one), vectors, strict=True)
        return found

    def _append(self, vectors: HalfVectors, digests: NDArray[np.uint8]) -> None:
        if not self._vectors.tell():
            (self._folder / DIMENSION).write_text(str(vectors.shape[1]), encoding="ascii")
        # The digests last: a vector without one is not taken for known.
        for file, array in ((self._vectors, vectors), (self._digests, digests)):
            file.write(np.ascontiguousarray(array).tobytes())
            file.flush()
