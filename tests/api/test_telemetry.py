"""Each answer is a span with spans for its stages, sent to a collector that the environment names, and to no other."""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from starlette.testclient import TestClient

from api.app import create_app, load_telemetry
from api.service import Service
from api.settings import Settings
from api.stages import recording, stage
from api.telemetry import Telemetry
from api.tracing import is_traced
from assistant.reader.judge import COMPARED
from corpus.errors import TelemetryError
from tests.api.collector import Collector, attributes, collecting
from tests.api.services import PACKAGED, service_over

FACT: dict[str, object] = {"question": "Will there be more flights to Wenzhou?"}
ROOT = Path(__file__).parents[2]
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A service that was asked nothing yet: the vector of a question is kept, and encoded once."""
    return service_over(PACKAGED, tmp_path)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
        yield collector


def traced(
    service: Service, collector: Collector, *bodies: dict[str, object], questions: bool = False, **headers: str
) -> list[Span]:
    """The spans of what an application is asked; it is shut down before they are counted."""
    with TestClient(create_app(lambda: service, Settings(log_questions=questions))) as client:
        for body in bodies:
            client.post("/v1/answers", json=body, headers=headers)
    return collector.spans


def test_an_answer_is_a_span_with_its_stages_within(service: Service, collector: Collector) -> None:
    answer, search, encode, compare, read, *_ = traced(service, collector, FACT)
    names = [answer.name, search.name, encode.name, compare.name, read.name]
    assert names == [
        "invoke_workflow communique", f"retrieval {service.searcher.digest}", "embeddings hashing", "rerank", "rerank",
    ]  # fmt: skip
    parents = [answer.parent_span_id, search.parent_span_id, encode.parent_span_id, read.parent_span_id]
    assert parents == [b"", answer.span_id, search.span_id, answer.span_id]
    assert len({span.trace_id for span in (answer, search, encode, read)}) == 1
    assert all(span.kind == Span.SPAN_KIND_INTERNAL for span in (answer, search, encode, read))
    for outer, inner in ((answer, search), (search, encode), (answer, read)):
        assert outer.start_time_unix_nano <= inner.start_time_unix_nano
        assert inner.start_time_unix_nano < inner.end_time_unix_nano
        # Two clocks are read: beginnings by that of the day, lengths by one that never goes back.
        assert inner.end_time_unix_nano <= outer.end_time_unix_nano + 1_000_000


def test_the_attributes_are_those_of_the_conventions(service: Service, collector: Collector) -> None:
    answer, search, encode, compared, *readings = (attributes(span) for span in traced(service, collector, FACT))
    found = service.answer(str(FACT["question"]))
    assert answer == {
        "gen_ai.operation.name": "invoke_workflow",
        "gen_ai.agent.name": "communique",
        "communique.answer.id": found.id,
        "communique.answer.status": found.status.value,
        "communique.answer.language": "en",
        "communique.answer.confidence": found.confidence,
        "communique.answer.citations": len(found.citations),
    }
    assert (search["gen_ai.operation.name"], search["gen_ai.retrieval.top_k"]) == ("retrieval", 20)
    assert search["gen_ai.data_source.id"] == service.searcher.digest
    assert encode == {
        "gen_ai.operation.name": "embeddings",
        "gen_ai.provider.name": "communique",
        "gen_ai.request.model": "hashing",
        "gen_ai.embeddings.dimension.count": 64,
    }
    assert (compared["gen_ai.operation.name"], compared["communique.statements"]) == ("rerank", COMPARED)
    # The first are read alone; in English that is mostly enough.
    assert [read["communique.statements"] for read in readings] == [2]


@pytest.mark.parametrize("wanted", [True, False])
def test_the_question_is_sent_only_if_the_log_may_hold_it(
    service: Service, collector: Collector, *, wanted: bool
) -> None:
    [answer, *_] = traced(service, collector, FACT, {"question": "How much is Mars?"}, questions=wanted)
    for word in (b"Wenzhou", b"Mars"):
        assert any(word in body for body in collector.bodies) is wanted
    if wanted:
        [message] = json.loads(str(attributes(answer)["gen_ai.input.messages"]))
        assert message == {"role": "user", "parts": [{"type": "text", "content": FACT["question"]}]}


def test_an_answer_belongs_to_the_trace_of_its_caller(service: Service, collector: Collector) -> None:
    spans = traced(service, collector, FACT, traceparent=f"00-{TRACE}-{CALLER}-01")
    assert {span.trace_id.hex() for span in spans} == {TRACE}
    assert spans[0].parent_span_id.hex() == CALLER


def test_an_answer_to_a_tool_s_caller_belongs_to_its_trace_too(service: Service, collector: Collector) -> None:
    called = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "answer", "arguments": FACT}}
    headers = {"traceparent": f"00-{TRACE}-{CALLER}-01", "accept": "application/json, text/event-stream"}
    with TestClient(create_app(lambda: service, Settings())) as client:
        assert client.post("/mcp", json=called, headers=headers).status_code == 200
    assert len(collector.spans) == 5
    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}


def test_what_a_caller_does_not_want_sampled_is_not_sent(service: Service, collector: Collector) -> None:
    assert traced(service, collector, FACT, traceparent=f"00-{TRACE}-{CALLER}-00") == []


def test_callers_at_once_do_not_share_a_trace(service: Service, collector: Collector) -> None:
    with TestClient(create_app(lambda: service, Settings())) as client:
        for number in range(1, 4):
            client.post("/v1/answers", json=FACT, headers={"traceparent": f"00-{number:032x}-{CALLER}-01"})
        client.post("/v1/answers", json=FACT)
    answers = [span for span in collector.spans if span.name.startswith("invoke_workflow")]
    assert [int(span.trace_id.hex(), 16) for span in answers[:3]] == [1, 2, 3]
    assert answers[3].parent_span_id == b""


def test_what_fails_is_a_span_with_its_error(service: Service, collector: Collector) -> None:
    [span] = traced(service, collector, {**FACT, "release_ids": ["P0"]})
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert attributes(span)["error.type"] == "UnknownRelease"


def test_a_language_model_is_a_client_s_span_and_any_other_stage_has_its_name(
    collector: Collector, service: Service
) -> None:
    answer = service.answer(str(FACT["question"]))
    with recording() as stages:
        with stage("generate", **{"gen_ai.request.model": "m", "gen_ai.provider.name": "openai"}):
            pass
        with stage("check"):
            pass
    telemetry = Telemetry(questions=False).started()
    telemetry.watched("?", stages, answer)
    telemetry.close()
    _, generate, check = collector.spans
    assert (generate.name, generate.kind) == ("chat m", Span.SPAN_KIND_CLIENT)
    assert attributes(generate)["gen_ai.provider.name"] == "openai"
    assert (check.name, check.kind) == ("check", Span.SPAN_KIND_INTERNAL)


def test_the_sender_is_communique_unless_the_environment_names_it(
    service: Service, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced(service, collector, FACT)
    assert (collector.resource["service.name"], collector.resource["service.version"]) == ("communique", "0.1.0")
    collector.bodies.clear()
    monkeypatch.setenv("OTEL_SERVICE_NAME", "answers")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    traced(service, collector, FACT)
    assert collector.resource["service.name"] == "answers"
    assert collector.resource["deployment.environment.name"] == "test"


def test_a_collector_that_is_down_costs_one_warning(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    with caplog.at_level(logging.WARNING), TestClient(create_app(lambda: service, Settings())) as client:
        for _ in range(5):
            assert client.post("/v1/answers", json=FACT).status_code == 200
            time.sleep(0.05)
    [record] = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage().startswith("the collector takes no spans: Failed to export spans batch")


def test_a_collector_that_refuses_is_told_of_once_and_again_when_it_takes_spans(
    collector: Collector, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    telemetry = Telemetry(questions=False).started()
    with caplog.at_level(logging.WARNING):
        for status in (401, 401, 200, 200):
            collector.status = status
            with recording() as stages:
                pass
            telemetry.watched("?", stages, None)
            telemetry._provider.force_flush()
        telemetry.close()
    refused, again = (record.getMessage() for record in caplog.records)
    assert "code: 401" in refused
    assert again == "the collector takes spans again; those before are lost"


def test_nothing_is_sent_unless_a_collector_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    assert not is_traced({})
    assert is_traced(endpoint)
    assert is_traced({"OTEL_TRACES_EXPORTER": "otlp"})
    assert is_traced({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"})
    assert not is_traced({**endpoint, "OTEL_TRACES_EXPORTER": "none"})
    assert not is_traced({**endpoint, "OTEL_SDK_DISABLED": "true"})
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert load_telemetry(Settings()) is None


def test_a_way_to_send_that_is_not_spoken_is_named() -> None:
    with pytest.raises(TelemetryError, match="OTEL_TRACES_EXPORTER is 'zipkin'"):
        is_traced({"OTEL_TRACES_EXPORTER": "zipkin"})
    with pytest.raises(TelemetryError, match="OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'"):
        is_traced({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})


def test_a_value_that_cannot_be_read_is_an_error_in_one_line(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert collector.address
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "1")
    with pytest.raises(TelemetryError, match="put the OTEL_ variables right"):
        load_telemetry(Settings())


def test_a_collector_without_the_software_to_send_to_it_is_an_error_that_names_the_remedy(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert collector.address
    monkeypatch.delitem(sys.modules, "api.telemetry")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    with pytest.raises(TelemetryError, match=r"is not installed; run `pip install 'communique\[telemetry\]'`"):
        load_telemetry(Settings())


def test_without_a_collector_nothing_of_the_software_to_send_is_imported() -> None:
    code = (
        "import sys; from api.app import create_app; from api.settings import Settings\n"
        "create_app(lambda: None, Settings())\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
