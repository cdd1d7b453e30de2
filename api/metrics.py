"""Measures for Prometheus at `/metrics`: answers by status, how long they take, what they are answered from."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from api.service import Service
from assistant.answer import Answer, Status

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
router = APIRouter(tags=["health"], default_response_class=PlainTextResponse)


class Metrics:
    """The measures of one application."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter("communique_answers", "Answers given.", ["status", "language"], registry=self.registry)
        self._seconds = Histogram(
            "communique_answer_seconds", "How long an answer took.", ["status"], buckets=SECONDS, registry=self.registry
        )
        for status in Status:  # so that a rate can be told from the first scrape on
            self._seconds.labels(status.value)
        outlines = service.searcher.outlines
        releases = Gauge("communique_releases", "Releases in the index.", registry=self.registry)
        releases.set(len(outlines))
        passages = Gauge("communique_passages", "Passages in the index.", registry=self.registry)
        passages.set(sum(len(outline.passages) for outline in outlines))

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(answer.status.value, answer.language).inc()
        self._seconds.labels(answer.status.value).observe(seconds)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The measures as text."""
    found: Metrics = request.app.state.metrics
    return Response(generate_latest(found.registry), media_type=CONTENT_TYPE_LATEST)
