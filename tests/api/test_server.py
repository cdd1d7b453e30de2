"""A forwarded address counts only from a proxy that is known; replies go out at once, and headers have an end."""

import asyncio
import socket

import httpx2
import pytest
from fastapi import FastAPI, Request

from api.cli import listen
from api.server import config
from api.settings import Settings
from tests.serving import running

FORWARDED = {"X-Forwarded-For": "192.0.2.7"}


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    def client(request: Request) -> str:
        return request.client.host if request.client else ""

    return app


@pytest.mark.parametrize(
    ("proxies", "seen"), [("", "127.0.0.1"), ("10.0.0.1", "127.0.0.1"), ("127.0.0.0/8,10.0.0.1", "192.0.2.7")]
)
def test_only_a_known_proxy_is_believed(app: FastAPI, proxies: str, seen: str) -> None:
    with running(config(app, Settings(trusted_proxies=proxies))) as address:
        assert httpx2.get(address, headers=FORWARDED).json() == seen


def test_what_has_begun_is_finished_within_the_deadline(app: FastAPI) -> None:
    assert config(app, Settings(deadline=2.5)).timeout_graceful_shutdown == 3


def test_a_connection_sends_at_once_and_waits_for_no_acknowledgement() -> None:
    async def accepted() -> int:
        found = asyncio.get_running_loop().create_future()

        def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            found.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        (listener,) = listen("127.0.0.1", 0)
        async with await asyncio.start_server(take, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            given = int(await found)
            writer.close()
            await writer.wait_closed()
            return given

    assert asyncio.run(accepted()) == 1


def test_headers_without_end_are_not_taken_into_memory(app: FastAPI) -> None:
    with running(config(app, Settings())) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as client:
            assert not takes(client, headers=100)
        with socket.create_connection((host, int(port)), timeout=10) as client:
            assert takes(client, headers=1)  # two may arrive in two pieces, of which the first is too much for h11


def takes(client: socket.socket, headers: int) -> bool:
    """Whether a server answers a request with so many headers of 10 kB."""
    try:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n")
        for number in range(headers):
            client.sendall(b"x-%d: " % number + b"a" * 10_000 + b"\r\n")
        client.sendall(b"\r\n")
        return b" 200 " in client.recv(1000)
    except OSError:
        return False
