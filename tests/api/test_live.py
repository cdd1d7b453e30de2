"""A server takes over a new index while it runs, without a restart and without a lost request."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from api.stages import TimedEncoder, TimedSearcher
from assistant.answering import Assistant
from assistant.reader.judge import LinearReader
from assistant.reader.linear_weights import LinearWeights
from corpus.errors import IndexUnusable
from corpus.model import Release
from index.building import update
from index.saved import current_name, load
from tests.assistant.doubles import WordComparer, WordScorer
from tests.doubles import DEFAULT_DIGEST, WEIGHTS, HashingEncoder, release_of
from tests.serving import serving

SOON = 0.02
AIR = release_of("Air", "Aviation", "---", "Add flights to Norwick.", "Train pilots.")
SEA = release_of("Sea", "Ports", "---", "Add ferries to Gullholm.", "Train sailors.", id="P2")


class Loader:
    """Loads the index below a folder with stand-ins, and again when there is another one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.loaded = folder, ""
        self.errors = 0

    def load(self) -> Service:
        """The service over what there is."""
        self.loaded = str(current_name(self.folder))
        return loaded(self.folder)

    def reload(self) -> Service | None:
        """The service over another index, if there is one."""
        if self.errors:
            self.errors -= 1
            raise IndexUnusable("the disk is on fire")
        return None if current_name(self.folder) == self.loaded else self.load()


def loaded(folder: Path) -> Service:
    """The service over the index in a folder."""
    encoder = TimedEncoder(HashingEncoder(), WEIGHTS.name)
    searcher = TimedSearcher(load(folder, WEIGHTS, encoder))
    reader = LinearReader(LinearWeights.fitted_to(DEFAULT_DIGEST), WordComparer(), WordScorer())
    return Service(Assistant(searcher, reader), searcher, reader, encoder=encoder)


def put(folder: Path, *releases: Release) -> None:
    """Add releases to the index."""
    update(folder, releases, WEIGHTS, HashingEncoder())


@contextmanager
def running(folder: Path, loader: Loader) -> Iterator[TestClient]:
    """A client of a server that looks often."""
    settings = Settings(home=folder.parent, reload_seconds=SOON)
    with TestClient(create_app(loader.load, settings, loader.reload)) as client:
        yield client


def soon(client: TestClient, titles: list[str]) -> bool:
    """Whether the releases have these titles before long."""
    for _ in range(250):
        if sorted(one["title"] for one in client.get("/v1/releases").json()["releases"]) == titles:
            return True
        time.sleep(SOON)
    return False


def test_a_new_index_is_taken_over_and_counted(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    put(folder, AIR)
    with running(folder, Loader(folder)) as client:
        assert soon(client, ["Air"])
        put(folder, SEA)
        assert soon(client, ["Air", "Sea"])
        assert client.get("/readyz").json()["releases"] == 2
        assert "communique_releases 2.0" in client.get("/metrics").text
        assert client.post("/v1/answers", json={"question": "ferries to Gullholm"}).json()["citations"]


def test_an_index_that_cannot_be_loaded_is_a_warning_once_and_the_old_one_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "index"
    put(folder, AIR)
    loader = Loader(folder)
    with running(folder, loader) as client:
        loader.errors = 3
        put(folder, SEA)
        assert soon(client, ["Air", "Sea"])
    assert [one.getMessage() for one in caplog.records if "stays in use" in one.message] == [
        "the index that there is stays in use: the disk is on fire"
    ]


def test_no_request_is_lost_while_indexes_change(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    put(folder, AIR)
    loader = Loader(folder)
    settings = Settings(home=tmp_path, reload_seconds=SOON)
    replies: list[int] = []
    with serving(create_app(loader.load, settings, loader.reload)) as address, httpx.Client(base_url=address) as client:
        ended = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=address) as own:
                while not ended.is_set():
                    reply = own.post("/v1/answers", json={"question": "Which pilots are trained?"})
                    replies.append(reply.status_code if reply.json()["citations"] else 0)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(10):
            put(folder, replace(SEA, id=f"Q{number}"))
        while len(client.get("/v1/releases").json()["releases"]) < 11:
            time.sleep(SOON)
        ended.set()
        for thread in threads:
            thread.join()
    assert len(replies) > 10
    assert set(replies) == {200}


def test_a_server_told_not_to_look_keeps_its_index(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    put(folder, AIR)
    loader = Loader(folder)
    settings = Settings(home=tmp_path, reload_seconds=0)
    with TestClient(create_app(loader.load, settings, loader.reload)) as client:
        put(folder, SEA)
        time.sleep(5 * SOON)
        assert len(client.get("/v1/releases").json()["releases"]) == 1
