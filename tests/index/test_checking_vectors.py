"""Rows, vectors and digests that are damaged are named, and made again without those that are as they were."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.split import split
from index.building import build
from index.pieces import PIECE
from index.repairing import Repaired
from index.rows import make_rows, row_text
from index.saved import current_folder
from index.vectors import SavedVectors
from tests.doubles import DIMENSION, WEIGHTS, HashingEncoder, release_of
from tests.index.damaged import ALL, flip, found, repaired, sealed


@pytest.mark.parametrize("value", [0, 3, -1])
def test_rows_of_another_passage_are_named_and_made_again(root: Path, value: int) -> None:
    path = current_folder(root) / "rows.npy"
    rows = np.load(path)
    rows[6] = value
    np.save(path, rows)
    assert found(root) == {("rows.npy", ""), ("rows.npy", "P2")}
    sealed(root)
    assert found(root) == {("rows.npy", "P2")}
    assert repaired(root) == (Repaired(ALL, ()), [])


def test_rows_that_are_too_few_are_named(root: Path) -> None:
    path = current_folder(root) / "rows.npy"
    np.save(path, np.load(path)[:-1])
    sealed(root)
    assert found(root) == {("rows.npy", ""), ("rows.npy", "P3")}
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize("rows", [np.zeros(3), np.zeros((2, 2), np.int32)])
def test_rows_of_another_shape_are_named(root: Path, rows: Any) -> None:
    np.save(current_folder(root) / "rows.npy", rows)
    assert found(root) == {("rows.npy", "")}
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf, 7.0])
def test_vectors_that_have_no_length_of_1_are_named_and_encoded_again(root: Path, value: float) -> None:
    path = current_folder(root) / "vectors.f16"
    vectors = np.memmap(path, dtype="<f2", mode="r+")
    vectors[:DIMENSION] = value
    vectors.flush()
    assert found(root) == {("vectors.f16", ""), ("vectors.f16", "P1")}
    sealed(root)
    assert found(root) == {("vectors.f16", "P1")}
    assert repaired(root) == (Repaired(ALL, ()), ["Air"])


def test_digests_that_are_not_those_of_their_texts_are_named_and_encoded_again(root: Path) -> None:
    flip(current_folder(root) / "digests.bin", 3)
    sealed(root)
    assert found(root) == {("digests.bin", "P1")}
    assert repaired(root) == (Repaired(ALL, ()), ["Air"])


def test_vectors_that_are_too_few_are_named_and_encoded_again(root: Path) -> None:
    path = current_folder(root) / "vectors.f16"
    path.write_bytes(path.read_bytes()[: -2 * DIMENSION])
    sealed(root)
    assert found(root) == {("vectors.f16", ""), ("vectors.f16", "P3"), ("digests.bin", "P3")}
    assert repaired(root) == (Repaired(ALL, ()), ["Mend bridges."])


def test_what_lies_in_pieces_that_are_as_they_were_is_not_encoded_again(tmp_path: Path) -> None:
    # Rows of 128 bytes: so many fill two pieces and a half.
    count = PIECE // 2 // DIMENSION
    release = release_of("Title", *(f"Text {number}." for number in range(5 * count // 2)))
    build(tmp_path, [release], WEIGHTS, HashingEncoder())
    passages = split(release).passages
    texts = [row_text(row, passages) for row in make_rows(passages)]
    assert SavedVectors(current_folder(tmp_path)).rows == len(texts)
    path = current_folder(tmp_path) / "vectors.f16"
    # Turned round: the length does not tell.
    vectors = np.memmap(path, dtype="<f2", mode="r+")
    vectors[(count + 7) * DIMENSION : (count + 8) * DIMENSION] *= -1
    vectors.flush()
    assert found(tmp_path) == {("vectors.f16", "")}
    assert repaired(tmp_path)[1] == texts[count : 2 * count]
