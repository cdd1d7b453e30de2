"""Several replicas share a real PostgreSQL server, and neither it nor they lose anything by being stopped or killed."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from api.records import Records
from api.wire import FeedbackRequest
from assistant.answer import Status
from corpus.errors import RecordsUnavailable
from tests.api.postgresql import NAME, PASSWORD, USER, Server, find

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-m", "api.cli"]
REFUSED = "How much is a ticket to Mars?"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = find()
    if programs is None:
        pytest.skip("there is no PostgreSQL; `make test` installs it where that may be done")
    with Server(programs) as server:
        yield server


@contextmanager
def replicas(home: Path, url: str, count: int = 2) -> Iterator[list[str]]:
    """The addresses of so many processes that serve one index and share one database."""
    environment = {**os.environ, "COMMUNIQUE_HOME": str(home), "COMMUNIQUE_DATABASE": url, "PYTHONUNBUFFERED": "1"}
    command = [*COMMAND, "serve", "--port", "0"]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True))
            for _ in range(count)
        ]
        try:
            yield [address_of(process) for process in processes]
        finally:
            for process in processes:
                process.send_signal(signal.SIGINT)
            for process in processes:
                process.communicate(timeout=30)


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    return next(found[0] for line in process.stderr if (found := re.search(r"http://\S+", line)))


def post(url: str, body: dict[str, Any]) -> tuple[int, Any, Any]:
    """The status, the headers and the body of a reply."""
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=30) as reply:
            return reply.status, reply.headers, json.loads(reply.read() or b"null")
    except HTTPError as error:
        with error:
            return error.code, error.headers, json.loads(error.read())


def ask(address: str, question: str = REFUSED) -> int:
    return post(f"{address}/v1/answers", {"question": question})[0]


def vote(address: str, answer_id: str, way: str = "up", comment: str | None = None) -> int:
    body = {"answer_id": answer_id, "question": REFUSED, "status": "not_stated", "vote": way, "comment": comment}
    return post(f"{address}/v1/feedback", body)[0]


def ballot(answer_id: str, comment: str | None = None) -> FeedbackRequest:
    return FeedbackRequest(answer_id=answer_id, question="Who?", status=Status.ANSWERED, vote="up", comment=comment)


def kept(url: str, prefix: str) -> dict[str, tuple[str, str | None]]:
    """The votes on answers whose ids begin so."""
    with closing(Records(url, 0)) as records:
        found = [one for one in records.votes() if one.answer_id.startswith(prefix)]
    assert len({one.answer_id for one in found}) == len(found)
    return {one.answer_id: (one.vote, one.comment) for one in found}


def questions(url: str) -> list[str]:
    with closing(Records(url, 0)) as records:
        return [one.question for one in records.questions(days=1)]


def test_replicas_that_begin_at_once_share_a_database_that_outlives_them_and_its_own_restart(
    server: Server, home: Path
) -> None:
    with replicas(home, server.url()) as (one, other):
        with ThreadPoolExecutor() as pool:
            assert list(pool.map(ask, [one, other])) == [200, 200]
        assert vote(one, "shared_1", "up", "first, at one") == 204
        assert vote(other, "shared_2") == 204
        assert vote(other, "shared_1", "down", "later, at the other") == 204
        server.stop()
        server.start()
        assert vote(one, "shared_3") == 204, "a dropped connection reached a client"
        assert ask(other) == 200
    expected = {"shared_1": ("down", "later, at the other"), "shared_2": ("up", None), "shared_3": ("up", None)}
    assert kept(server.url(), "shared_") == expected
    assert questions(server.url()) == [REFUSED] * 3
    with replicas(home, server.url(), 1) as (again,):
        assert vote(again, "shared_2", "down") == 204
    assert kept(server.url(), "shared_") == expected | {"shared_2": ("down", None)}


def test_while_the_database_is_down_answers_go_out_and_votes_are_told_to_come_back(server: Server, home: Path) -> None:
    before = len(questions(server.url()))
    with replicas(home, server.url(), 1) as (address,):
        assert vote(address, "down_0") == 204
        server.stop()
        try:
            begun = time.monotonic()
            assert [ask(address) for _ in range(3)] == [200] * 3
            assert time.monotonic() - begun < 3
            body = {"answer_id": "down_1", "question": "Who?", "status": "answered", "vote": "up"}
            status, headers, problem = post(f"{address}/v1/feedback", body)
            assert (status, headers["Retry-After"]) == (503, "5")
            assert headers["Content-Type"] == "application/problem+json"
            assert problem["type"] == "urn:communique:problem:database-unavailable"
        finally:
            server.start()
        assert vote(address, "down_1") == 204
    assert set(kept(server.url(), "down_")) == {"down_0", "down_1"}
    assert len(questions(server.url())) == before + 3, "what was asked in the outage was lost"


def test_a_vote_that_was_acknowledged_survives_a_killed_server(server: Server) -> None:
    acknowledged: list[str] = []

    def voting(place: int) -> None:
        with closing(Records(server.url(), 0)) as records:
            for number in range(100_000):
                try:
                    records.vote(ballot(f"killed_{place}_{number}"))
                except RecordsUnavailable:
                    return
                acknowledged.append(f"killed_{place}_{number}")

    with ThreadPoolExecutor(2) as pool:
        voters = [pool.submit(voting, place) for place in range(2)]
        while len(acknowledged) < 50:
            time.sleep(0.01)
        server.kill()
        for voter in voters:
            voter.result(timeout=30)
    server.start()
    assert len(acknowledged) >= 50
    assert set(acknowledged) <= set(kept(server.url(), "killed_"))


def test_of_many_votes_at_once_on_one_answer_one_is_left(server: Server) -> None:
    with closing(Records(server.url(), 0)) as one, closing(Records(server.url(), 0)) as other:
        with ThreadPoolExecutor(16) as pool:
            votes = [pool.submit((one, other)[n % 2].vote, ballot("many_1", str(n))) for n in range(200)]
            for each in votes:
                each.result(timeout=30)
        one.vote(ballot("many_1", "the last"))
    assert kept(server.url(), "many_") == {"many_1": ("up", "the last")}


def test_processes_that_begin_at_once_make_the_tables_once(server: Server) -> None:
    administrator = Records(server.url(), 0)
    with administrator._engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CREATE DATABASE fresh")
    administrator.close()
    together = Barrier(8)

    def beginning(number: int) -> None:
        with closing(Records(server.url("fresh"), 0)) as records:
            records._engine.connect().close()
            together.wait(30)
            records.vote(ballot(f"fresh_{number}"))

    with ThreadPoolExecutor(8) as pool:
        for each in [pool.submit(beginning, number) for number in range(8)]:
            each.result(timeout=30)
    assert len(kept(server.url("fresh"), "fresh_")) == 8


def test_what_postgresql_cannot_store_is_replaced(server: Server) -> None:
    with closing(Records(server.url(), 0)) as records:
        records.vote(ballot("odd\0_1", "a\0b 𝄞 中文 '); DROP TABLE feedback"))
    assert kept(server.url(), "odd") == {"odd\ufffd_1": ("up", "a\ufffdb 𝄞 中文 '); DROP TABLE feedback")}


def test_a_wrong_password_is_told_in_one_line_without_it(server: Server) -> None:
    records = Records(server.url().replace("%40", "secret"), 0)
    with pytest.raises(RecordsUnavailable, match="password authentication failed") as error:
        records.votes()
    assert "secret" not in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_the_password_may_come_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    without = f"postgresql+psycopg://{USER}@127.0.0.1:{server.port}/{NAME}"
    with closing(Records(without, 0)) as records:
        records.vote(ballot("environment_1"))
    assert kept(server.url(), "environment_").keys() == {"environment_1"}
