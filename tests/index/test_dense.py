"""The dense index finds the rows that are most similar to a vector."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from index.dense import DenseIndex, Halves
from index.encoder import Vectors

AXES = np.eye(4, dtype=np.float16)
QUERY = np.eye(4, dtype=np.float32)[0]


def between(first: int, second: int) -> Halves:
    """The unit vector halfway between two axes."""
    return np.asarray((AXES[first] + AXES[second]) / np.sqrt(2), dtype=np.float16)


def clustered(rows: int, dimension: int = 64) -> Halves:
    """Unit vectors around a tenth as many centres, the same each time."""
    generator = np.random.default_rng(0)
    centres = generator.normal(size=(rows // 10, dimension))
    drawn = centres[generator.integers(0, len(centres), rows)] + 0.6 * generator.normal(size=(rows, dimension))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float16)


def queries(vectors: Halves, count: int = 100) -> Vectors:
    """Unit vectors near to some of the rows."""
    generator = np.random.default_rng(1)
    drawn = vectors[:count] + 0.05 * generator.normal(size=(count, vectors.shape[1]))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def brute_force(vectors: Halves, query: Vectors, limit: int, rows: np.ndarray | None = None) -> list[int]:
    """The best rows of all, or of some."""
    among = np.arange(len(vectors)) if rows is None else rows
    scores = vectors[among].astype(np.float64) @ query
    return [int(row) for row in among[np.lexsort((among, -scores))[:limit]]]


def found(index: DenseIndex, query: Vectors, limit: int, rows: np.ndarray | None = None) -> list[int]:
    """The numbers of the rows found."""
    return [row for row, _ in index.search(query, limit, rows)]


@pytest.fixture(scope="module")
def vectors() -> Halves:
    return clustered(20_000)


@pytest.fixture(scope="module")
def large(vectors: Halves) -> DenseIndex:
    """An index of codes."""
    return DenseIndex.build(vectors, flat_limit=1000)


def test_rows_come_by_similarity_with_their_cosine() -> None:
    result = DenseIndex.build(np.stack([AXES[3], between(0, 1), AXES[0]])).search(QUERY, 3)
    assert [row for row, _ in result] == [2, 1, 0]
    assert [score for _, score in result] == pytest.approx([1, 0.7071, 0], abs=1e-4)


def test_no_more_rows_than_asked_for_and_no_more_than_there_are() -> None:
    index = DenseIndex.build(AXES)
    assert len(index.search(QUERY, 2)) == 2
    assert len(index.search(QUERY, 9)) == 4


def test_only_the_rows_given_are_looked_at() -> None:
    index = DenseIndex.build(AXES)
    assert sorted(found(index, QUERY, 4, np.array([1, 3]))) == [1, 3]
    assert index.search(QUERY, 4, np.array([], dtype=np.int64)) == []


@pytest.mark.parametrize("limit", [1, 5, 30, 100])
def test_rows_that_are_equally_similar_come_in_their_order(limit: int) -> None:
    index = DenseIndex.build(np.repeat(AXES[:1], 100, axis=0))
    assert found(index, QUERY, limit) == list(range(limit))
    assert found(index, QUERY, limit, np.arange(50, 100)) == list(range(50, 100))[:limit]


def test_the_vectors_of_rows_come_back_in_the_order_asked_for() -> None:
    result = DenseIndex.build(AXES).vectors(np.array([2, 0, 2]))
    assert result.dtype == np.float32
    assert (result == AXES[[2, 0, 2]]).all()


def test_an_index_knows_its_size() -> None:
    index = DenseIndex.build(AXES[:3])
    assert (index.rows, index.dimension) == (3, 4)


def test_an_index_without_rows_finds_nothing() -> None:
    assert DenseIndex.build(AXES[:0]).search(QUERY, 3) == []


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 999))
def test_what_is_found_is_what_sorting_all_similarities_finds(rows: int, limit: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(rows, 4)).astype(np.float16)
    assert found(DenseIndex.build(vectors), QUERY, limit) == brute_force(vectors, QUERY, limit)


def test_a_small_index_needs_no_file(tmp_path: Path) -> None:
    DenseIndex.build(AXES, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert found(DenseIndex.load(tmp_path, AXES), QUERY, 1) == [0]


def test_a_large_index_finds_nearly_what_comparing_all_rows_finds(vectors: Halves, large: DenseIndex) -> None:
    shares = [len({*found(large, q, 10)} & {*brute_force(vectors, q, 10)}) / 10 for q in queries(vectors)]
    assert np.mean(shares) >= 0.95


def test_a_large_index_gives_the_true_similarities_in_their_order(vectors: Halves, large: DenseIndex) -> None:
    for query in queries(vectors, 10):
        rows, scores = zip(*large.search(query, 30), strict=True)
        assert list(scores) == pytest.approx(vectors[list(rows)].astype(np.float32) @ query, abs=1e-6)
        assert list(scores) == sorted(scores, reverse=True)


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("count", [1, 5, 400])
def test_a_large_index_finds_the_best_of_the_rows_given(
    vectors: Halves, large: DenseIndex, monkeypatch: pytest.MonkeyPatch, few: int, count: int
) -> None:
    monkeypatch.setattr("index.dense.FEW_ROWS", few)
    rows = np.sort(np.random.default_rng(2).choice(len(vectors), count, replace=False))
    for query in queries(vectors, 10):
        shared = {*found(large, query, 10, rows)} & {*brute_force(vectors, query, 10, rows)}
        assert len(shared) == min(10, count)


def test_a_large_index_finds_as_many_rows_as_asked_for(large: DenseIndex, vectors: Halves) -> None:
    assert len(large.search(queries(vectors, 1)[0], 3000)) == 3000
    assert len({*found(large, queries(vectors, 1)[0], 30_000)}) == 20_000


def test_equal_rows_of_a_large_index_come_in_their_order() -> None:
    vectors = clustered(2000)
    vectors[::20] = vectors[0]
    index = DenseIndex.build(vectors, flat_limit=1000)
    assert found(index, vectors[0].astype(np.float32), 100) == list(range(0, 2000, 20))


def test_a_large_index_is_the_same_each_time_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        DenseIndex.build(clustered(2000), tmp_path / name, lambda *done: told.append(done), flat_limit=1000)
    assert (tmp_path / "one/dense.faiss").read_bytes() == (tmp_path / "other/dense.faiss").read_bytes()
    assert told == [(2000, 2000)] * 2


def test_a_loaded_large_index_finds_the_same_and_leaves_the_vectors_on_disk(tmp_path: Path) -> None:
    vectors = clustered(2000)
    vectors.tofile(tmp_path / "vectors.f16")
    built = DenseIndex.build(vectors, tmp_path, flat_limit=1000)
    on_disk = np.memmap(tmp_path / "vectors.f16", np.float16, "r", shape=vectors.shape)
    loaded = DenseIndex.load(tmp_path, on_disk, flat_limit=1000)
    for query in queries(vectors, 10):
        assert loaded.search(query, 10) == built.search(query, 10)
    assert (tmp_path / "dense.faiss").stat().st_size < 0.35 * vectors.nbytes
    assert loaded._vectors is on_disk


@pytest.mark.parametrize("damage", [0, 1, 40, 5000, -1])
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, damage: int) -> None:
    vectors = clustered(2000)
    DenseIndex.build(vectors, tmp_path, flat_limit=1000)
    path = tmp_path / "dense.faiss"
    path.write_bytes(path.read_bytes()[:damage])
    with pytest.raises(IndexUnusable, match=r"dense\.faiss cannot be read .*run `communique build`"):
        DenseIndex.load(tmp_path, vectors, flat_limit=1000)


def test_a_file_that_holds_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "dense.faiss").write_bytes(b"nonsense")
    with pytest.raises(IndexUnusable, match=r"dense\.faiss cannot be read"):
        DenseIndex.load(tmp_path, AXES)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"dense\.faiss cannot be read"):
        DenseIndex.load(tmp_path, AXES, flat_limit=3)


def test_a_file_for_other_vectors_is_told(tmp_path: Path) -> None:
    vectors = clustered(2000)
    DenseIndex.build(vectors, tmp_path, flat_limit=1000)
    with pytest.raises(IndexUnusable, match=r"the shape \(2000, 64\), not \(1999, 64\)"):
        DenseIndex.load(tmp_path, vectors[:-1], flat_limit=1000)


def test_a_search_leaves_the_number_of_threads_as_it_was() -> None:
    before = faiss.omp_get_max_threads()
    DenseIndex.build(AXES).search(QUERY, 2)
    assert faiss.omp_get_max_threads() == before
