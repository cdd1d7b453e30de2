"""A load client that takes little of the machine: bytes made beforehand, a connection kept for each client.

`python -m tests.bench.client`, a process of its own, reads a task as JSON and prints what came back as JSON. Of a reply
it reads the status and the length, and keeps the body only where the task wants that.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

PATIENCE = 60.0
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Task:
    """So many clients put the requests, each once and in their order, until they or the seconds are used up."""

    port: int
    path: str
    bodies: Sequence[str]
    clients: int
    seconds: float
    keep: bool = False


@dataclass(slots=True)
class Outcome:
    """What came back: milliseconds of each answer, errors by kind, seconds by the clock and of own processor time."""

    milliseconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    elapsed: float = 0.0
    cpu: float = 0.0


def request(port: int, path: str, body: str) -> bytes:
    """The bytes of one request."""
    content = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def status_and_length(head: bytes) -> tuple[int, int]:
    """What the head of a reply says. Raises ValueError if it names no length."""
    place = head.lower().find(LENGTH)
    if place < 0:
        raise ValueError("a reply without content-length")
    return int(head[9:12]), int(head[place + len(LENGTH) : head.index(b"\r\n", place)])


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> tuple[int, bytes]:
    """Send one request; the status and body of its reply."""
    writer.write(data)
    status, length = status_and_length(await reader.readuntil(b"\r\n\r\n"))
    return status, await reader.readexactly(length)


async def keep_asking(task: Task, requests: Iterator[bytes], outcome: Outcome, until: float) -> None:
    """One client: the next request as soon as the last is answered; after an error on a new connection."""
    writer: asyncio.StreamWriter | None = None
    while time.perf_counter() < until and (data := next(requests, None)):
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", task.port)
            begun = time.perf_counter()
            async with asyncio.timeout(PATIENCE):
                status, body = await exchange(reader, writer, data)
        except (OSError, EOFError, ValueError) as error:  # a timeout is an OSError
            count(outcome, type(error).__name__)
            if writer:
                writer.close()
                writer = None
            continue
        note(outcome, time.perf_counter() - begun, status, body if task.keep else None)
    if writer:
        writer.close()


def note(outcome: Outcome, seconds: float, status: int, body: bytes | None) -> None:
    """Count a reply; only an answer has a time."""
    if status != 200:
        count(outcome, f"HTTP {status}")
        return
    outcome.milliseconds.append(round(1000 * seconds, 3))
    if body is not None:
        outcome.replies.append(body.decode())


def count(outcome: Outcome, error: str) -> None:
    """Count an error by its kind."""
    outcome.errors[error] = outcome.errors.get(error, 0) + 1


async def put(task: Task) -> Outcome:
    """Put a server under load."""
    outcome = Outcome()
    requests = iter([request(task.port, task.path, body) for body in task.bodies])
    begun, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(keep_asking(task, requests, outcome, begun + task.seconds) for _ in range(task.clients)))
    outcome.elapsed, outcome.cpu = time.perf_counter() - begun, time.process_time() - processor
    return outcome


def main(given: dict[str, Any]) -> dict[str, Any]:
    """Do a task, both as JSON has them."""
    return asdict(asyncio.run(put(Task(**given))))


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
