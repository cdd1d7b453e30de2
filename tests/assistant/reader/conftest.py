"""A tiny encoder, and a tiny reader as it ships, written once for all tests."""

from pathlib import Path

import pytest

from assistant.reader.cross_encoder import TOKENIZER
from index.tokenizing import write_pieces
from tests.assistant.reader.tiny import PIECES, export_to, network_of, write_encoder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a tiny encoder."""
    folder = tmp_path_factory.mktemp("encoder")
    write_encoder(folder)
    return folder


@pytest.fixture(scope="session")
def exported(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a tiny reader as it ships, with its card."""
    from assistant.reader import card

    folder = tmp_path_factory.mktemp("exported")
    export_to(network_of(encoder), folder)
    write_pieces(PIECES, folder / TOKENIZER)
    card.write(folder, {})
    return folder
