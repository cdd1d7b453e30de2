"""Vectors on disk are found by the digest of their text; what a killed build left is believed where it is whole."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from index.digests import DIGEST_SIZE, row_digest
from index.encoder import Vectors
from index.vectors import RECENT, WINDOW, LeftVectors, SavedVectors, VectorWriter
from tests.doubles import DIMENSION, WEIGHTS, HashingEncoder, unit_vector

TEXTS = [f"text number {number}" for number in range(3 * WINDOW)]
ROW, PAGE = 2 * DIMENSION, 4096


def written(folder: Path, *texts: str, known: SavedVectors | None = None) -> list[str]:
    """The texts that had to be encoded to write the vectors of some texts into a folder."""
    encoder = HashingEncoder()
    with VectorWriter(folder, WEIGHTS.digest, encoder, [known] if known else []) as writer:
        writer.write(texts)
    return encoder.texts


def digests(*texts: str) -> list[bytes]:
    """The digests of some texts."""
    return [row_digest(WEIGHTS.digest, text) for text in texts]


def known(vectors: SavedVectors) -> list[int]:
    """The numbers of the texts whose vectors are found."""
    found, _ = vectors.find(digests(*TEXTS))
    return [int(number) for number in np.flatnonzero(found)]


def test_vectors_are_kept_in_the_order_of_their_texts_in_16_bits(tmp_path: Path) -> None:
    assert written(tmp_path, *TEXTS) == TEXTS
    saved = SavedVectors(tmp_path)
    assert (saved.rows, saved.dimension, saved.vectors.itemsize) == (len(TEXTS), DIMENSION, 2)
    assert np.abs(saved.vectors - np.stack(list(map(unit_vector, TEXTS)))).max() < 1e-3
    assert b"".join(digests(*TEXTS)) == (tmp_path / "digests.bin").read_bytes()


def test_a_vector_is_found_by_the_digest_of_its_text_whatever_else_is_asked_for(tmp_path: Path) -> None:
    written(tmp_path, "a", "b", "a", "c")
    found, vectors = SavedVectors(tmp_path).find(digests("c", "z", "a"))
    assert found.tolist() == [True, False, True]
    assert np.abs(vectors - np.stack([unit_vector("c"), unit_vector("a")])).max() < 1e-3


def test_another_model_knows_nothing(tmp_path: Path) -> None:
    written(tmp_path, "a")
    found, vectors = SavedVectors(tmp_path).find([row_digest("sha256:other", "a")])
    assert not found.any()
    assert vectors.shape == (0, DIMENSION)


def test_only_what_is_not_known_is_encoded(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    written(tmp_path / "old", "a", "b")
    assert written(tmp_path, "b", "c", "a", "c", known=SavedVectors(tmp_path / "old")) == ["c"]
    assert SavedVectors(tmp_path).digests.tobytes() == b"".join(digests("b", "c", "a", "c"))


def test_a_text_that_comes_again_soon_is_not_encoded_again(tmp_path: Path) -> None:
    texts = [f"{number}" for number in range(RECENT - WINDOW)]
    assert written(tmp_path, *texts, *texts) == texts


@pytest.mark.parametrize("name", ["vectors.f16", "digests.bin", "dimension"])
def test_vectors_that_lack_a_file_are_told(tmp_path: Path, name: str) -> None:
    written(tmp_path, "a")
    (tmp_path / name).unlink()
    with pytest.raises(IndexUnusable, match="cannot be read"):
        SavedVectors(tmp_path)


@pytest.mark.parametrize("dimension", ["", "0", "many"])
def test_a_dimension_that_is_none_is_told(tmp_path: Path, dimension: str) -> None:
    written(tmp_path, "a")
    (tmp_path / "dimension").write_text(dimension, encoding="ascii")
    with pytest.raises(IndexUnusable, match="cannot be read"):
        SavedVectors(tmp_path)


def test_of_what_is_left_all_but_the_last_row_is_believed(tmp_path: Path) -> None:
    written(tmp_path, *TEXTS)
    assert known(LeftVectors(tmp_path)) == list(range(len(TEXTS) - 1))
    assert known(SavedVectors(tmp_path)) == list(range(len(TEXTS)))


@given(cut=st.integers(0, len(TEXTS) * ROW))
def test_a_file_of_vectors_cut_anywhere_gives_the_rows_before(left: Path, cut: int) -> None:
    whole = (left / "whole").read_bytes()
    (left / "vectors.f16").write_bytes(whole[:cut])
    assert known(LeftVectors(left)) == list(range(cut // ROW - 1))


@given(pages=st.sets(st.integers(0, len(TEXTS) * ROW // PAGE)), offset=st.integers(0, 200))
def test_nothing_is_believed_of_which_a_page_was_not_written(left: Path, pages: set[int], offset: int) -> None:
    whole = bytearray((left / "whole").read_bytes())
    for page in pages:
        # Wherever pages begin, the last one has an end only where the file has one.
        start = max(page * PAGE - offset, 0)
        end = min((page + 1) * PAGE - offset, len(whole))
        whole[start:end] = bytes(max(end - start, 0))
    (left / "vectors.f16").write_bytes(whole)
    vectors = LeftVectors(left)
    found, given_back = vectors.find(digests(*TEXTS))
    expected = dense_vectors()[found]
    assert np.abs(given_back - expected).max(initial=0) < 1e-3
    assert found.sum() >= len(TEXTS) - 1 - len(pages) * (PAGE // ROW + 3)


@given(cut=st.integers(0, len(TEXTS) * DIGEST_SIZE), zeros=st.integers(0, PAGE))
def test_digests_that_were_not_written_are_not_found(left: Path, cut: int, zeros: int) -> None:
    (left / "vectors.f16").write_bytes((left / "whole").read_bytes())
    (left / "digests.bin").write_bytes(b"".join(digests(*TEXTS))[:cut] + bytes(zeros))
    assert set(known(LeftVectors(left))) <= set(range(cut // DIGEST_SIZE))
    (left / "digests.bin").write_bytes(b"".join(digests(*TEXTS)))


def dense_vectors() -> Vectors:
    """Vectors of which every part counts: none has a zero that could be lost unseen."""
    vectors = np.random.default_rng(1).normal(size=(len(TEXTS), DIMENSION))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of vectors that an unfinished build left, and what they were in the file `whole`."""
    folder = tmp_path_factory.mktemp("left")
    written(folder, *TEXTS)
    (folder / "whole").write_bytes(dense_vectors().astype(np.float16).tobytes())
    return folder
