"""Encoders that Ray's workers make for themselves, and a job that kills itself with SIGKILL, run as a process.

python -m tests.index.ray_encoders FOLDER TEMPORARY
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import EncoderError
from index.encoder import Encoder, Role, Vectors, Weights
from tests.doubles import WEIGHTS, HashingEncoder

TEXTS = [f"text {number}" for number in range(900)]


class FailingEncoder(HashingEncoder):
    """Fails at one text."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The vectors of a hashing encoder, or EncoderError."""
        if TEXTS[-1] in texts:
            raise EncoderError("the weights are gone")
        return super().encode(texts, role)


def hashing(weights: Weights) -> Encoder:  # noqa: ARG001 (any weights)
    """An encoder that hashes."""
    return HashingEncoder()


def failing(weights: Weights) -> Encoder:  # noqa: ARG001 (any weights)
    """An encoder that fails at the last text."""
    return FailingEncoder()


def die(done: int, encoded: int) -> None:
    """Die when something is written, and not all."""
    if encoded and done < len(TEXTS):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    from index import ray_encoding

    ray_encoding.FILE_ROWS, ray_encoding.TEMPORARY = 200, sys.argv[2]
    ray_encoding.encode_with_ray(TEXTS, WEIGHTS, Path(sys.argv[1]), 1, 100, hashing, die)
