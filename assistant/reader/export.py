"""Writes the trained network as it ships: an ONNX file of 8-bit weights, and the tokenizer cut to what it needs.

Only the pieces that occur in the training texts, and all Chinese ones, are kept: the word vectors are the larger part
of the weights, and were not trained. Matrix products are done in blocks of 8-bit integers (onnxruntime).
"""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from torch import nn

from assistant.reader.network import CrossEncoder
from assistant.reader.tokens import END
from corpus.words import CHINESE

OPSET = 17
# Matrices are cut into blocks of so many numbers, and both sides of a product rounded to 8 bits block by block.
# Rounding whole tensors (dynamic quantisation) is half again as fast, but a few large numbers spoil it: its scores then
# correlated with those before rounding by 0.92, with blocks by 0.999.
BLOCK, IN_EIGHT_BITS = 128, 4
LARGEST = 127
SPECIAL = 4


def kept_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> list[int]:
    """The numbers of the pieces to keep, in order: the marks, those in the texts, single characters, Chinese ones."""
    kept = set(range(SPECIAL))
    for text in texts:
        kept.update(tokenizer.encode(text, add_special_tokens=False).ids)
    for piece, number in tokenizer.get_vocab().items():
        if len(piece.lstrip("\u2581")) <= 1 or CHINESE.search(piece):
            kept.add(number)
    return sorted(kept)


def cut_tokenizer(source: Path, kept: list[int], target: Path) -> None:
    """Write a tokenizer that knows only the kept pieces; texts made of them are cut up as before."""
    values: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    vocabulary = values["model"]["vocab"]
    values["model"]["vocab"] = [vocabulary[number] for number in kept]
    values["truncation"] = values["padding"] = None
    target.write_text(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def cut_embeddings(network: CrossEncoder, kept: list[int]) -> None:
    """Leave the network only the word vectors of the kept pieces."""
    words = network.body.embeddings.word_embeddings
    fewer = nn.Embedding(len(kept), words.embedding_dim)
    fewer.weight.data = words.weight.data[kept]
    network.body.embeddings.word_embeddings = fewer


def export(network: CrossEncoder, target: Path) -> None:
    """Write the network with its matrices in 8 bits; it takes `tokens` and `mask` and gives `scores`."""
    config, options = network.body.config, FusionOptions("bert")
    options.enable_attention = options.enable_embed_layer_norm = False  # they would hide the matrices
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        export_plain(network, plain)
        optimize_model(
            str(plain),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            optimization_options=options,
        ).save_model_to_file(str(fused))
        model = onnx.load(fused)
    pack_word_vectors(model.graph, config.hidden_size)
    onnx.save(in_eight_bits(model), target)


def in_eight_bits(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with the matrices that it multiplies by in blocks of 8-bit numbers, each with a scale."""
    settings = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK, is_symmetric=True, accuracy_level=IN_EIGHT_BITS, bits=8, quant_axes=(("MatMul", 0),)
    )
    quantizer = MatMulNBitsQuantizer(model, algo_config=settings)
    quantizer.process()
    quantized: onnx.ModelProto = quantizer.model.model
    return quantized


def pack_word_vectors(graph: onnx.GraphProto, width: int) -> None:
    """Keep the word vectors in 8 bits with a scale for each; only those that are looked up are ever unpacked."""
    stored = max(
        (i for i in graph.initializer if len(i.dims) == 2 and i.dims[1] == width), key=lambda i: int(i.dims[0])
    )
    vectors = numpy_helper.to_array(stored)
    scales = np.abs(vectors).max(axis=1, keepdims=True) / LARGEST
    packed = np.round(vectors / np.where(scales > 0, scales, 1)).astype(np.int8)
    [lookup] = [node for node in graph.node if node.op_type == "Gather" and node.input[0] == stored.name]
    place, name, found = list(graph.node).index(lookup), stored.name, lookup.output[0]
    graph.initializer.remove(stored)
    graph.initializer.extend(
        [numpy_helper.from_array(packed, f"{name}.packed"), numpy_helper.from_array(scales, f"{name}.scales")]
    )
    graph.node.remove(lookup)
    unpacking = [
        helper.make_node("Gather", [f"{name}.packed", lookup.input[1]], [f"{found}.packed"]),
        helper.make_node("Gather", [f"{name}.scales", lookup.input[1]], [f"{found}.scale"]),
        helper.make_node("Cast", [f"{found}.packed"], [f"{found}.cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{found}.cast", f"{found}.scale"], [found]),
    ]
    for offset, node in enumerate(unpacking):
        graph.node.insert(place + offset, node)


def export_plain(network: CrossEncoder, target: Path) -> None:
    """Write the network as it is, with rows and lengths left open."""
    example = torch.tensor([[0, 5, END], [0, 6, END]])
    torch.onnx.export(
        network.eval(),
        (example, torch.ones_like(example)),
        str(target),
        input_names=["tokens", "mask"],
        output_names=["scores"],
        dynamic_axes={"tokens": {0: "rows", 1: "length"}, "mask": {0: "rows", 1: "length"}, "scores": {0: "rows"}},
        opset_version=OPSET,
        dynamo=False,
    )
