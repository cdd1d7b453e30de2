"""What every test runs under: no network, and examples of hypothesis that are the same in every run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["HF_HUB_OFFLINE"] = "1"
settings.register_profile("steady", max_examples=200, derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which packed models are unpacked once for all tests."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with an index that `communique build` has just built, with the real encoder."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "COMMUNIQUE_HOME": str(home)}
    command = [sys.executable, "-m", "api.cli", "build"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return home
