"""A network in eight bits works out nearly the same, also where a few numbers are far larger than the others."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.shrink import LARGEST_WEIGHT, Seen, data_of, shrink, smoothing

WORDS, WIDTH, OUT = 12_000, 32, 48
# One column of the word vectors, and all of one word's, are far larger than the others.
LOUD_COLUMN, LOUD_WORD, LOUDER = 5, 7, 60.0


def network(path: Path, loud_word: bool = True) -> Path:
    """Write a network: word vectors, two products of them, their sum; each row has its own."""
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((WORDS, WIDTH)).astype(np.float32)
    vectors[:, LOUD_COLUMN] = LOUDER
    if loud_word:
        vectors[LOUD_WORD] *= LOUDER
    matrices = [rng.standard_normal((WIDTH, OUT)).astype(np.float32) for _ in range(2)]
    stored = [numpy_helper.from_array(m, name) for m, name in zip([vectors, *matrices], "vab", strict=True)]
    nodes = [
        helper.make_node("Gather", ["v", "tokens"], ["looked_up"]),
        helper.make_node("MatMul", ["looked_up", "a"], ["first"]),
        helper.make_node("MatMul", ["looked_up", "b"], ["second"]),
        helper.make_node("Add", ["first", "second"], ["sum"]),
        helper.make_node("Cast", ["mask"], ["used"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["used", "last"], ["column"]),
        helper.make_node("Mul", ["sum", "column"], ["found"]),
    ]
    shapes = ["rows", "length"]
    graph = helper.make_graph(
        nodes, "network",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shapes) for name in ("tokens", "mask")],
        [helper.make_tensor_value_info("found", TensorProto.FLOAT, [*shapes, OUT])],
        [*stored, numpy_helper.from_array(np.array([-1], np.int64), "last")],
    )  # fmt: skip
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return path


def sample(*tokens: int) -> dict[str, Any]:
    """Some tokens as one row."""
    row = np.array([tokens], np.int64)
    return {"tokens": row, "mask": np.ones_like(row)}


SAMPLES = [sample(1, 2, 3, 4, LOUD_WORD), sample(8, 9, 10), sample(*range(20, 60))]
ASKED = sample(LOUD_WORD, *range(100, 160))


def run(path: Path) -> Any:
    """What a network makes of the tokens asked, as it is loaded to answer."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session.run(None, ASKED)[0]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a network, and it made small."""
    folder = tmp_path_factory.mktemp("shrink")
    plain = network(folder / "plain.onnx")
    shrink(plain, folder / "small.onnx", 1, WIDTH, SAMPLES)
    return plain, folder / "small.onnx"


def test_every_token_comes_out_nearly_as_before_the_quiet_beside_the_loud(both: tuple[Path, Path]) -> None:
    before, after = (run(path)[0] for path in both)
    for wanted, found in zip(before, after, strict=True):
        assert np.corrcoef(wanted, found)[0, 1] > 0.995


def test_a_loud_token_is_scaled_by_itself_only_where_there_is_one(both: tuple[Path, Path], tmp_path: Path) -> None:
    plain = network(tmp_path / "plain.onnx", loud_word=False)
    shrink(plain, tmp_path / "small.onnx", 1, WIDTH, SAMPLES)
    kinds = [{node.op_type for node in onnx.load(path).graph.node} for path in (both[1], tmp_path / "small.onnx")]
    assert ["ReduceMax" in one for one in kinds] == [True, False]


def test_matrices_have_seven_bits_and_stand_with_the_word_vectors_in_a_file_beside(both: tuple[Path, Path]) -> None:
    _, small = both
    apart = onnx.load(small, load_external_data=False).graph.initializer
    beside = {one.name for one in apart if one.data_location == TensorProto.EXTERNAL}
    assert data_of(small).stat().st_size >= WORDS * WIDTH
    stored = {one.name: one for one in onnx.load(small).graph.initializer}
    whole = {name: numpy_helper.to_array(one) for name, one in stored.items() if one.data_type == TensorProto.INT8}
    assert whole.keys() <= beside
    matrices = [matrix for name, matrix in whole.items() if name != "v.packed"]
    assert len(matrices) == 2
    assert all(np.abs(matrix.astype(int)).max() == LARGEST_WEIGHT for matrix in matrices)
    assert not {"a", "b", "v"} & stored.keys()


def test_a_network_is_small(both: tuple[Path, Path]) -> None:
    plain, small = both
    assert small.stat().st_size + data_of(small).stat().st_size < 0.4 * plain.stat().st_size


def test_to_shrink_again_replaces_what_was_there(both: tuple[Path, Path]) -> None:
    plain, small = both
    size = data_of(small).stat().st_size
    shrink(plain, small, 1, WIDTH, SAMPLES)
    assert data_of(small).stat().st_size == size


def test_a_column_is_divided_by_more_the_larger_it_is_beside_its_row_of_the_matrices() -> None:
    matrix = np.array([[1.0, -1.0], [1.0, 0.5], [4.0, 1.0]], np.float32)
    factors = smoothing(np.array([1.0, 4.0, 4.0], np.float32), [matrix])
    assert factors.mean() == pytest.approx(1)
    assert factors / factors[0] == pytest.approx([1, 2, 1])


@pytest.mark.parametrize(("tokens", "uneven"), [([1.0, 1.2, 0.9], False), ([1.0, 1.2, 9.0], True)])
def test_tokens_are_uneven_where_one_is_far_larger_than_most(tokens: list[float], uneven: bool) -> None:
    assert Seen(np.ones(3, np.float32), tokens).uneven is uneven
