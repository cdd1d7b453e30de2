"""The encoder exported for answering gives the vectors of the original, is checked, and is exported once."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.encoder import PACKAGED, Encoder, Role, Vectors, Weights, locate
from index.exported import CARD, NETWORK, NUMBERS, TOKENIZER, check_export, folder_of, is_export_of, link, read_card
from index.onnx_encoder import LOCK, PROBES, OnnxEncoder, check, exported
from tests.doubles import HashingEncoder
from tests.index.exports import written

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


def never() -> Encoder:
    """Must not be called."""
    raise AssertionError


def test_an_export_stands_under_the_name_and_digest_of_its_weights(tmp_path: Path) -> None:
    assert folder_of(WEIGHTS, tmp_path) == tmp_path / "some-model-onnx-3-0123456789ab"


def test_an_encoder_that_cannot_be_exported_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="HashingEncoder cannot be exported"):
        exported(WEIGHTS, tmp_path, HashingEncoder)
    with pytest.raises(EncoderError, match="no such kind"):
        exported(WEIGHTS, tmp_path, lambda: Broken(EncoderError("no such kind")))
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_what_is_exported_already_is_left_as_it_is(tmp_path: Path) -> None:
    folder = written(folder_of(WEIGHTS, tmp_path), WEIGHTS)
    assert exported(WEIGHTS, tmp_path, never) == folder
    assert check_export(folder)["prompts"] == {"query": "", "passage": ""}


def test_what_an_earlier_version_exported_of_the_same_weights_is_removed(tmp_path: Path) -> None:
    target = folder_of(WEIGHTS, tmp_path)
    earlier, other = (tmp_path / f"some-model-onnx-{name}" for name in ("1-0123456789ab", "1-another"))
    for folder in (earlier, other):
        folder.mkdir()
    exported(WEIGHTS, tmp_path, never, held=written(tmp_path / "held", WEIGHTS))
    assert target.exists()
    assert (earlier.exists(), other.exists()) == (False, True)


def test_what_an_index_holds_is_not_exported_again(tmp_path: Path) -> None:
    held = written(tmp_path / "held", WEIGHTS)
    folder = exported(WEIGHTS, tmp_path / "cache", never, held)
    assert is_export_of(WEIGHTS, folder)
    assert (folder / NUMBERS).samefile(held / NUMBERS)


def cut(folder: Path) -> None:
    (folder / NUMBERS).write_bytes(b"")


def of_another_model(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    written(folder, Weights("some/Model", Path("nowhere"), "sha256:0123456789ab-and-so-on"))


@pytest.mark.parametrize("damage", [cut, of_another_model])
def test_an_export_that_is_damaged_or_of_another_model_is_made_again(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = written(folder_of(WEIGHTS, tmp_path), WEIGHTS)
    held = written(tmp_path / "held", WEIGHTS)
    damage(folder)
    assert not is_export_of(WEIGHTS, folder)
    damage(held)
    with pytest.raises(EncoderError, match="no such kind"):
        exported(WEIGHTS, tmp_path, lambda: Broken(EncoderError("no such kind")), held)
    assert not folder.exists()


def test_where_files_cannot_be_linked_they_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    source = written(tmp_path / "source", WEIGHTS)
    monkeypatch.setattr("os.link", refuse)
    link(source, tmp_path / "copy")
    assert is_export_of(WEIGHTS, tmp_path / "copy")
    assert not (tmp_path / "copy" / NUMBERS).samefile(source / NUMBERS)


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
    return original, exported(weights, models, lambda: original)


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
    return written(tmp_path / "folder", WEIGHTS)


@pytest.mark.parametrize("name", [NETWORK, NUMBERS, TOKENIZER])
def test_a_file_that_is_not_as_it_was_written_is_told_with_the_remedy(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"other")
    with pytest.raises(EncoderError, match=f"{name} is not as it was written; run `communique build`"):
        check_export(folder)
    (folder / name).unlink()
    with pytest.raises(EncoderError, match=f"cannot be read .*{name}.*; run `communique build`"):
        check_export(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", None])
def test_a_card_that_cannot_be_read_is_told_with_the_remedy(folder: Path, content: str | None) -> None:
    (folder / CARD).unlink() if content is None else (folder / CARD).write_text(content, encoding="utf-8")
    for read in (read_card, check_export, OnnxEncoder):
        with pytest.raises(EncoderError, match=r"cannot be read .* run `communique build`"):
            read(folder)


def test_a_card_that_says_something_else_than_it_did_is_told(folder: Path) -> None:
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    (folder / CARD).write_text(json.dumps({**card, "longest": 9}), encoding="utf-8")
    for read in (read_card, OnnxEncoder):
        with pytest.raises(EncoderError, match=f"{CARD} is not as it was written"):
            read(folder)
