"""An encoder as if it were exported: a card and files that fit it, for an index to carry; no network is in them."""

from pathlib import Path

from index.encoder import Weights
from index.exported import NETWORK, NUMBERS, TOKENIZER, write_card

ABOUT = {"prompts": {"query": "", "passage": ""}, "longest": 8}


def written(folder: Path, weights: Weights) -> Path:
    """Write such files into a new folder."""
    folder.mkdir()
    for name in (NETWORK, NUMBERS, TOKENIZER):
        (folder / name).write_bytes(f"{name} of {weights.digest}".encode() * 20)
    write_card(folder, weights, ABOUT)
    return folder
