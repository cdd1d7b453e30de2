"""Measures for Prometheus at `/metrics`: answers by status, how long they and their stages take, what is refused."""

import os
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, values
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import MultiProcessValue

from api.load import Refusal
from api.service import Service
from api.stages import COMPARE, COMPOSE, ENCODE, READ, SEARCH, Recording
from assistant.answer import Answer, Status

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
STAGE_SECONDS = (0.0005, 0.001, 0.0025, *SECONDS)
STAGE_HELP = (
    "How long a stage of an answer took, all its calls together: encode is the encoder, search leaves that out,"
    " compare is the bi-encoder, read the cross-encoder, compose is the rest of the answer."
)
# The library itself reads there where measures of several processes are kept.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
router = APIRouter(tags=["health"], default_response_class=PlainTextResponse)


def share(folder: Path, worker: int) -> None:
    """Have what this process measures from now on kept in a folder, beside that of the other workers.

    A worker goes on with what the one before it with its number has left, so that no sum ever falls.
    """
    os.environ[FOLDER] = str(folder)
    values.ValueClass = MultiProcessValue(lambda: worker)  # type: ignore[no-untyped-call]


class Metrics:
    """The measures of one application; of workers that share a folder (`share`), the sums are shown."""

    def __init__(self, service: Service) -> None:
        shared = os.environ.get(FOLDER)
        self.registry = CollectorRegistry()
        self.shown = CollectorRegistry() if shared else self.registry
        labels = ["status", "language", "mode"]
        self._answers = Counter("communique_answers", "Answers given.", labels, registry=self.registry)
        self._seconds = Histogram(
            "communique_answer_seconds", "How long an answer took.", ["status"], buckets=SECONDS, registry=self.registry
        )
        for status in Status:  # so that a rate can be told from the first scrape on
            self._seconds.labels(status.value)
        self._stages = Histogram(
            "communique_stage_seconds", STAGE_HELP, ["stage"], buckets=STAGE_SECONDS, registry=self.registry
        )
        for stage in (ENCODE, SEARCH, COMPARE, READ, COMPOSE):
            self._stages.labels(stage)
        self._refused = Counter(
            "communique_refused_requests", "Requests refused: 429 or 503.", ["reason"], registry=self.registry
        )
        for reason in Refusal:
            self._refused.labels(reason.value)
        self._held = {
            name: Gauge(
                f"communique_{name}",
                f"{name.capitalize()} in the index.",
                registry=self.registry,
                multiprocess_mode="mostrecent",
            )
            for name in ("releases", "passages", "statements")
        }
        self.count_index(service)
        if shared:
            MultiProcessCollector(self.shown, shared)  # type: ignore[no-untyped-call]
        else:
            ProcessCollector(registry=self.registry)

    def count_index(self, service: Service) -> None:
        """Measure what answers are made from."""
        entries = service.searcher.outlines.entries
        passages = sum(entry.passages for entry in entries)
        statements = sum(entry.statements for entry in entries)
        for name, count in (("releases", len(entries)), ("passages", passages), ("statements", statements)):
            self._held[name].set(count)

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(answer.status.value, answer.language, answer.mode.value).inc()
        self._seconds.labels(answer.status.value).observe(seconds)

    def watched(self, question: str, stages: Recording, answer: Answer | None) -> None:  # noqa: ARG002 (a watcher is told)
        """Measure the stages of an answer that was made."""
        if answer is not None:
            for stage, seconds in stages.seconds.items():
                self._stages.labels(stage).observe(seconds)

    def refused(self, reason: Refusal) -> None:
        """Count a request that was refused."""
        self._refused.labels(reason.value).inc()


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The measures as text."""
    found: Metrics = request.app.state.metrics
    return Response(generate_latest(found.shown), media_type=CONTENT_TYPE_LATEST)
