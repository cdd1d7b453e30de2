"""Makes a network that was exported to ONNX small and fast: its matrices and word vectors in eight bits.

Needed where weights are made, never to answer. What goes into a product is rounded as a whole, which is fastest, but a
few large numbers would spoil it. So a column of numbers that is large on texts like those to come is divided by a
factor, which its row of the matrix is multiplied by (Xiao et al., "SmoothQuant", 2023); and where single tokens are
large, each token is first divided by the largest of its numbers.
"""

import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

Floats = NDArray[np.float32]
Sample = Mapping[str, NDArray[np.int64]]

# Seven bits of a matrix: with eight, processors without VNNI would add up to more than fits their sixteen bits.
LARGEST_WEIGHT, LARGEST_VECTOR = 64, 127
# Tokens are scaled one by one where the largest is so many times as large as most are.
UNEVEN = 3.0
SMALLEST = 1e-5
# onnxruntime's one function for a sum and its norm takes eight times as long as its two.
SLOW = ("SkipLayerNormFusion",)
VENDOR = "com.microsoft"


@dataclass(slots=True)
class Seen:
    """What went into a product: the largest of each column, and of each token."""

    columns: Floats
    tokens: list[float]

    @property
    def uneven(self) -> bool:
        """Whether single tokens are much larger than the others."""
        return max(self.tokens) > UNEVEN * float(np.median(self.tokens))


def shrink(plain: Path, target: Path, heads: int, width: int, samples: Sequence[Sample]) -> None:
    """Write a BERT-like network in eight bits; it has so many attention heads, and vectors of that width.

    The samples are inputs like those to come. The network is written as onnxruntime optimises it, to load at once, and
    its numbers beside it (see `data_of`).
    """
    with quiet(), tempfile.TemporaryDirectory() as scratch:
        fused = Path(scratch) / "fused.onnx"
        optimize_model(
            str(plain), model_type="bert", num_heads=heads, hidden_size=width, optimization_options=fusions()
        ).save_model_to_file(str(fused))
        model = onnx.load(fused)
        products = products_of(model.graph)
        seen = measure(model, {product.input[0] for product in products}, samples)
        Rounding(model.graph, products, seen).run()
        pack_word_vectors(model.graph, width)
        unused_removed(model.graph)
        allow_vendor(model)
        packed, optimised = Path(scratch) / "packed.onnx", Path(scratch) / "optimised.onnx"
        onnx.save(model, packed)
        optimise(packed, optimised)
        save(onnx.load(optimised), target)


def fusions() -> FusionOptions:
    """Of the usual ones those alone that help; of attention, as it would hide the matrices, none."""
    options = FusionOptions("bert")
    options.enable_attention = options.enable_embed_layer_norm = False
    options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = False
    return options


@contextmanager
def quiet() -> Iterator[None]:
    """Keep off the log what onnxruntime's tools tell of every node."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)


def allow_vendor(model: onnx.ModelProto) -> None:
    """Let the model hold onnxruntime's own functions."""
    if all(one.domain != VENDOR for one in model.opset_import):
        model.opset_import.append(helper.make_opsetid(VENDOR, 1))


def optimise(source: Path, target: Path) -> None:
    """Write a network as onnxruntime would run it on any processor."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW)


def save(model: onnx.ModelProto, target: Path) -> None:
    """Write a network, its numbers into a file beside it, which is mapped into memory instead of being read."""
    data = data_of(target)
    data.unlink(missing_ok=True)  # it would be added to
    onnx.save(model, target, save_as_external_data=True, all_tensors_to_one_file=True, location=data.name)
    data.chmod(target.stat().st_mode)


def data_of(network: Path) -> Path:
    """Where the numbers of a network stand."""
    return network.with_name(f"{network.name}.data")


def products_of(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """The products with a matrix of the network's own."""
    matrices = {one.name for one in graph.initializer if len(one.dims) == 2}
    return [node for node in graph.node if node.op_type == "MatMul" and node.input[1] in matrices]


def measure(model: onnx.ModelProto, names: Iterable[str], samples: Sequence[Sample]) -> dict[str, Seen]:
    """What the network works out under some names from the samples."""
    names = sorted(names)
    probed = onnx.ModelProto()
    probed.CopyFrom(model)
    del probed.graph.output[:]
    probed.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session: Any = onnxruntime.InferenceSession(probed.SerializeToString(), providers=["CPUExecutionProvider"])
    seen: dict[str, Seen] = {}
    for sample in samples:
        for name, values in zip(names, session.run(names, dict(sample)), strict=True):
            sizes = np.abs(values).reshape(-1, values.shape[-1])
            one = seen.setdefault(name, Seen(np.zeros(sizes.shape[1], np.float32), []))
            one.columns = np.maximum(one.columns, sizes.max(axis=0))
            one.tokens += sizes.max(axis=1).tolist()
    return seen


