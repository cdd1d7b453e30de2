"""A forwarded address counts only where it comes from a proxy that is known."""

import httpx2
import pytest
from fastapi import FastAPI, Request

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
