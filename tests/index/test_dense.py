"""The dense index finds the rows that are most similar to a vector."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from index.dense import DenseIndex
from index.encoder import Vectors

AXES = np.eye(4, dtype=np.float32)


def between(first: int, second: int) -> Vectors:
    """The unit vector halfway between two axes."""
    return np.asarray((AXES[first] + AXES[second]) / np.sqrt(2), dtype=np.float32)


def test_rows_come_by_similarity_with_their_cosine() -> None:
    found = DenseIndex.build(np.stack([AXES[3], between(0, 1), AXES[0]])).search(AXES[0], 3)
    assert [row for row, _ in found] == [2, 1, 0]
    assert [score for _, score in found] == pytest.approx([1, 0.70710678, 0])


def test_no_more_rows_than_asked_for_and_no_more_than_there_are() -> None:
    index = DenseIndex.build(AXES)
    assert len(index.search(AXES[0], 2)) == 2
    assert len(index.search(AXES[0], 9)) == 4


def test_only_the_rows_given_are_looked_at() -> None:
    index = DenseIndex.build(AXES)
    assert sorted(row for row, _ in index.search(AXES[0], 4, [3, 1])) == [1, 3]
    assert index.search(AXES[0], 4, []) == []


@pytest.mark.parametrize("limit", [1, 5, 30, 100])
def test_rows_that_are_equally_similar_come_in_their_order(limit: int) -> None:
    index = DenseIndex.build(np.repeat(AXES[:1], 100, axis=0))
    assert [row for row, _ in index.search(AXES[0], limit)] == list(range(limit))


def test_the_vectors_of_rows_come_back_in_the_order_asked_for() -> None:
    assert (DenseIndex.build(AXES).vectors([2, 0, 2]) == AXES[[2, 0, 2]]).all()


def test_an_index_knows_its_size() -> None:
    index = DenseIndex.build(AXES[:3])
    assert (index.rows, index.dimension) == (3, 4)


def test_a_saved_index_is_the_same_index(tmp_path: Path) -> None:
    DenseIndex.build(AXES).save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    assert (loaded.vectors(range(4)) == AXES).all()


@pytest.mark.parametrize("damage", [b"", b"nonsense"])
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "dense.faiss"
    path.write_bytes(damage)
    with pytest.raises(IndexUnusable, match=r"dense\.faiss cannot be read .*run `communique build`"):
        DenseIndex.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"nowhere\.faiss cannot be read"):
        DenseIndex.load(tmp_path / "nowhere.faiss")


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 999))
def test_what_is_found_is_what_sorting_all_similarities_finds(rows: int, limit: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(rows, 4)).astype(np.float32)
    scores = vectors @ AXES[0]
    best = [int(row) for row in np.argsort(-scores)[:limit]]
    assert [row for row, _ in DenseIndex.build(vectors).search(AXES[0], limit)] == best
