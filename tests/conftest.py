"""What every test runs under: no network, and examples of hypothesis that are the same in every run."""

import os
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
