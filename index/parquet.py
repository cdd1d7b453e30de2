"""Vectors in Parquet files, each under the digest of its text and model; the only file that imports pyarrow.

A file is written under another name first, so that one that is read is whole. Vectors are kept as 16-bit floats, as the
index keeps them.
"""

import os
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from index.digests import DIGEST_SIZE
from index.encoder import Vectors

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ModuleNotFoundError as missing:
    raise IndexUnusable(
        f"vectors in Parquet need {missing.name}, which is not installed; run `pip install 'communique[ray]'`"
    ) from missing

SUFFIX, UNFINISHED = ".parquet", ".unfinished"
MODEL = b"communique.model_digest"
# So many files are kept in memory once they were read.
KEPT = 8
REMEDY = "remove it, and run `communique encode` again"


def write_vectors(folder: Path, model_digest: str, digests: Sequence[bytes], vectors: NDArray[Any]) -> Path:
    """Write a new file of vectors, shape (digests, dimension), on disk when this returns. Raises IndexUnusable."""
    half = np.ascontiguousarray(vectors, dtype=np.float16)
    lists = pa.FixedSizeListArray.from_arrays(pa.array(half.ravel()), half.shape[1])
    keys = pa.array(digests, type=pa.binary(DIGEST_SIZE))
    table = pa.table({"digest": keys, "vector": lists}).replace_schema_metadata({MODEL: model_digest})
    path = folder / f"{uuid.uuid4().hex}{SUFFIX}"
    unfinished = path.with_suffix(UNFINISHED)
    try:
        with unfinished.open("wb") as out:
            pq.write_table(table, out)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(path)
    except OSError as error:
        raise IndexUnusable(f"the vectors cannot be written to {folder}: {error.strerror or error}") from error
    return path


class ParquetVectors:
    """The vectors in a folder, found by their digests; of each 16 bytes and the place are held in memory."""

    def __init__(self, folder: Path, model_digest: str) -> None:
        """Read the digests. Raises IndexUnusable if a file cannot be read, or is of another model."""
        self._model_digest = model_digest
        self._files = sorted(folder.glob(f"*{SUFFIX}"))
        self._tables: OrderedDict[int, Vectors] = OrderedDict()
        digests = [np.empty(0, f"S{DIGEST_SIZE}"), *map(self._digests, range(len(self._files)))]
        together = np.concatenate(digests)
        order = np.argsort(together, kind="stable")
        self._sorted = together[order]
        lengths = [len(one) for one in digests[1:]]
        self._file_of = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
        self._row_of = np.concatenate([np.empty(0, np.int32), *(np.arange(n, dtype=np.int32) for n in lengths)])[order]

    def __len__(self) -> int:
        """How many vectors there are."""
        return len(self._sorted)

    def contains(self, digests: Sequence[bytes]) -> NDArray[np.bool_]:
        """Which of some digests have a vector, shape (digests,)."""
        return self._places(digests)[0]

    def find(self, digests: Sequence[bytes]) -> tuple[NDArray[np.bool_], Vectors]:
        """Which of some digests have a vector, shape (digests,), and the vectors of those, in their order.

        Raises IndexUnusable if a file cannot be read.
        """
        known, places = self._places(digests)
        files, rows = self._file_of[places[known]], self._row_of[places[known]]
        found: dict[int, Vectors] = {}
        for file in np.unique(files):
            wanted = np.flatnonzero(files == file)
            found |= zip(wanted.tolist(), self._vectors(int(file))[rows[wanted]], strict=True)
        if not found:
            return known, np.empty((0, 0), dtype=np.float32)
        return known, np.stack([found[number] for number in range(len(files))])

    def _places(self, digests: Sequence[bytes]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which of some digests are there, and the place of each among the sorted ones."""
        if not len(self) or not digests:
            return np.zeros(len(digests), dtype=bool), np.zeros(len(digests), dtype=np.int64)
        asked = np.array(digests, dtype=f"S{DIGEST_SIZE}")
        places = np.minimum(np.searchsorted(self._sorted, asked), len(self) - 1)
        return self._sorted[places] == asked, places

    def _digests(self, file: int) -> NDArray[np.bytes_]:
        """The digests in a file, in its order."""
        path = self._files[file]
        try:
            with pq.ParquetFile(path) as parquet:
                model = (parquet.schema_arrow.metadata or {}).get(MODEL, b"").decode(errors="replace")
                if model != self._model_digest:
                    raise IndexUnusable(
                        f"{path} has vectors of the model {model or 'unknown'}, not of {self._model_digest};"
                        " give the folder of vectors of this model, or encode into another"
                    )
                column = parquet.read(["digest"]).column("digest").combine_chunks()
            return np.array(column.to_pylist(), dtype=f"S{DIGEST_SIZE}")
        except (pa.ArrowException, KeyError, OSError) as error:
            raise unreadable(path, error) from error

    def _vectors(self, file: int) -> Vectors:
        """The vectors in a file, shape (rows, dimension)."""
        if file not in self._tables:
            self._tables[file] = read_vectors(self._files[file])
        self._tables.move_to_end(file)
        while len(self._tables) > KEPT:
            self._tables.popitem(last=False)
        return self._tables[file]


def read_vectors(path: Path) -> Vectors:
    """The vectors in a file, shape (rows, dimension). Raises IndexUnusable."""
    try:
        column = pq.read_table(path, columns=["vector"]).column("vector").combine_chunks()
        flat = np.asarray(column.flatten().to_numpy(), dtype=np.float32)
        return flat.reshape(-1, column.type.list_size)
    except (pa.ArrowException, KeyError, OSError) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> IndexUnusable:
    """The error for a file that is damaged."""
    return IndexUnusable(f"the vectors {path} cannot be read ({error}); {REMEDY}")
