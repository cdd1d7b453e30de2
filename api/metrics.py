"""Measures for Prometheus at `/metrics`: answers by status, how long they and their stages take, what is refused."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from api.load import Refusal
from api.service import Service
from api.stages import COMPOSE, ENCODE, READ, SEARCH, Recording
from assistant.answer import Answer, Status

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
STAGE_SECONDS = (0.0005, 0.001, 0.0025, *SECONDS)
STAGE_HELP = (
    "How long a stage of an answer took, all its calls together: encode is the encoder, search leaves that out,"
    " compose is the rest of the answer."
)
router = APIRouter(tags=["health"], default_response_class=PlainTextResponse)


class Metrics:
    """The measures of one application."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
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
        for stage in (ENCODE, SEARCH, READ, COMPOSE):
            self._stages.labels(stage)
        self._refused = Counter(
            "communique_refused_requests", "Requests refused: 429 or 503.", ["reason"], registry=self.registry
        )
        for reason in Refusal:
            self._refused.labels(reason.value)
        self._held = {
            name: Gauge(f"communique_{name}", f"{name.capitalize()} in the index.", registry=self.registry)
            for name in ("releases", "passages", "statements")
        }
        self.count_index(service)
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
    return Response(generate_latest(found.registry), media_type=CONTENT_TYPE_LATEST)
