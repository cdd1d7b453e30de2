"""Writes a trained network as it ships: an ONNX file of 8-bit weights, and the tokenizer cut to what it needs.

Only the pieces that occur in the training texts, and all Chinese ones, are kept: the word vectors are the larger part
of the weights, and were not trained.
"""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from torch import nn

from assistant.reader.bi_network import BiNetwork
from assistant.reader.network import CrossEncoder
from assistant.reader.tokens import END, LONGEST, Tokenizer, padded
from corpus.words import CHINESE
from index.shrink import shrink
from index.tokenizing import write_pieces

OPSET = 17
SPECIAL = 4


def kept_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> list[int]:
    """The numbers of the pieces to keep, in order: the marks, those in the texts, single characters, Chinese ones."""
    kept = set(range(SPECIAL))
    for text in texts:
        kept.update(tokenizer.encode(text))
    for number in range(tokenizer.vocab_size()):
        piece = tokenizer.id_to_piece(number)
        if len(piece.lstrip("\u2581")) <= 1 or CHINESE.search(piece):
            kept.add(number)
    return sorted(kept)


def write_tokenizer(tokenizer: Tokenizer, kept: list[int], target: Path) -> None:
    """Write a tokenizer that knows only the kept pieces; texts made of them are cut up as before."""
    write_pieces([(tokenizer.id_to_piece(number), tokenizer.get_score(number)) for number in kept], target)


def cut_embeddings(network: CrossEncoder | BiNetwork, kept: list[int]) -> None:
    """Leave the network only the word vectors of the kept pieces, and no more positions than are read."""
    positions = network.body.embeddings.position_embeddings
    positions.weight = nn.Parameter(positions.weight.data[:LONGEST], requires_grad=positions.weight.requires_grad)
    words = network.body.embeddings.word_embeddings
    fewer = nn.Embedding(len(kept), words.embedding_dim)
    fewer.weight = nn.Parameter(words.weight.data[kept], requires_grad=words.weight.requires_grad)
    network.body.embeddings.word_embeddings = fewer


def export(network: CrossEncoder | BiNetwork, target: Path, rows: Iterable[Sequence[int]]) -> None:
    """Write the network with its matrices in 8 bits; it takes `tokens` and `mask` and gives `found`.

    `rows` are tokens like those that it will read.
    """
    samples = [dict(zip(("tokens", "mask"), padded([row], len(row)), strict=True)) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        export_plain(network, plain)
        shrink(plain, target, network.body.config.num_attention_heads, network.body.config.hidden_size, samples)


def export_plain(network: CrossEncoder | BiNetwork, target: Path) -> None:
    """Write the network as it is, with rows and lengths left open."""
    example = torch.tensor([[0, 5, END], [0, 6, END]])
    torch.onnx.export(
        network.eval(),
        (example, torch.ones_like(example)),
        str(target),
        input_names=["tokens", "mask"],
        output_names=["found"],
        dynamic_axes={"tokens": {0: "rows", 1: "length"}, "mask": {0: "rows", 1: "length"}, "found": {0: "rows"}},
        opset_version=OPSET,
        dynamo=False,
    )
