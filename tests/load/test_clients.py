"""The load test counts what comes back, and nothing else."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from fastapi import FastAPI, Response
from typer.testing import CliRunner

from assistant.evaluate import read_rows
from tests.load.clients import MIX, QUESTIONS, Tally, load, milliseconds, mixed, resident, run
from tests.serving import serving


class Server:
    """Answers three questions of four, the last of them with a refusal; breaks at the fourth. Counts what is asked."""

    def __init__(self) -> None:
        self.asked = Counter[str]()
        self.app = FastAPI()
        self.app.post("/v1/answers")(self._answer)

    async def _answer(self, body: dict[str, object]) -> Response:
        turn = self.asked.total() % 4
        self.asked["with history" if body["history"] else "bare"] += 1
        if turn == 3:
            return Response(status_code=503)
        return Response(
            json.dumps({"status": "not_stated" if turn == 2 else "answered"}), media_type="application/json"
        )


def test_every_answer_and_every_error_is_counted_once() -> None:
    server = Server()
    with serving(server.app) as address:
        found = asyncio.run(load(address, clients=4, seconds=0.3))
    assert found["requests"] == server.asked.total() > 8
    assert found["errors"] == {"HTTP 503": found["requests"] // 4}
    assert found["answers"] == found["requests"] - found["requests"] // 4 == sum(found["statuses"].values())
    assert found["statuses"]["not_stated"] == (found["requests"] + 1) // 4
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]
    assert server.asked["with history"] > 0


def test_a_server_that_is_not_there_is_an_error_by_its_kind() -> None:
    found = asyncio.run(load("http://127.0.0.1:1", clients=1, seconds=0.1))
    assert found["errors"] == {"ConnectError": found["requests"]}
    assert (found["answers"], found["p50_ms"], found["memory_mb"]) == (0, None, None)


def test_the_mix_has_every_kind_in_turn_and_begins_again() -> None:
    rows = read_rows(QUESTIONS)
    asked = list(islice(mixed(rows), 200))
    assert [row.type for row in asked[:20]] == [*MIX, *MIX]
    assert asked[6].history
    assert [row.id for row in asked[6::60]] == [asked[6].id] * 4  # six follow-ups, then the first again


@pytest.mark.parametrize(("share", "time"), [(50, 50.0), (95, 95.0), (99, 99.0)])
def test_percentiles_are_by_nearest_rank(share: int, time: float) -> None:
    assert milliseconds([n / 1000 for n in range(1, 101)], share) == time
    assert milliseconds([0.007], share) == 7.0


def test_answers_a_second_are_of_the_time_that_it_took() -> None:
    assert Tally(seconds=[0.1] * 30).summary(elapsed=2.0)["answers_a_second"] == 15.0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
def test_memory_is_that_of_the_process() -> None:
    found = asyncio.run(load("http://127.0.0.1:1", clients=1, seconds=0.1, pid=os.getpid()))["memory_mb"]
    assert 0 < found["before"] <= found["highest"] >= found["after"] > 0
    holding = "import sys; held = b'x' * (64 * 2**20); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert 64 < resident(process.pid) < 128


def test_the_command_prints_one_line_of_json() -> None:
    import typer

    app = typer.Typer()
    app.command()(run)
    with serving(Server().app) as address:
        result = CliRunner().invoke(app, [address, "--clients", "2", "--seconds", "0.1"])
    assert result.exit_code == 0
    [line] = result.stdout.splitlines()
    assert json.loads(line)["requests"] > 0
