"""Measures one system: from its start to an answer, under load, building an index, and how often it is right."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from assistant.evaluate import Row
from tests.bench.client import Outcome, Task
from tests.bench.figures import Building, Latency, Quality, latency
from tests.bench.processes import BenchError, cpu_seconds, free_port, started
from tests.bench.systems import Baseline, System, run

FIRST = "Which airports get more flights?"
STARTS_WITHIN = 120.0
ASKED_EVERY = 0.005
REPEATED, REPEATED_BY = 20, 8
MOST_A_SECOND = 2000


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its port, and the number of the session that its processes are in."""

    port: int
    session: int


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds from the start of a server's process to what it did first."""

    ready: float
    answered: float


def cold(system: System) -> float:
    """Seconds from the start of a command to its printed answer. Raises BenchError if it prints none."""
    begun = time.perf_counter()
    printed = run(system.ask(FIRST), system.environment())
    taken = time.perf_counter() - begun
    if not printed.strip():
        raise BenchError(f"{system.name} printed no answer")
    return taken


@contextmanager
def serving(system: System, log: Path) -> Iterator[tuple[Server, Started]]:
    """Start a server and wait for its first answer; it ends with the block. Raises BenchError if it does not start."""
    port, begun = free_port(), time.perf_counter()
    with started(system.serve(port), system.environment(), log) as process:
        body = json.dumps(system.body(row_of(FIRST)))
        ready = wait_for(process, port, "GET", system.ready, None, log) - begun if system.ready else None
        answered = wait_for(process, port, "POST", system.path, body, log) - begun
        yield Server(port, process.pid), Started(answered if ready is None else ready, answered)


def row_of(question: str) -> Row:
    """A bare question."""
    return Row("", "lookup", question, (), (), (), None, None)


def wait_for(
    process: "subprocess.Popen[bytes]", port: int, method: str, path: str, body: str | None, log: Path
) -> float:
    """Ask until the reply is 200; the time of it. Raises BenchError if the process ends or takes too long."""
    until = time.perf_counter() + STARTS_WITHIN
    while time.perf_counter() < until:
        if process.poll() is not None:
            break
        connection = HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            if connection.getresponse().status == 200:
                return time.perf_counter()
        except (OSError, HTTPException):
            pass  # it does not listen yet
        finally:
            connection.close()
        time.sleep(ASKED_EVERY)
    said = log.read_text(encoding="utf-8", errors="replace").strip()[-500:]
    raise BenchError(f"{method} {path} was not answered with 200 in {STARTS_WITHIN:g} s: {said}")


def put(task: Task) -> Outcome:
    """Have a client in a process of its own do a task."""
    command = [sys.executable, "-m", "tests.bench.client"]
    done = subprocess.run(command, input=json.dumps(asdict(task)), stdout=subprocess.PIPE, text=True, check=True)
    return Outcome(**json.loads(done.stdout))


def load(system: System, server: Server, questions: Sequence[str], clients: int, seconds: float) -> Latency:
    """Put questions, each once, so many at once, and count what the server spent on them."""
    bodies = [json.dumps(system.body(row_of(question))) for question in questions]
    before = cpu_seconds(server.session)
    outcome = put(Task(server.port, system.path, bodies, clients, seconds))
    after = cpu_seconds(server.session)
    return latency(outcome, clients, None if before is None or after is None else after - before)


def repeated(questions: Sequence[str], seconds: float) -> list[str]:
    """The same few questions over and over, more than can be answered in the time."""
    return list(islice(cycle(questions[:REPEATED]), int(seconds * MOST_A_SECOND)))


def warm_up(system: System, server: Server, questions: Sequence[str]) -> None:
    """Put some questions that are not asked later, from several clients. Raises BenchError if any is not answered."""
    bodies = [json.dumps(system.body(row_of(question))) for question in questions]
    outcome = put(Task(server.port, system.path, bodies, REPEATED_BY, STARTS_WITHIN))
    if outcome.errors:
        raise BenchError(f"{system.name} did not answer: {outcome.errors}")


def building(system: System, files: Sequence[Path]) -> Building:
    """Build an index of some releases, the start of the process included."""
    begun = time.perf_counter()
    printed = run(system.build(files), system.environment())
    return Building(time.perf_counter() - begun, system.passages(files, printed), len(files))


def quality(system: System, server: Server, rows: Sequence[Row]) -> Quality:
    """Ask the packaged release's questions, one after another. Raises BenchError if any is not answered."""
    bodies = [json.dumps(system.body(row)) for row in rows]
    outcome = put(Task(server.port, system.path, bodies, 1, STARTS_WITHIN, keep=True))
    if len(outcome.replies) != len(rows):
        raise BenchError(f"{system.name} answered {len(outcome.replies)} of {len(rows)} questions: {outcome.errors}")
    asked = list(zip(rows, map(json.loads, outcome.replies), strict=True))
    answered = [system.right(row, reply) for row, reply in asked if row.gold]
    refused = [system.right(row, reply) for row, reply in asked if not row.gold]
    return Quality(share(answered), share(refused), in_five(system, asked), len(rows))


def in_five(system: System, asked: Sequence[tuple[Row, Any]]) -> float | None:
    """The share of the answerable questions that the baseline's five paragraphs cover; None of an answer."""
    if not isinstance(system, Baseline):
        return None
    return share([system.covered(row, reply) for row, reply in asked if row.gold])


def share(rights: Sequence[bool]) -> float:
    """The share that is right; 0 of nothing."""
    return sum(rights) / len(rights) if rights else 0.0
