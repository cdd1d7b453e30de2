"""The vectors of an index on disk, in the order of its rows, each with the digest of what it is the vector of.

Vectors are kept as 16-bit floats, which changes a similarity by less than 0.0001. A build appends to both files, so
what one that was killed has encoded is there for the next.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from index.digests import DIGEST_SIZE, row_digest
from index.encoder import Encoder, Role, Vectors
from index.manifest import REPAIR

VECTORS, DIGESTS, DIMENSION = "vectors.f16", "digests.bin", "dimension"
HalfVectors = NDArray[np.float16]
# So many texts are encoded at once; the encoder sorts them by length.
WINDOW = 256
# So many of the vectors encoded last are kept in memory: releases repeat their standing phrases.
RECENT = 8192
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
            raise IndexUnusable(f"the vectors in {folder} cannot be read ({error}); {REPAIR}") from error

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The first half of each digest in ascending order, and the row of each."""
        halves = self.digests.view("<u8")[:, 0]
        order = np.argsort(halves, kind="stable")
        return halves[order], order

    def find(self, digests: Sequence[bytes]) -> tuple[NDArray[np.bool_], Vectors]:
        """Which of some digests are known, shape (digests,), and the vectors of those, in their order."""
        if not self.rows or not digests:
            return np.zeros(len(digests), dtype=bool), np.empty((0, self.dimension), dtype=np.float32)
        halves, order = self._sorted
        wanted = as_array(digests)
        rows = order[np.minimum(np.searchsorted(halves, wanted.view("<u8")[:, 0]), self.rows - 1)]
        known = (self.digests[rows] == wanted).all(axis=1) & self._believed(rows)
        return known, np.asarray(self.vectors[rows[known]], dtype=np.float32)

    def whole(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the vectors of some rows have the length that vectors have."""
        lengths = np.linalg.norm(np.asarray(self.vectors[rows], dtype=np.float32), axis=1)
        return np.asarray(np.abs(lengths - 1) < LENGTH_ERROR)

    def _believed(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        return self.whole(rows)


class LeftVectors(SavedVectors):
    """The vectors that an unfinished build had so far.

    A crash of the machine may leave pages of a file unwritten: zeros, that may begin within a vector and change its
    length by little. So a row is believed only if the rows beside it are whole too, and the last one is not.
    """

    def _believed(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        before, after = np.maximum(rows - 1, 0), np.minimum(rows + 1, self.rows - 1)
        return self.whole(before) & self.whole(rows) & self.whole(after) & (rows < self.rows - 1)


def as_array(digests: Sequence[bytes]) -> NDArray[np.uint8]:
    """Digests as an array of shape (digests, bytes)."""
    return np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, DIGEST_SIZE)


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
        self._recent: dict[bytes, Vectors] = {}
        self._written = 0
        self.tell: Callable[[int], None] = lambda _: None

    def __enter__(self) -> Self:
        """Open both files."""
        with ExitStack() as files:
            self._vectors = files.enter_context((self._folder / VECTORS).open("wb"))
            self._digests = files.enter_context((self._folder / DIGESTS).open("wb"))
            self._files = files.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write what waits, unless something failed, and close the files."""
        with self._files:
            if kind is None:
                self._encode()

    def copy(self, vectors: HalfVectors, digests: NDArray[np.uint8]) -> None:
        """Append rows that are in the form of the files."""
        self._encode()
        self._append(vectors, digests)

    def write(self, texts: Iterable[str]) -> None:
        """Append the vectors of some texts; only those that are not known are encoded, and not one again soon."""
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
            encoded = zip(new, self._encoder.encode(list(new.values()), Role.PASSAGE), strict=True)
            # Copied: a part of an array would keep the whole.
            self._recent |= {digest: vector.copy() for digest, vector in encoded}
            found |= {digest: self._recent[digest] for digest in new}
            for digest in list(self._recent)[:-RECENT]:
                del self._recent[digest]
        vectors = np.stack([found[digest] for digest in digests]).astype(np.float16)
        self._append(vectors, as_array(digests))
        self._written += len(texts)
        self.tell(self._written)

    def _find(self, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors that are known, by digest."""
        found = {digest: self._recent[digest] for digest in digests if digest in self._recent}
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
