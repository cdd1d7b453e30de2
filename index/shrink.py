"""Makes a network that was exported to ONNX small and fast: its matrices and word vectors in eight bits.

Matrix products are then done in blocks of 8-bit integers (onnxruntime). Needed where weights are made, never to answer.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

# Matrices are cut into blocks of so many numbers, and both sides of a product rounded to 8 bits block by block.
# Rounding whole tensors (dynamic quantisation) is half again as fast, but a few large numbers spoil it: the reader's
# scores then correlated with those before rounding by 0.92, with blocks by 0.999. Smaller blocks are closer still.
BLOCK, IN_EIGHT_BITS = 128, 4
LARGEST = 127


def shrink(plain: Path, target: Path, heads: int, width: int, block: int = BLOCK) -> None:
    """Write a BERT-like network in eight bits; it has so many attention heads, and vectors of that width."""
    options = FusionOptions("bert")
    options.enable_attention = options.enable_embed_layer_norm = False  # they would hide the matrices
    with quiet(), tempfile.TemporaryDirectory() as folder:
        fused = Path(folder) / "fused.onnx"
        optimize_model(
            str(plain), model_type="bert", num_heads=heads, hidden_size=width, optimization_options=options
        ).save_model_to_file(str(fused))
        model = onnx.load(fused)
        pack_word_vectors(model.graph, width)
        onnx.save(in_eight_bits(model, block), target)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep off the log what onnxruntime's tools tell of every node."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)


def in_eight_bits(model: onnx.ModelProto, block: int) -> onnx.ModelProto:
    """The model with the matrices that it multiplies by in blocks of 8-bit numbers, each with a scale."""
    settings = DefaultWeightOnlyQuantConfig(
        block_size=block, is_symmetric=True, accuracy_level=IN_EIGHT_BITS, bits=8, quant_axes=(("MatMul", 0),)
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
