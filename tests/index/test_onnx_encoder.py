"""The encoder exported for answering gives the vectors of the original, and is checked when written and when read."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.encoder import PACKAGED, Role, Vectors, Weights, locate
from index.onnx_encoder import CARD, NETWORK, PROBES, TOKENIZER, OnnxEncoder, check, export, folder_of
from tests.doubles import HashingEncoder

WEIGHTS = Weights("some/Model", Path("nowhere"), "sha256:0123456789abcdef")


class Broken:
    """An encoder whose export goes wrong as told."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:  # noqa: ARG002
        """The same vector for all."""
        return np.ones((len(texts), 1), np.float32)

    def export(self, folder: Path) -> dict[str, Any]:
        """Write something, then fail."""
        (folder / NETWORK).write_bytes(b"half")
        raise self._error


def test_an_export_stands_under_the_name_and_digest_of_its_weights(tmp_path: Path) -> None:
    assert folder_of(WEIGHTS, tmp_path) == tmp_path / "some-model-onnx-1-0123456789ab"


def test_an_encoder_that_cannot_be_exported_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="HashingEncoder cannot be exported"):
        export(HashingEncoder(), WEIGHTS, tmp_path)
    with pytest.raises(EncoderError, match="no such kind"):
        export(Broken(EncoderError("no such kind")), WEIGHTS, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_exported_already_is_left_as_it_is(tmp_path: Path) -> None:
    folder_of(WEIGHTS, tmp_path).mkdir()
    export(Broken(EncoderError("must not be asked")), WEIGHTS, tmp_path)


def test_an_export_that_encodes_otherwise_is_refused() -> None:
    check(HashingEncoder(), HashingEncoder(), "same")
    with pytest.raises(EncoderError, match="the export of 'other' does not encode as the model does: similarity"):
        check(HashingEncoder(), Turned(), "other")


class Turned(HashingEncoder):
    """The hashing encoder with its vectors turned around."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The opposite vectors."""
        return -super().encode(texts, role)


@pytest.fixture(scope="module", params=PACKAGED)
def pair(request: pytest.FixtureRequest, models: Path) -> tuple[Any, Path]:
    """An original, and the folder of its export."""
    from index.sentence_encoder import SentenceEncoder

    weights = locate(request.param, models)
    original = SentenceEncoder(weights)
    export(original, weights, models)
    return original, folder_of(weights, models)


@pytest.mark.slow
def test_the_vectors_are_nearly_those_of_the_original_and_of_length_1(pair: tuple[Any, Path]) -> None:
    original, exported = pair[0], OnnxEncoder(pair[1])
    texts = [*PROBES, "A passage of some length. " * 20, "</s> typed"]
    for role in Role:
        ours, theirs = exported.encode(texts, role), original.encode(texts, role)
        assert ours.dtype == np.float32
        assert np.linalg.norm(ours, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
        assert np.sum(ours * theirs, axis=1)[: len(PROBES) + 1].min() > 0.99


@pytest.mark.slow
def test_a_vector_does_not_depend_on_its_neighbours(pair: tuple[Any, Path]) -> None:
    exported = OnnxEncoder(pair[1])
    alone = exported.encode(PROBES[:1], Role.QUERY)[0]
    assert np.array_equal(exported.encode(PROBES, Role.QUERY)[0], alone)


@pytest.mark.slow
def test_a_text_longer_than_the_model_reads_is_cut(pair: tuple[Any, Path]) -> None:
    assert OnnxEncoder(pair[1]).encode(["ferry " * 5000], Role.PASSAGE).shape[0] == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a card and files that fit it, though no network."""
    for name in (NETWORK, TOKENIZER):
        (tmp_path / name).write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    card = {"prompts": {}, "longest": 8, "digests": {NETWORK: empty, TOKENIZER: empty}}
    (tmp_path / CARD).write_text(json.dumps(card), encoding="utf-8")
    return tmp_path


def test_a_file_that_is_not_as_it_was_written_is_told_with_the_remedy(folder: Path) -> None:
    (folder / NETWORK).write_bytes(b"other")
    with pytest.raises(EncoderError, match=f"{NETWORK} is not as it was written; remove .* and run `communique build`"):
        OnnxEncoder(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", None])
def test_a_folder_that_cannot_be_read_is_told_with_the_remedy(folder: Path, content: str | None) -> None:
    (folder / CARD).unlink() if content is None else (folder / CARD).write_text(content, encoding="utf-8")
    with pytest.raises(EncoderError, match=r"cannot be read .* run `communique build`"):
        OnnxEncoder(folder)
