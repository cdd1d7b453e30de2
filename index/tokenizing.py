"""Cuts texts into the pieces that a model reads: by SentencePiece where its tokenizer is a Unigram model.

SentencePiece (Kudo and Richardson 2018) cuts texts as `tokenizers` does, and holds the pieces in a quarter of the
memory.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.e5 import SPECIAL
from index.exported import PIECES, TOKENIZER

Tokenize = Callable[[str], list[int]]
MARKS = START, PAD, END, UNKNOWN = SPECIAL
# How XLM-RoBERTa and its kin make characters alike; SentencePiece knows it by this name.
NORMALISATION = "nmt_nfkc"
# Texts that are written in many ways have to be cut alike.
ODD = ("", "  two  spaces", "ＦＵＬＬ　width", "ﬁ é e\u0301 ½ ①", "a\u200bb\u00adc\td", "“…” — 😀 \u00a0x")


def tokenize_of(folder: Path, longest: int) -> Tokenize:
    """How a text becomes the token numbers of an exported model, its marks included, `longest` at most."""
    return by_pieces(folder / PIECES, longest) if (folder / PIECES).exists() else by_any(folder / TOKENIZER, longest)


def by_pieces(path: Path, longest: int) -> Tokenize:
    """How a Unigram model cuts a text, which is put between its marks."""
    from sentencepiece import SentencePieceProcessor

    pieces = SentencePieceProcessor(model_file=str(path))
    start, end = pieces.bos_id(), pieces.eos_id()
    return lambda text: [start, *pieces.encode(text)[: longest - 2], end]


def by_any(path: Path, longest: int) -> Tokenize:
    """How a tokenizer of any kind cuts a text; marks that are typed are characters like others."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    tokenizer.enable_truncation(longest)
    tokenizer.no_padding()
    return lambda text: list(tokenizer.encode(text).ids)


def slim(folder: Path, longest: int, texts: Sequence[str]) -> None:
    """Put pieces in the place of a folder's tokenizer if that is a Unigram model and cuts some texts as they do."""
    if not converted(folder / TOKENIZER, folder / PIECES):
        return
    before, after = by_any(folder / TOKENIZER, longest), by_pieces(folder / PIECES, longest)
    alike = all(before(text) == after(text) for text in (*texts, *ODD))
    (folder / (TOKENIZER if alike else PIECES)).unlink()


def converted(source: Path, target: Path) -> bool:
    """Write the pieces of a tokenizer, if that is a Unigram model with the marks of XLM-RoBERTa; whether it is."""
    model = json.loads(source.read_text(encoding="utf-8"))["model"]
    if model["type"] != "Unigram" or not {START, END, UNKNOWN} <= {piece for piece, _ in model["vocab"]}:
        return False
    write_pieces(model["vocab"], target)
    return True


def write_pieces(vocabulary: Sequence[tuple[str, float]], path: Path) -> None:
    """Write the pieces of a Unigram model with their scores, by number, as SentencePiece reads them."""
    path.write_bytes(pieces_of(vocabulary))


def pieces_of(vocabulary: Sequence[tuple[str, float]]) -> bytes:
    """The pieces of a Unigram model as SentencePiece reads them."""
    from sentencepiece import SentencePieceNormalizer, sentencepiece_model_pb2

    messages: Any = sentencepiece_model_pb2  # protobuf makes its classes when it is imported
    model, kind = messages.ModelProto(), messages.ModelProto.SentencePiece
    kinds = {UNKNOWN: kind.UNKNOWN, START: kind.CONTROL, PAD: kind.CONTROL, END: kind.CONTROL}
    for piece, score in vocabulary:
        model.pieces.add(piece=piece, score=score, type=kinds.get(piece, kind.NORMAL))
    numbers = {piece: number for number, (piece, _) in enumerate(vocabulary)}
    model.trainer_spec.model_type = model.trainer_spec.UNIGRAM
    for role, mark in zip(("bos", "pad", "eos", "unk"), MARKS, strict=True):
        setattr(model.trainer_spec, f"{role}_piece", mark)
        setattr(model.trainer_spec, f"{role}_id", numbers.get(mark, -1))
    model.normalizer_spec.ParseFromString(SentencePieceNormalizer(rule_name=NORMALISATION).serialized_normalizer_spec())
    return bytes(model.SerializeToString())
