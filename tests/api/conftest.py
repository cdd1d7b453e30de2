"""The application over the packaged release, with an encoder that hashes in place of the real one."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from api.stages import TimedEncoder, TimedScorer, TimedSearcher
from assistant.answering import Assistant
from assistant.reader.judge import LinearReader, LinearWeights
from corpus.read import packaged_releases, read_release
from index.saved import build, load
from tests.assistant.doubles import WordScorer
from tests.doubles import DEFAULT_DIGEST, WEIGHTS, HashingEncoder
from tests.serving import serving


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    folder, encoder = tmp_path_factory.mktemp("index"), HashingEncoder()
    build(folder, [read_release(path) for path in packaged_releases()], WEIGHTS, encoder)
    timed = TimedEncoder(encoder, WEIGHTS.name)
    searcher = TimedSearcher(load(folder, WEIGHTS, timed))
    reader = LinearReader(LinearWeights.fitted_to(DEFAULT_DIGEST), TimedScorer(WordScorer()))
    return Service(Assistant(searcher, reader), searcher, reader, encoder=timed)


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
