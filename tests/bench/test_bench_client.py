"""The load client puts each question once and counts what comes back; servers end, and what they use is counted."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response

from tests.bench.client import Outcome, Task, main, put, status_and_length
from tests.bench.processes import (
    PROC,
    Watch,
    cpu_seconds,
    fields,
    free_port,
    megabytes,
    parse_kilobytes,
    started,
    stats,
)
from tests.serving import serving

on_linux = pytest.mark.skipif(not (PROC / "self" / "smaps_rollup").exists(), reason="read from Linux's /proc")


class Echo:
    """Repeats what it is told; breaks at a question that says so. Keeps what it was asked, in that order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.app = FastAPI()
        self.app.post("/ask")(self._ask)

    async def _ask(self, body: dict[str, str]) -> Response:
        self.asked.append(body["question"])
        if body["question"] == "break":
            return Response(status_code=503)
        return Response(json.dumps({"text": body["question"]}), media_type="application/json")


def asked(echo: Echo, questions: list[str], clients: int, seconds: float = 20.0, keep: bool = False) -> Outcome:
    with serving(echo.app) as address:
        port = int(address.rpartition(":")[2])
        bodies = [json.dumps({"question": question}) for question in questions]
        return asyncio.run(put(Task(port, "/ask", bodies, clients, seconds, keep)))


def test_each_question_is_put_once_until_all_are_used_up() -> None:
    echo, questions = Echo(), [f"question {number}" for number in range(100)]
    outcome = asked(echo, questions, clients=7)
    assert sorted(echo.asked) == sorted(questions)
    assert len(outcome.milliseconds) == 100
    assert min(outcome.milliseconds) > 0
    assert outcome.elapsed < 20
    assert not outcome.replies


def test_one_client_asks_in_order_and_keeps_replies_where_they_are_wanted() -> None:
    echo, questions = Echo(), ["first", "第二", "third"]
    outcome = asked(echo, questions, clients=1, keep=True)
    assert echo.asked == questions
    assert [json.loads(reply)["text"] for reply in outcome.replies] == questions


def test_an_error_is_counted_by_its_kind_and_has_no_time() -> None:
    outcome = asked(Echo(), ["fine", "break", "fine too", "break"], clients=1)
    assert (len(outcome.milliseconds), outcome.errors) == (2, {"HTTP 503": 2})


def test_nothing_is_begun_once_the_time_is_up() -> None:
    echo = Echo()
    outcome = asked(echo, ["again"] * 1_000_000, clients=2, seconds=0.3)
    assert 0 < len(echo.asked) == len(outcome.milliseconds) < 1_000_000
    assert 0.3 <= outcome.elapsed < 10


def test_a_server_that_is_not_there_is_an_error() -> None:
    found = main({"port": free_port(), "path": "/", "bodies": ["{}", "{}"], "clients": 1, "seconds": 5.0})
    assert found["errors"] == {"ConnectionRefusedError": 2}


def test_a_client_goes_on_after_a_connection_that_was_closed() -> None:
    async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the first request of each connection, then close it."""
        await reader.readuntil(b"}")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    async def run() -> Outcome:
        async with await asyncio.start_server(closing, "127.0.0.1", 0) as server:
            return await put(Task(server.sockets[0].getsockname()[1], "/", ["{}"] * 6, 1, 5.0))

    outcome = asyncio.run(run())
    assert len(outcome.milliseconds) == 3
    assert sum(outcome.errors.values()) == 3


def test_the_head_of_a_reply_is_read_however_it_is_written() -> None:
    assert status_and_length(b"HTTP/1.1 404 Not Found\r\nX: y\r\ncONTENT-length:  12\r\nZ: 1\r\n\r\n") == (404, 12)
    with pytest.raises(ValueError, match="content-length"):
        status_and_length(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")


def test_a_process_may_have_brackets_and_blanks_in_its_name() -> None:
    assert fields("17 (a) b (c)) S 1 17 9 0\n") == ["S", "1", "17", "9", "0"]


def test_a_figure_in_kilobytes_is_found_by_its_whole_name() -> None:
    text = "Rss:  9 kB\nPss_Dirty:  5 kB\nPss:   1234 kB\n"
    assert parse_kilobytes(text, "Pss") == 1234
    assert parse_kilobytes(text, "Swap") == 0


# A process that holds 64 MB and works for a while, and has a child that does not end when asked to.
PARENT = """
import signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); held = b'x' * (32 * 2**20);"
    "print('up', flush=True); time.sleep(600)"], stdout=subprocess.PIPE)
child.stdout.readline()
held, until = b"x" * (64 * 2**20), time.process_time() + 1.0
while time.process_time() < until: pass
print(child.pid, flush=True)
time.sleep(600)
"""


def child_of(log: Path) -> int:
    """The number of the child, as soon as its parent tells it."""
    until = time.monotonic() + 60
    while not log.read_text() and time.monotonic() < until:
        time.sleep(0.02)
    return int(log.read_text())


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended; one that nobody waited for still has a number."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_a_server_and_its_children_end_though_the_block_fails(tmp_path: Path) -> None:
    log = tmp_path / "log"
    children = []

    def fail() -> None:
        with started([sys.executable, "-c", PARENT], os.environ, log):
            children.append(child_of(log))
            assert is_running(children[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    [child] = children
    until = time.monotonic() + 10
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_running(child)


@on_linux
def test_what_a_server_uses_is_counted_over_all_its_processes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with started([sys.executable, "-c", PARENT], os.environ, log) as process:
        child = child_of(log)
        assert set(stats(process.pid)) == {process.pid, child}
        spent = cpu_seconds(process.pid)
        memory: Any = Watch(process.pid).stop()
    assert spent is not None
    assert 1.0 <= spent < 30
    assert memory.processes == 2
    assert 64 < memory.largest < memory.together < 200
    assert memory.together > 96


@on_linux
def test_of_a_process_that_has_ended_there_is_no_figure() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        assert megabytes(process.pid, "status", "VmHWM") == 0
    assert cpu_seconds(process.pid) is None
    assert Watch(process.pid).stop() is None
