"""The application over the packaged release, with an encoder that hashes in place of the real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from tests.api.services import PACKAGED, service_over
from tests.serving import serving


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a test has kept away from the folder of whoever runs the tests."""
    monkeypatch.setenv("COMMUNIQUE_HOME", str(tmp_path))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_over(PACKAGED, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def client(service: Service, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: service, settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def address(service: Service, settings: Settings) -> Iterator[str]:
    with serving(create_app(lambda: service, settings)) as address:
        yield address
