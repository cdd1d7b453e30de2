"""Puts questions to a server, so many at once for so many seconds, and sums up what came back as one line of JSON."""

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer

from assistant.evaluate import Row, read_rows
from tests.bench.figures import percentile

QUESTIONS = Path(__file__).parents[1] / "quality" / "packaged_release.jsonl"
# The kinds of questions, in turn: one in five refused, one in ten each Chinese, a list, a follow-up.
MIX = ("lookup", "unanswerable", "zh", "lookup", "list", "who", "followup", "unanswerable", "lookup", "count")
TOLD_EVERY = 5.0
SAMPLED_EVERY = 0.5
PATIENCE = 60.0


@dataclass(slots=True)
class Tally:
    """What has come back so far; `memory` are the server's resident megabytes, sample by sample."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)

    def summary(self, elapsed: float) -> dict[str, Any]:
        """The figures: times in milliseconds, memory in megabytes."""
        answered = sorted(self.seconds)
        memory = (
            {"before": self.memory[0], "highest": max(self.memory), "after": self.memory[-1]} if self.memory else None
        )
        return {
            "requests": len(answered) + self.errors.total(),
            "answers": len(answered),
            "answers_a_second": round(len(answered) / elapsed, 1),
            "errors": dict(self.errors),
            "statuses": dict(self.statuses),
            **{f"p{share}_ms": milliseconds(answered, share) for share in (50, 95, 99)},
            "memory_mb": memory,
        }


def milliseconds(ordered: Sequence[float], share: int) -> float | None:
    """The time that so many in a hundred do not exceed, by nearest rank; None of no times."""
    return round(1000 * percentile(ordered, share), 1) if ordered else None


def mixed(rows: Sequence[Row]) -> Iterator[Row]:
    """The questions in the fixed mix, each kind's in their order and over again, without end."""
    kinds = defaultdict[str, list[Row]](list)
    for row in rows:
        kinds[row.type].append(row)
    turns = {kind: cycle(kinds[kind]) for kind in MIX}
    return (next(turns[kind]) for kind in cycle(MIX))


async def ask(client: httpx2.AsyncClient, row: Row, tally: Tally) -> None:
    """Put one question, and take note of its answer, or of the kind of error that came instead."""
    begun = time.perf_counter()
    try:
        response = await client.post("/v1/answers", json={"question": row.question, "history": list(row.history)})
    except httpx2.HTTPError as error:
        tally.errors[type(error).__name__] += 1
        return
    if response.status_code != 200:
        tally.errors[f"HTTP {response.status_code}"] += 1
        return
    tally.statuses[response.json()["status"]] += 1
    tally.seconds.append(time.perf_counter() - begun)


async def keep_asking(client: httpx2.AsyncClient, questions: Iterator[Row], tally: Tally, until: float) -> None:
    """One client: the next question as soon as the last is answered."""
    while time.perf_counter() < until:
        await ask(client, next(questions), tally)


async def watch(tally: Tally, begun: float, pid: int | None) -> None:
    """Tell how far it is, and sample the server's memory, until cancelled."""
    told = 0.0
    while True:
        elapsed = time.perf_counter() - begun
        if pid is not None:
            tally.memory.append(resident(pid))
        if elapsed - told >= TOLD_EVERY:
            told = elapsed
            line = f"{elapsed:4.0f} s: {len(tally.seconds)} answers, {tally.errors.total()} errors"
            print(line, file=sys.stderr, flush=True)
        await asyncio.sleep(SAMPLED_EVERY)


async def load(address: str, clients: int, seconds: float, pid: int | None = None) -> dict[str, Any]:
    """Put the server at an address under load, and sum up."""
    tally, questions = Tally(), mixed(read_rows(QUESTIONS))
    limits = httpx2.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx2.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE) as client:
        begun = time.perf_counter()
        watching = asyncio.create_task(watch(tally, begun, pid))
        await asyncio.gather(*(keep_asking(client, questions, tally, begun + seconds) for _ in range(clients)))
        elapsed = time.perf_counter() - begun
        watching.cancel()
    if pid is not None:
        tally.memory.append(resident(pid))
    return tally.summary(elapsed)


def resident(pid: int) -> float:
    """The resident memory of a process in megabytes, from Linux's /proc. Raises OSError if there is none."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    [kilobytes] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return round(int(kilobytes) / 1024, 1)


def run(
    url: Annotated[str, typer.Argument(help="The address of a server of your own, as http://127.0.0.1:8000.")],
    clients: Annotated[int, typer.Option(min=1, help="So many clients ask at once.")] = 64,
    seconds: Annotated[float, typer.Option(min=0.1, help="For so long they go on asking.")] = 60,
    pid: Annotated[int | None, typer.Option(help="The server's process, to watch its memory (Linux).")] = None,
) -> None:
    """Put a server under load, and print the figures as one line of JSON."""
    print(json.dumps(asyncio.run(load(url, clients, seconds, pid))))


def main() -> None:
    """Run as a command."""
    typer.run(run)
