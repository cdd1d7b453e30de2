"""Writes a state into Milvus and kills itself with SIGKILL half-way: run by a test as a process of its own.

python -m tests.index.killed_writes FILE.db
"""

import os
import signal
import sys
from collections.abc import Sequence

import numpy as np

from corpus.model import Outline
from index.encoder import Vectors
from index.milvus import BATCH, Milvus
from tests.doubles import outline_of

NAME = "communique_killed"
MANY = [outline_of(f"Number {number}", id=f"P{number:04}") for number in range(2 * BATCH + 100)]


def vectors_of(outlines: Sequence[Outline]) -> Vectors:
    """A vector for each release, which has one row."""
    return np.random.default_rng(0).normal(size=(len(MANY), 4)).astype(np.float32)[: len(outlines)]


def die(done: int, total: int) -> None:
    """Die when the second batch is written."""
    if BATCH < done < total:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    Milvus(sys.argv[1]).write(NAME, MANY, vectors_of(MANY), die)
