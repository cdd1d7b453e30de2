"""A tokenizer of a few pieces and a network of a few weights, for what trains, exports and runs networks."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from sentencepiece import SentencePieceProcessor

from index.tokenizing import pieces_of

if TYPE_CHECKING:
    from assistant.reader.bi_network import BiNetwork
    from assistant.reader.network import CrossEncoder

MARKS = ("<s>", "<pad>", "</s>", "<unk>")
WORDS = "ferries sail museum opens herring limit mayor how many who when the a to in of".split()
CHINESE = ("渡輪", "渡", "輪", "船", "博物館", "開放")
# As in earnest, there are more pieces than positions: so onnxruntime tells the one table from the other.
CHARACTERS = [chr(0x9000 + number) for number in range(300)]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PIECES = (
    *((mark, 0.0) for mark in MARKS),
    ("\u2581", -3.0),
    *((f"\u2581{word}", -4.0) for word in WORDS),
    *((piece, -5.0) for piece in CHINESE),
    *((character, -8.0) for character in CHARACTERS),
    *((letter, -9.0) for letter in LETTERS),
)
HIDDEN, LAYERS = 32, 5
# What PyTorch warns of when it exports: that it does so as it is told to, and that it takes a shape for a constant,
# which it is here. That the result fits other shapes is tested.
EXPORTING = (
    ("You are using the legacy TorchScript-based ONNX export", DeprecationWarning),
    ("The feature will be removed", DeprecationWarning),
    ("Converting a tensor to a Python boolean", Warning),
    ("Exporting aten::index operator of advanced indexing", UserWarning),
)


def tokenizer() -> SentencePieceProcessor:
    """A tokenizer that knows a few words, and single letters."""
    return SentencePieceProcessor(model_proto=pieces_of(PIECES))


def write_encoder(folder: Path) -> None:
    """Write an encoder with weights of chance and one layer more than stay frozen."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=256, pad_token_id=MARKS.index("<pad>"),
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)


def network_of(encoder: Path) -> "CrossEncoder":
    """A network that has learned nothing, but whose scores differ enough to compare them."""
    import torch

    from assistant.reader.network import CrossEncoder

    torch.manual_seed(1)
    network = CrossEncoder(encoder).eval()
    torch.nn.init.normal_(network.head.weight, std=1.0)
    return network


def bi_network_of(encoder: Path) -> "BiNetwork":
    """A bi-encoder that has learned nothing, but whose vectors differ enough to compare them."""
    import torch

    from assistant.reader.bi_network import BiNetwork

    network = BiNetwork(encoder).eval()
    torch.manual_seed(1)
    torch.nn.init.normal_(network.body.embeddings.word_embeddings.weight, std=1.0)
    return network


def export_to(network: "CrossEncoder | BiNetwork", target: Path) -> None:
    """Export a network, rounded for any tokens that it knows, whatever PyTorch warns of."""
    from assistant.reader.export import export

    known = network.body.embeddings.word_embeddings.num_embeddings
    rows = [[0, *range(start, start + 20), 2] for start in range(4, known - 20, 20)]

    with warnings.catch_warnings():
        for message, category in EXPORTING:
            warnings.filterwarnings("ignore", message, category)
        export(network, target, rows)
