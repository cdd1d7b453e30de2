"""The benchmark's corpus is like the texts and vectors that it is made of."""

from pathlib import Path

import numpy as np
import pytest

from index.dense import Halves
from tests.bench.steps import latency
from tests.bench.synthetic import nearest, passages, write_vectors


@pytest.fixture
def real() -> Halves:
    """Unit vectors on one side of the sphere, as an encoder gives them."""
    drawn = np.random.default_rng(0).normal(size=(500, 8)) + 2
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float16)


def test_further_vectors_have_the_length_the_mean_and_the_spread_of_the_real_ones(real: Halves, tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors.f16", real, 5000)
    written = np.fromfile(tmp_path / "vectors.f16", np.float16).reshape(5000, 8)
    further = written[500:].astype(np.float32)
    assert sorted(map(tuple, written[:500])) == sorted(map(tuple, real))
    assert np.linalg.norm(further, axis=1) == pytest.approx(1, abs=2e-3)
    assert further.mean(axis=0) == pytest.approx(real.astype(np.float32).mean(axis=0), abs=0.03)
    assert further.std(axis=0) == pytest.approx(real.astype(np.float32).std(axis=0), rel=0.15)


def test_fewer_vectors_than_there_are_is_some_of_them(real: Halves, tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors.f16", real, 20)
    written = np.fromfile(tmp_path / "vectors.f16", np.float16).reshape(20, 8)
    assert {*map(tuple, written)} <= {*map(tuple, real)}


def test_further_texts_are_pairs_of_the_given_ones() -> None:
    assert list(passages(["a", "b"], 1)) == ["a"]
    first, second, *pairs = passages(["a", "b"], 9)
    assert (first, second, len(pairs)) == ("a", "b", 7)
    assert {*pairs} <= {"a a", "a b", "b a", "b b"}


def test_the_nearest_are_found_across_batches(real: Halves, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.synthetic.BATCH", 7)
    queries = real[:3].astype(np.float32)
    rows, scores = nearest(real, queries, 5)
    every = queries @ real.astype(np.float32).T
    assert (rows == np.argsort(-every, axis=1, kind="stable")[:, :5]).all()
    assert scores == pytest.approx(-np.sort(-every, axis=1)[:, :5])


@pytest.mark.parametrize("clients", [1, 4])
def test_every_call_is_timed(clients: int) -> None:
    called: list[int] = []
    figures = latency([lambda: called.append(1)] * 9, clients)
    assert len(called) == 9
    assert figures["p95_ms"] >= figures["median_ms"] >= 0
