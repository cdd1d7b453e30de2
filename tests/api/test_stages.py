"""The stages of an answer are timed apart, add up to the whole, and do not mix with those of other answers."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from api.stages import Recording, TimedEncoder, TimedScorer, TimedSearcher, recording, stage
from assistant.answer import Answer
from assistant.reader.texts import Text
from corpus.errors import UnknownRelease
from index.encoder import Role
from tests.api.services import PACKAGED, service_over
from tests.api.test_metrics import measures
from tests.assistant.doubles import HARBOUR, Shelf, WordScorer
from tests.doubles import HashingEncoder

FACT = "Will there be more flights to Wenzhou?"


@dataclass
class Kept:
    """A watcher that keeps what it is told."""

    told: list[tuple[str, Recording, Answer | None]] = field(default_factory=list)

    def watched(self, question: str, stages: Recording, answer: Answer | None) -> None:
        self.told.append((question, stages, answer))


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A service that was asked nothing yet: the vector of a question is kept, and encoded once."""
    return service_over(PACKAGED, tmp_path)


@pytest.fixture
def kept(service: Service) -> tuple[Service, Kept]:
    watcher = Kept()
    watched = Service(service.assistant, service.searcher, service.reader, watchers=(watcher,), encoder=service.encoder)
    return watched, watcher


def test_the_stages_of_an_answer_add_up_to_it(kept: tuple[Service, Kept]) -> None:
    service, watcher = kept
    service.answer(FACT)
    [(question, stages, answer)] = watcher.told
    assert (question, answer is not None) == (FACT, True)
    assert {"encode", "search", "compare", "read", "compose"} == stages.seconds.keys()
    assert sum(stages.seconds.values()) == pytest.approx(stages.answer.seconds)
    assert all(seconds > 0 for seconds in stages.seconds.values())


def test_the_encoder_is_within_the_search_and_not_counted_in_it() -> None:
    with recording() as stages, stage("search"):
        with stage("encode"):
            time.sleep(0.02)
        time.sleep(0.01)
    [search] = stages.answer.inside
    [encode] = search.inside
    assert search.seconds >= 0.03
    assert search.own == pytest.approx(search.seconds - encode.seconds)
    assert [one.name for one in stages.stages] == ["search", "encode"]
    assert stages.answer.begun <= search.begun <= encode.begun


def test_a_stage_of_any_name_is_kept_with_its_facts() -> None:
    with recording() as stages, stage("generate", model="m") as one:
        one.facts["tokens"] = 7
    assert [(one.name, one.facts) for one in stages.stages] == [("generate", {"model": "m", "tokens": 7})]
    assert stages.seconds.keys() == {"generate", "compose"}


def test_what_fails_is_kept_with_its_error(kept: tuple[Service, Kept]) -> None:
    service, watcher = kept
    with pytest.raises(UnknownRelease):
        service.answer(FACT, release_ids=["P0"])
    [(_, stages, answer)] = watcher.told
    assert (answer, stages.answer.error) == (None, "UnknownRelease")


def test_answers_made_at_once_keep_their_stages_apart() -> None:
    together = Barrier(4)

    def answer(name: str) -> list[str]:
        with recording() as stages:
            together.wait(10)
            for _ in range(50):
                with stage(name), stage(f"{name} within"):
                    pass
            together.wait(10)
        return [one.name for one in stages.stages]

    names = ["a", "b", "c", "d"]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answer, names)) == [[name, f"{name} within"] * 50 for name in names]


def test_an_answer_within_another_is_none_of_its_stages() -> None:
    with recording() as outer, stage("read"), recording() as inner, stage("encode"):
        pass
    assert [one.name for one in outer.stages] == ["read"]
    assert [one.name for one in inner.stages] == ["encode"]


def test_outside_of_an_answer_nothing_is_kept() -> None:
    with stage("search") as one, stage("encode"):
        pass
    with recording() as stages:
        pass
    assert not list(stages.stages)
    assert one.seconds > 0


def test_what_is_wrapped_gives_what_it_gave() -> None:
    shelf, encoder, scorer = Shelf(HARBOUR, languages=("en",)), HashingEncoder(), WordScorer()
    searcher = TimedSearcher(shelf)
    assert searcher.search("ferries", 3, ["P1"]) == shelf.search("ferries", 3, ["P1"])
    assert searcher.search("ferries", 3, []) == []
    assert (searcher.outlines, searcher.digest) == (shelf.outlines, shelf.digest)
    assert (searcher.reads("en"), searcher.reads("zh-Hant")) == (True, False)
    vectors = TimedEncoder(encoder, "m").encode(["a", "b"], Role.QUERY)
    assert (vectors == encoder.encode(["a", "b"], Role.QUERY)).all()
    texts = [Text("Ferries", "Add ferries."), Text("Fishing", "Limit the catch.")]
    assert TimedScorer(scorer, "read").score("ferries?", texts) == scorer.score("ferries?", texts)


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: service, Settings(rate_limit="2/minute"))) as client:
        yield client


def test_the_stages_are_measured_and_can_be_told_from_the_first_scrape_on(client: TestClient) -> None:
    count = 'communique_stage_seconds_count{{stage="{}"}}'
    stages = ("encode", "search", "compare", "read", "compose")
    before = measures(client)
    assert [before[count.format(stage)] for stage in stages] == [0] * len(stages)
    client.post("/v1/answers", json={"question": FACT})
    after = measures(client)
    assert [after[count.format(stage)] for stage in stages] == [1] * len(stages)
    total = sum(after[f'communique_stage_seconds_sum{{stage="{stage}"}}'] for stage in stages)
    assert total == pytest.approx(sum(after[name] for name in after if "answer_seconds_sum" in name))


def test_what_is_refused_is_counted_by_its_reason(client: TestClient) -> None:
    name = 'communique_refused_requests_total{reason="rate_limit"}'
    assert measures(client)[name] == 0
    statuses = [client.post("/v1/answers", json={"question": FACT}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert measures(client)[name] == 1


def test_the_size_of_the_index_and_of_the_process_is_told(client: TestClient, service: Service) -> None:
    found = measures(client)
    [outline] = service.searcher.outlines
    assert found["communique_statements"] == sum(len(passage.statements) for passage in outline.passages)
    assert found["communique_statements"] > found["communique_passages"] > found["communique_releases"]
    if sys.platform == "linux":  # elsewhere the system does not tell
        assert "\nprocess_resident_memory_bytes " in client.get("/metrics").text
        assert "\nprocess_start_time_seconds " in client.get("/metrics").text
