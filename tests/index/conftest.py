"""The index that the tests of checking and repairing damage."""

import shutil
from pathlib import Path

import pytest

from index.building import build
from tests.doubles import WEIGHTS, HashingEncoder
from tests.index.damaged import AIR, ROAD, SEA
from tests.index.exports import written


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three releases, which carries its encoder."""
    root = tmp_path_factory.mktemp("pristine")
    exported = written(tmp_path_factory.mktemp("exported") / "encoder", WEIGHTS)
    build(root, [AIR, SEA, ROAD], WEIGHTS, HashingEncoder(), exported=exported)
    return root


@pytest.fixture
def root(pristine: Path, tmp_path: Path) -> Path:
    """A copy of that index, to be damaged."""
    return Path(shutil.copytree(pristine, tmp_path / "root"))
