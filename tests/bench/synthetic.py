"""A corpus of any size out of a few real texts and their vectors.

A further text is two of the texts joined. A further vector has the mean of the real ones, and around it the sum of two
real vectors' differences to it, weighted so that the spread in every direction stays what it is.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.examples import FOLDER, Part, releases_of
from corpus.split import split
from index.dense import Halves
from index.encoder import Encoder, Role, Vectors
from index.rows import all_passages, make_rows, row_text

BATCH = 20_000
# How much of the first vector's difference is in the sum.
LEAST_SHARE, HIGHEST_SHARE = 0.5, 0.95


def packaged_texts() -> list[str]:
    """The texts of all rows of the invented releases in the repository."""
    passages = all_passages(split(release) for part in Part for release in releases_of(part))
    return [row_text(row, passages) for row in make_rows(passages)]


def encoded(texts: list[str], encoder: Encoder) -> Halves:
    """The vectors of some texts."""
    return np.concatenate([encoder.encode([text], Role.PASSAGE) for text in texts]).astype(np.float16)


def questions(count: int) -> list[str]:
    """Some of the questions on these releases."""
    with (FOLDER / "questions.jsonl").open(encoding="utf-8") as lines:
        asked = [str(json.loads(line)["question"]) for line in lines]
    chosen = np.random.default_rng(0).choice(len(asked), min(count, len(asked)), replace=False)
    return [asked[number] for number in sorted(chosen)]


def write_vectors(path: Path, real: Halves, rows: int) -> None:
    """Write so many vectors: the real ones in another order, then further ones."""
    generator = np.random.default_rng(0)
    real = real[generator.permutation(len(real))][:rows]
    mean = real.mean(axis=0, dtype=np.float32)
    with path.open("wb") as file:
        file.write(real.tobytes())
        for start in range(len(real), rows, BATCH):
            file.write(further(real, mean, min(BATCH, rows - start), generator).tobytes())


def further(real: Halves, mean: Vectors, count: int, generator: np.random.Generator) -> Halves:
    """So many vectors like the real ones."""
    first, second = (real[generator.integers(0, len(real), count)].astype(np.float32) - mean for _ in range(2))
    share = generator.uniform(LEAST_SHARE, HIGHEST_SHARE, (count, 1)).astype(np.float32)
    drawn = mean + np.sqrt(share) * first + np.sqrt(1 - share) * second
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float16)


def passages(texts: list[str], count: int) -> Iterator[str]:
    """So many texts: the given ones, then pairs of them."""
    yield from texts[:count]
    generator = np.random.default_rng(0)
    for _ in range(len(texts), count):
        first, second = generator.integers(0, len(texts), 2)
        yield f"{texts[first]} {texts[second]}"


def nearest(vectors: Halves, queries: Vectors, limit: int) -> tuple[NDArray[np.int64], Vectors]:
    """The best rows for each query, and their similarities, all compared."""
    rows, scores = np.empty((len(queries), 0), dtype=np.int64), np.empty((len(queries), 0), dtype=np.float32)
    for start in range(0, len(vectors), BATCH):
        found = queries @ vectors[start : start + BATCH].astype(np.float32).T
        scores = np.concatenate([scores, found], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(np.arange(start, start + found.shape[1]), found.shape)], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :limit]
        scores, rows = np.take_along_axis(scores, best, axis=1), np.take_along_axis(rows, best, axis=1)
    return rows, scores


def likeness(vectors: Halves, real: int, queries: Vectors) -> dict[str, list[float]]:
    """How similar real and further vectors are among themselves and to the queries: the 5th, 50th, 95th percentile."""
    found: dict[str, list[float]] = {}
    count = min(real, len(vectors) - real)
    if not count:
        return found
    for name, some in (("real", vectors[:count]), ("derived", vectors[real : real + count])):
        pairs = np.random.default_rng(0).integers(0, count, (2, 20_000))
        similar = np.einsum("rd,rd->r", some[pairs[0]].astype(np.float32), some[pairs[1]].astype(np.float32))
        scores = nearest(some, queries[:300], min(10, count))[1]
        for what, values in (("two rows", similar), ("best for a query", scores[:, 0]), ("tenth", scores[:, -1])):
            found[f"{what}, {name}"] = [round(float(value), 3) for value in np.percentile(values, [5, 50, 95])]
    return found
