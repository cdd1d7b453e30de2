"""Several processes answer on one port as one server: none is missed, none is left over, what has begun is finished."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from operator import eq
from pathlib import Path

import httpx
import pytest
import typer

from api.cli import listen
from api.settings import Settings
from api.workers import Workers
from corpus.errors import WorkersError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="what runs is read from Linux's /proc"),
]
SOON, PATIENCE = 0.05, 20.0
SIGNED = {"question": "Which documents were signed?"}
SLOWLY = {"question": "Which documents were signed, told slowly?"}


@dataclass(frozen=True, slots=True)
class Server:
    """A server with two workers."""

    process: subprocess.Popen[str]
    address: str

    @property
    def pids(self) -> set[int]:
        """The processes that answer."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return {int(pid) for pid in found.split()}

    def answered(self) -> float:
        """How many answers `/metrics` tells of."""
        lines = httpx.get(f"{self.address}/metrics", timeout=PATIENCE).text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("communique_answers_total{"))

    def client_of(self, wanted: Callable[[int], bool]) -> httpx.Client:
        """A client with an open connection to a process that is wanted."""
        while True:
            client = httpx.Client(base_url=self.address, timeout=PATIENCE)
            if wanted(client.get("/pid").json()):
                return client
            client.close()


@contextmanager
def running(home: Path) -> Iterator[Server]:
    """Have such a server run in a session of its own."""
    command = [sys.executable, "-m", "tests.api.working", str(home), "2"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # Where tests run in the background SIGINT is ignored, and would be by what they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, text=True, start_new_session=True, **pipes) as process:  # type: ignore[call-overload]
        signal.signal(signal.SIGINT, before)
        try:
            assert process.stdout
            server = Server(process, f"http://127.0.0.1:{process.stdout.readline().strip()}")
            until(lambda: len(server.pids) == 2)
            yield server
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(PATIENCE)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path) as server:
        yield server


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(SOON)


def runs(pid: int) -> bool:
    """Whether a process runs; one that nobody has fetched its end from does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


@contextmanager
def asked_slowly(server: Server) -> Iterator[list[Future[httpx.Response]]]:
    """A slow question to each worker, which it has begun to answer."""
    clients = [server.client_of(partial(eq, pid)) for pid in server.pids]
    with ThreadPoolExecutor(len(clients)) as pool:
        yield [pool.submit(client.post, "/v1/answers", json=SLOWLY) for client in clients]
    for client in clients:
        client.close()


def test_all_answer_and_whoever_is_asked_for_measures_tells_the_sums(server: Server) -> None:
    answered_by = set[int]()
    for number in range(1, 200):
        with closing(server.client_of(lambda _: True)) as client:
            answered_by.add(client.get("/pid").json())
            assert client.post("/v1/answers", json=SIGNED).json()["citations"]
        if number > 10 and len(answered_by) == 2:
            break
    assert answered_by == server.pids
    assert [server.answered() for _ in range(10)] == [number] * 10
    told = httpx.get(f"{server.address}/metrics").text
    assert "communique_releases 1.0" in told
    assert f'communique_answer_seconds_count{{status="answered"}} {number}.0' in told


def test_one_that_is_killed_is_replaced_and_the_other_misses_nothing(server: Server) -> None:
    with closing(server.client_of(lambda _: True)) as client:
        staying = client.get("/pid").json()
        (killed,) = server.pids - {staying}
        with closing(server.client_of(lambda pid: pid == killed)) as other:
            assert other.post("/v1/answers", json=SIGNED).status_code == 200
        before = server.answered()
        os.kill(killed, signal.SIGKILL)
        asked = 0
        while len(server.pids - {killed}) < 2 or asked < 5:
            assert client.post("/v1/answers", json=SIGNED).status_code == 200
            asked += 1
        assert client.get("/pid").json() == staying
        with closing(server.client_of(lambda pid: pid not in (staying, killed))) as other:
            assert other.post("/v1/answers", json=SIGNED).status_code == 200
        assert server.answered() == before + asked + 1
    server.process.terminate()
    assert server.process.stderr
    told = server.process.stderr.read()
    assert f"(process {killed}) ended with" in told
    assert "another takes its place" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_all_finish_what_they_have_begun(server: Server, sign: signal.Signals) -> None:
    pids = server.pids
    with asked_slowly(server) as replies:
        time.sleep(0.5)
        # As a terminal does, to all; a parent that is told by another process alone passes it on.
        os.killpg(server.process.pid, sign) if sign is signal.SIGINT else server.process.send_signal(sign)
        assert [reply.result().status_code for reply in replies] == [200, 200]
    code = server.process.wait(PATIENCE)
    assert code == -sign
    assert not any(runs(pid) for pid in pids)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.address}/livez")


def test_a_parent_that_is_killed_leaves_nobody_behind_and_what_has_begun_is_finished(server: Server) -> None:
    pids = server.pids
    with asked_slowly(server) as replies:
        time.sleep(0.5)
        server.process.kill()
        assert [reply.result().status_code for reply in replies] == [200, 200]
    until(lambda: not any(runs(pid) for pid in pids))


def test_an_address_that_is_shared_is_one_that_is_taken(server: Server) -> None:
    port = int(server.address.rsplit(":", 1)[1])
    for count in (1, 2):
        with pytest.raises(typer.Exit):
            listen("127.0.0.1", port, count)


def test_nothing_is_forked_beside_a_thread() -> None:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        with pytest.raises(WorkersError, match=r"\d+ threads run already"):
            Workers(lambda _: None, 2).run()
    finally:
        ended.set()
        thread.join()


def test_workers_that_die_at_once_are_not_replaced_without_a_pause() -> None:
    code = "import os; from api.workers import Workers; Workers(lambda _: os._exit(3), 1).run()"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) as process:
        time.sleep(3)
        process.terminate()
        assert process.stderr
        told = process.stderr.read().splitlines()
    assert 1 <= len(told) <= 4
    assert all("ended with 3" in line for line in told)


def test_the_end_of_a_process_that_is_no_worker_is_no_matter() -> None:
    code = "import subprocess, time; from api.workers import Workers; subprocess.Popen('true')\n"
    code += "Workers(lambda _: print('works', flush=True) or time.sleep(60), 1).run()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"works\n"
        time.sleep(1)
        process.terminate()
        assert (process.wait(PATIENCE), process.stderr.read()) == (0, b"")


def test_workers_cannot_share_a_connection_to_milvus() -> None:
    with pytest.raises(ValueError, match="COMMUNIQUE_WORKERS is 2; with COMMUNIQUE_MILVUS it has to be 1"):
        Settings(workers=2, milvus="http://127.0.0.1:19530/x")


LOADING = """
import os, sys
import faiss, numpy, onnxruntime
from api.app import create_app
from api.loading import Loader
from api.settings import Settings
count = lambda: len(os.listdir("/proc/self/task"))
before, settings = count(), Settings(workers=2)
service = Loader(settings).load()
app = create_app(lambda: service, settings)
print(count() - before)
"""


def test_loading_starts_no_thread_that_a_fork_would_leave_behind(home: Path) -> None:
    environment = {**os.environ, "COMMUNIQUE_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", LOADING], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "0"
