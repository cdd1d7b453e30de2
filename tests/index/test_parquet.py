"""Vectors in Parquet files are found by the digest of their text and model, and nothing half-written is read."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from index import parquet
from index.digests import row_digest
from index.parquet import ParquetVectors, write_vectors

MODEL = "sha256:model"
VECTORS = np.arange(24, dtype=np.float32).reshape(6, 4)


def keys(*texts: str) -> list[bytes]:
    """The digests of some texts."""
    return [row_digest(MODEL, text) for text in texts]


def test_vectors_are_found_in_the_order_asked_for(tmp_path: Path) -> None:
    write_vectors(tmp_path, MODEL, keys("a", "b", "c"), VECTORS[:3])
    write_vectors(tmp_path, MODEL, keys("d", "e"), VECTORS[3:5])
    saved = ParquetVectors(tmp_path, MODEL)
    known, vectors = saved.find(keys("e", "x", "b", "d", "b", "y"))
    assert known.tolist() == [True, False, True, True, True, False]
    assert vectors.dtype == np.float32
    assert (vectors == VECTORS[[4, 1, 3, 1]]).all()
    assert len(saved) == 5
    assert saved.contains(keys("x", "a")).tolist() == [False, True]


def test_nothing_is_found_where_there_is_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        known, vectors = ParquetVectors(folder, MODEL).find(keys("a", "b"))
        assert (known.tolist(), len(vectors)) == ([False, False], 0)
    write_vectors(tmp_path, MODEL, keys("a"), VECTORS[:1])
    known, vectors = ParquetVectors(tmp_path, MODEL).find([])
    assert (len(known), len(vectors)) == (0, 0)


@given(st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=8, unique=True))
def test_digests_of_any_bytes_are_told_apart(tmp_path_factory: pytest.TempPathFactory, digests: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    half = len(digests) // 2
    for part in (digests[:half], digests[half:]):
        write_vectors(folder, MODEL, part, np.array([[digests.index(one)] for one in part]).reshape(-1, 1))
    known, vectors = ParquetVectors(folder, MODEL).find([*digests, bytes(16), b"\xff" * 16])
    assert known[: len(digests)].all()
    assert vectors[: len(digests), 0].tolist() == list(range(len(digests)))


def test_only_some_files_are_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "KEPT", 2)
    for number in range(5):
        write_vectors(tmp_path, MODEL, keys(str(number)), VECTORS[number : number + 1])
    saved = ParquetVectors(tmp_path, MODEL)
    for _ in range(2):
        assert (saved.find(keys(*"43210"))[1] == VECTORS[4::-1]).all()
    assert len(saved._tables) == 2


def test_what_is_not_finished_is_not_read(tmp_path: Path) -> None:
    path = write_vectors(tmp_path, MODEL, keys("a"), VECTORS[:1])
    path.rename(path.with_suffix(".unfinished"))
    assert not ParquetVectors(tmp_path, MODEL).contains(keys("a")).any()


def test_vectors_of_another_model_are_refused(tmp_path: Path) -> None:
    write_vectors(tmp_path, "sha256:other", keys("a"), VECTORS[:1])
    with pytest.raises(IndexUnusable, match="of the model sha256:other, not of sha256:model; give the folder"):
        ParquetVectors(tmp_path, MODEL)


@pytest.mark.parametrize("left", [0, 20, -10])
def test_a_truncated_file_is_named_with_the_remedy(tmp_path: Path, left: int) -> None:
    path = write_vectors(tmp_path, MODEL, keys("a"), VECTORS[:1])
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(IndexUnusable, match=rf"{path.name} cannot be read .*; remove it, and run `communique encode`"):
        ParquetVectors(tmp_path, MODEL)


def test_a_file_that_goes_away_meanwhile_is_named(tmp_path: Path) -> None:
    path = write_vectors(tmp_path, MODEL, keys("a"), VECTORS[:1])
    saved = ParquetVectors(tmp_path, MODEL)
    path.unlink()
    with pytest.raises(IndexUnusable, match="cannot be read"):
        saved.find(keys("a"))


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="cannot be written to"):
        write_vectors(tmp_path / "nowhere", MODEL, keys("a"), VECTORS[:1])