class Rounding:
    """Puts products of 8-bit integers in the place of those of a graph."""

    def __init__(self, graph: onnx.GraphProto, products: Sequence[onnx.NodeProto], seen: Mapping[str, Seen]) -> None:
        self._graph, self._products, self._seen = graph, products, seen
        self._stored = {one.name: one for one in graph.initializer}

    def run(self) -> None:
        """Round every product; those of one input share what is made of it."""
        for name in dict.fromkeys(product.input[0] for product in self._products):
            own = [product for product in self._products if product.input[0] == name]
            matrices = [numpy_helper.to_array(self._stored[product.input[1]]) for product in own]
            factors = smoothing(self._seen[name].columns, matrices)
            self._insert(own[0], self._prepared(name, factors))
            for product, matrix in zip(own, matrices, strict=True):
                self._replace(product, matrix * factors[:, None])

    def _prepared(self, name: str, factors: Floats) -> list[onnx.NodeProto]:
        """What turns an input into integers: `.whole` with its scale and zero, and `.largest` of each token."""
        self._store(f"{name}.factors", 1 / factors)
        nodes = [helper.make_node("Mul", [name, f"{name}.factors"], [f"{name}.smooth"])]
        rounded = f"{name}.smooth"
        if self._seen[name].uneven:
            self._store(f"{name}.least", np.array(SMALLEST, np.float32))
            nodes += [
                helper.make_node("Abs", [rounded], [f"{name}.sizes"]),
                helper.make_node("ReduceMax", [f"{name}.sizes"], [f"{name}.most"], axes=[-1], keepdims=1),
                helper.make_node("Max", [f"{name}.most", f"{name}.least"], [f"{name}.largest"]),
                helper.make_node("Div", [rounded, f"{name}.largest"], [f"{name}.even"]),
            ]
            rounded = f"{name}.even"
        made = [f"{name}.whole", f"{name}.whole_scale", f"{name}.whole_zero"]
        return [*nodes, helper.make_node("DynamicQuantizeLinear", [rounded], made)]

    def _replace(self, product: onnx.NodeProto, matrix: Floats) -> None:
        """A product of integers in the place of one of floats."""
        name, stored, found = product.input[0], product.input[1], product.output[0]
        scales = np.abs(matrix).max(axis=0) / LARGEST_WEIGHT
        scales = np.where(scales > 0, scales, 1).astype(np.float32)
        self._store(f"{stored}.whole", np.round(matrix / scales).astype(np.int8))
        self._store(f"{stored}.scales", scales)
        uneven = self._seen[name].uneven
        inputs = [f"{name}.whole", f"{stored}.whole", f"{name}.whole_scale", f"{stored}.scales", f"{name}.whole_zero"]
        multiplied = f"{found}.even" if uneven else found
        nodes = [helper.make_node("MatMulIntegerToFloat", inputs, [multiplied], domain=VENDOR)]
        if uneven:
            nodes.append(helper.make_node("Mul", [multiplied, f"{name}.largest"], [found]))
        self._insert(product, nodes)
        self._graph.node.remove(product)

    def _store(self, name: str, values: NDArray[Any]) -> None:
        """Keep numbers under a name, once."""
        if name not in self._stored:
            self._stored[name] = numpy_helper.from_array(values, name)
            self._graph.initializer.append(self._stored[name])

    def _insert(self, before: onnx.NodeProto, nodes: Sequence[onnx.NodeProto]) -> None:
        """Put nodes before another."""
        place = list(self._graph.node).index(before)
        for offset, node in enumerate(nodes):
            self._graph.node.insert(place + offset, node)


def smoothing(columns: Floats, matrices: Sequence[Floats]) -> Floats:
    """By what each column is divided: the more, the larger it is beside its rows of the matrices."""
    rows = np.max([np.abs(matrix).max(axis=1) for matrix in matrices], axis=0)
    factors = np.sqrt(np.maximum(columns, SMALLEST) / np.maximum(rows, SMALLEST))
    return np.asarray(factors / factors.mean(), np.float32)


def unused_removed(graph: onnx.GraphProto) -> None:
    """Drop the numbers that nothing reads any more."""
    used = {name for node in graph.node for name in node.input}
    for one in [one for one in graph.initializer if one.name not in used]:
        graph.initializer.remove(one)


def pack_word_vectors(graph: onnx.GraphProto, width: int) -> None:
    """Keep the word vectors in 8 bits with a scale for each; only those that are looked up are ever unpacked."""
    stored = max(
        (i for i in graph.initializer if len(i.dims) == 2 and i.dims[1] == width), key=lambda i: int(i.dims[0])
    )
    vectors = numpy_helper.to_array(stored)
    scales = np.abs(vectors).max(axis=1, keepdims=True) / LARGEST_VECTOR
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
