"""What the benchmark measures, each in a process of its own so that its memory is its own."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.dense import DenseIndex, Halves
from index.encoder import Vectors
from index.lexical import LexicalIndex
from index.search import ROWS_A_PASSAGE, fuse
from tests.bench.synthetic import passages

LIMIT = 10
CLIENTS = 4
# This share of the passages is new when the index is made from a previous one; so many may a filter leave.
CHANGED, ALLOWED = 0.01, 0.1


def vectors_of(folder: Path, dimension: int) -> Halves:
    """The vectors on disk."""
    return np.memmap(folder / "vectors.f16", np.float16, "r").reshape(-1, dimension)


def build(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """Build both indexes, and the lexical one once more from itself with some texts changed."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    figures: dict[str, Any] = {"dense": timed(lambda: DenseIndex.build(vectors_of(folder, task["dimension"]), folder))}
    lexical = folder / "lexical"
    figures["lexical"] = timed(lambda: LexicalIndex.build(passages(texts, task["passages"])).save(lexical))
    figures["peak_mb"] = peak()
    changed = int(1 / CHANGED)
    again = (number if number % changed else f"{number} {texts[0]}" for number in range(task["passages"]))
    figures["lexical again"] = timed(lambda: LexicalIndex.build(again, LexicalIndex.load(lexical)))
    return figures


def search(folder: Path, task: dict[str, Any]) -> dict[str, Any]:
    """Load both indexes and ask every question of each, of both, with a filter, and from several clients at once."""
    queries: Vectors = np.load(folder / "queries.npy")
    asked = list(zip(task["questions"], queries, strict=True))
    started = time.perf_counter()
    dense = DenseIndex.load(folder, vectors_of(folder, task["dimension"]))
    lexical = LexicalIndex.load(folder / "lexical")
    loaded = time.perf_counter() - started
    share = dense.rows / task["passages"]
    some = np.sort(np.random.default_rng(0).choice(task["passages"], int(ALLOWED * task["passages"]), replace=False))
    # Every passage has its first row at least, and the last passage all that are left.
    of_passage = np.minimum((np.arange(dense.rows) / share).astype(np.int64), task["passages"] - 1)
    rows = np.flatnonzero(np.isin(of_passage, some))

    def both(question: str, query: Vectors, filtered: bool = False) -> list[int]:
        found = dense.search(query, ROWS_A_PASSAGE * LIMIT, rows if filtered else None)
        by_meaning = list(dict.fromkeys(int(of_passage[row]) for row, _ in found))[:LIMIT]
        by_words = [number for number, _ in lexical.search(question, LIMIT, some if filtered else None)]
        fused = fuse(by_meaning, by_words)
        return sorted(fused, key=lambda number: (-fused[number], number))[:LIMIT]

    figures: dict[str, Any] = {"load_s": round(loaded, 2)}
    for question, query in asked[:20]:
        both(question, query)
    figures["dense"] = latency([partial(dense.search, query, ROWS_A_PASSAGE * LIMIT) for _, query in asked])
    figures["lexical"] = latency([partial(lexical.search, question, LIMIT) for question, _ in asked])
    figures["both"] = latency([partial(both, *pair) for pair in asked])
    figures["filtered"] = latency([partial(both, *pair, filtered=True) for pair in asked])
    figures[f"{CLIENTS} clients"] = latency([partial(both, *pair) for pair in asked], CLIENTS)
    figures["peak_mb"], figures["own_mb"] = peak(), of_system("RssAnon")
    figures["found"] = [[row for row, _ in dense.search(query, ROWS_A_PASSAGE * LIMIT)][:LIMIT] for query in queries]
    return figures


def latency(calls: Sequence[Callable[[], object]], clients: int = 1) -> dict[str, float]:
    """Milliseconds by the clock and of a processor's time."""
    if clients == 1:
        taken = [clocked(call) for call in calls]
    else:
        with ThreadPoolExecutor(clients) as pool:
            taken = list(pool.map(clocked, calls))
    wall, processor = np.percentile(taken, [50, 95], axis=0).T
    figures = {"median_ms": wall[0], "p95_ms": wall[1], "cpu_median_ms": processor[0], "cpu_p95_ms": processor[1]}
    return {name: round(float(value), 2) for name, value in figures.items()}


def clocked(call: Callable[[], object]) -> tuple[float, float]:
    """How long one call takes."""
    wall, processor = time.perf_counter(), time.thread_time()
    call()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.thread_time() - processor)


def timed(call: Callable[[], object]) -> dict[str, float]:
    """Seconds by the clock and of all processors' time."""
    wall, processor = time.perf_counter(), time.process_time()
    call()
    return {
        "seconds": round(time.perf_counter() - wall, 1),
        "cpu_seconds": round(time.process_time() - processor, 1),
    }


def peak() -> int:
    """The most megabytes that this process has had in memory, mapped files among them."""
    return of_system("VmHWM")


def of_system(field: str) -> int:
    """A figure of this process in megabytes, as Linux has it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) // 1024


if __name__ == "__main__":
    given = Path(sys.argv[2])
    step = {"build": build, "search": search}[sys.argv[1]]
    print(json.dumps(step(given, json.loads((given / "task.json").read_text(encoding="utf-8")))))
