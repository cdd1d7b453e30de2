"""A network reads from another's file what both hold, and computes what it did before."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from assistant.reader.sharing import LARGE, share
from assistant.reader.shipped import open_session
from corpus.errors import ReaderError
from index.shrink import data_of, save

WIDTH = 64
COMMON, OWN, OTHER = (np.random.default_rng(seed).random((LARGE // 128, WIDTH), np.float32) for seed in range(3))
NUMBER = np.array([7])


def write(path: Path, *tables: np.ndarray) -> None:
    """Write a network that sums up a row of each table."""
    stored = [numpy_helper.from_array(table, f"{path.stem}{n}") for n, table in enumerate(tables)]
    nodes = [helper.make_node("Gather", [one.name, "number"], [f"{one.name}.row"]) for one in stored]
    nodes.append(helper.make_node("Sum", [f"{one.name}.row" for one in stored], ["found"]))
    given = helper.make_tensor_value_info("number", TensorProto.INT64, [1])
    found = helper.make_tensor_value_info("found", TensorProto.FLOAT, [1, WIDTH])
    graph = helper.make_graph(nodes, "sum", [given], [found], stored)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A network that holds a table of its own and one that another beside it holds too, in another place."""
    write(tmp_path / "source.onnx", OTHER, COMMON)
    write(tmp_path / "target.onnx", COMMON, OWN)
    return tmp_path / "target.onnx"


def test_what_both_hold_is_stored_once_and_nothing_else_changes(target: Path) -> None:
    before = data_of(target).stat().st_size
    share(target, target.with_name("source.onnx"))
    assert before - data_of(target).stat().st_size >= COMMON.nbytes
    [found] = open_session(target).run(None, {"number": NUMBER})[0]
    assert found == pytest.approx(COMMON[7] + OWN[7])
    assert {one.name for one in onnx.load(target).graph.initializer} == {"target0", "target1"}


def test_without_the_other_it_cannot_be_run(target: Path, tmp_path: Path) -> None:
    share(target, target.with_name("source.onnx"))
    alone = tmp_path / "alone"
    alone.mkdir()
    for path in (target, data_of(target)):
        shutil.copy(path, alone)
    with pytest.raises(Exception, match=r"source\.onnx\.data"):
        open_session(alone / target.name)


def test_networks_with_nothing_in_common_are_told(target: Path, tmp_path: Path) -> None:
    write(tmp_path / "other.onnx", OTHER)
    with pytest.raises(ReaderError, match=r"no numbers in common; train both from the same encoder"):
        share(target, tmp_path / "other.onnx")
