"""Stand-ins written by hand that the tests of several packages share: an encoder that hashes, small releases."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.blocks import read_lines
from corpus.model import Outline, Release
from corpus.read import make_release
from corpus.split import split
from corpus.words import words
from index.encoder import DEFAULT_MODEL, PACKAGED, Role, Vectors, Weights

DIMENSION = 64
METADATA = {
    "id": "P1",
    "issuer": "HKSAR Government",
    "issued": "2025-04-24T18:32:00+08:00",
    "url": "https://example.test/P1.htm",
}
# The encoder that the packaged reader of the default model was fitted to.
DEFAULT_DIGEST = f"sha256:{PACKAGED[DEFAULT_MODEL].sha256}"
WEIGHTS = Weights(name="hashing", folder=Path("nowhere"), digest="sha256:hashing")


class HashingEncoder:
    """Encodes a text as the bag of its words, each counted in the place that its hash says; counts what it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:  # noqa: ARG002 (both alike)
        """One row a text, each of length 1; a text without words points along the first axis."""
        self.texts += texts
        return np.stack([unit_vector(text) for text in texts])


def unit_vector(text: str) -> Vectors:
    """The bag of a text's words as a vector of length 1."""
    vector = np.zeros(DIMENSION, dtype=np.float32)
    for word in words(text):
        vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:8]) % DIMENSION] += 1
    if not vector.any():
        vector[0] = 1
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def release_of(*lines: str, **metadata: str) -> Release:
    """A release whose lines are these, its title first; `metadata` overrides what small releases share."""
    return make_release(read_lines(lines), {**METADATA, **metadata})


def outline_of(*lines: str, **metadata: str) -> Outline:
    """The outline of such a release."""
    return split(release_of(*lines, **metadata))
