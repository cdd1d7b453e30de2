"""A tiny encoder, and two tiny networks as they ship, written once for all tests."""

from pathlib import Path

import pytest

from assistant.reader import bi_encoder, cross_encoder
from assistant.reader.shipped import TOKENIZER
from index.tokenizing import write_pieces
from tests.assistant.reader.tiny import PIECES, bi_network_of, export_to, network_of, write_encoder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a tiny encoder."""
    folder = tmp_path_factory.mktemp("encoder")
    write_encoder(folder)
    return folder


@pytest.fixture(scope="session")
def exported(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a tiny cross-encoder and bi-encoder as they ship, with their cards."""
    from assistant.reader import card

    folder = tmp_path_factory.mktemp("exported")
    export_to(network_of(encoder), folder / cross_encoder.MODEL)
    export_to(bi_network_of(encoder), folder / bi_encoder.MODEL)
    write_pieces(PIECES, folder / TOKENIZER)
    for one in (cross_encoder, bi_encoder):
        card.write(folder / one.CARD, one.FILES, {}, {})
    return folder
