"""Sends a span for each answer, and one for each of its stages, to an OpenTelemetry collector.

Names and attributes follow the GenAI semantic conventions, v0.1.0 (open-telemetry/semantic-conventions-genai, status
Development): an answer is an internal `invoke_workflow` span, encoding is `embeddings`, search is `retrieval`, a
language model is `chat`; reading has no operation of its own there and is called `rerank`. What is Communiqué's own
begins with `communique.`. Spans are made once the answer is there, from the times that `api/stages.py` kept.
"""

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Self

from opentelemetry import context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter, SpanExportResult
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.stages import COMPARE, ENCODE, GENERATE, READ, SEARCH, Fact, Recording, Stage
from assistant.answer import Answer
from corpus.errors import TelemetryError

NAME = "communique"
OPERATION, ERROR = "gen_ai.operation.name", "error.type"
OPERATIONS = {ENCODE: "embeddings", SEARCH: "retrieval", COMPARE: "rerank", READ: "rerank", GENERATE: "chat"}
# What an operation is done with or on, which its span is named by.
OBJECTS = ("gen_ai.request.model", "gen_ai.data_source.id")
# A language model runs elsewhere; all other stages run in this process.
REMOTE = (GENERATE,)
# So long a server that ends waits for its last spans to be taken.
FLUSH_SECONDS = 5
EXPORT_LOG = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
W3C = TraceContextTextMapPropagator()
log = logging.getLogger(__name__)


class Telemetry:
    """A watcher that sends spans, in the background; the collector is where the environment says."""

    def __init__(self, *, questions: bool) -> None:
        """Be ready to begin. Raises TelemetryError if the environment says what cannot be done."""
        try:
            self._exporter = Exporter(OTLPSpanExporter())
            # This one is to fail now, if at all; the one that sends has a thread, which a fork would leave behind.
            BatchSpanProcessor(ConsoleSpanExporter()).shutdown()  # type: ignore[no-untyped-call]
        except ValueError as error:
            raise TelemetryError(f"spans cannot be sent: {error}; put the OTEL_ variables right") from error
        ours = Resource({"service.name": NAME, "service.version": version("communique")})
        resource = Resource.create().merge(ours).merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._tracer = self._provider.get_tracer(NAME, version("communique"))
        self._questions = questions

    def started(self) -> Self:
        """The same, sending from now on in a thread of this process."""
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        return self

    def watched(self, question: str, stages: Recording, answer: Answer | None) -> None:
        """Send the span of an answer and those of its stages, below the caller's span if it sent one."""
        facts: dict[str, Fact] = {OPERATION: "invoke_workflow", "gen_ai.agent.name": NAME}
        if self._questions:
            parts = [{"type": "text", "content": question}]
            facts["gen_ai.input.messages"] = json.dumps([{"role": "user", "parts": parts}], ensure_ascii=False)
        if answer is not None:
            facts |= facts_of(answer)
        self._send(stages.answer, f"invoke_workflow {NAME}", facts, context.get_current())

    def _send(self, stage: Stage, name: str, facts: Mapping[str, Fact], around: context.Context) -> None:
        """Send the span of a stage and those of the stages inside it."""
        kind = SpanKind.CLIENT if stage.name in REMOTE else SpanKind.INTERNAL
        span = self._tracer.start_span(name, around, kind, dict(facts), start_time=stage.begun)
        if stage.error:
            fail(span, stage.error)
        within = set_span_in_context(span, around)
        for one in stage.inside:
            self._send(one, *described(one), within)
        span.end(stage.begun + round(stage.seconds * 1e9))

    def close(self) -> None:
        """Send what waits, for so long at most; what cannot be sent is a warning in the log."""
        flushing = threading.Thread(target=self._provider.shutdown, daemon=True)
        flushing.start()
        flushing.join(FLUSH_SECONDS)
        if flushing.is_alive():
            log.warning("the last spans were not taken within %d s and are lost", FLUSH_SECONDS)
            self._exporter.shutdown()


def described(stage: Stage) -> tuple[str, dict[str, Fact]]:
    """The name of a stage's span, and its attributes."""
    if stage.name not in OPERATIONS:
        return stage.name, stage.facts
    facts: dict[str, Fact] = {OPERATION: OPERATIONS[stage.name], "gen_ai.provider.name": NAME, **stage.facts}
    named = (str(stage.facts[name]) for name in OBJECTS if name in stage.facts)
    return " ".join((OPERATIONS[stage.name], *named)), facts


def facts_of(answer: Answer) -> dict[str, Fact]:
    """What is told of an answer."""
    return {
        "communique.answer.id": answer.id,
        "communique.answer.status": answer.status.value,
        "communique.answer.language": answer.language,
        "communique.answer.confidence": answer.confidence,
        "communique.answer.citations": len(answer.citations),
    }


def fail(span: Span, error: str) -> None:
    """Mark a span as that of an operation that ended in an error of a class."""
    span.set_status(Status(StatusCode.ERROR))
    span.set_attribute(ERROR, error)


class Exporter(SpanExporter):
    """An exporter that says once that the collector takes nothing, and once that it does again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter, self._failing, self._closed, self._reason = exporter, False, False, "no reason given"
        logging.getLogger(EXPORT_LOG).addFilter(self._keep)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send some spans."""
        result = self._exporter.export(spans)
        failed = result is not SpanExportResult.SUCCESS
        if failed and not self._failing:
            log.warning("the collector takes no spans: %s; answers are not affected", self._reason)
        elif self._failing and not failed:
            log.warning("the collector takes spans again; those before are lost")
        self._failing = failed
        return result

    def _keep(self, record: logging.LogRecord) -> bool:
        """Keep what the exporter would write for every batch, as the reason that is given once."""
        self._reason = record.getMessage()
        return False

    def shutdown(self) -> None:
        """Give up what is being sent."""
        if not self._closed:
            self._closed = True
            self._exporter.shutdown()
            logging.getLogger(EXPORT_LOG).removeFilter(self._keep)

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing waits here."""
        return self._exporter.force_flush(timeout_millis)


class Traced:
    """ASGI middleware: what a request makes belongs to the trace that its `traceparent` names (W3C Trace Context)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within its trace."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        token = context.attach(W3C.extract(Request(scope).headers))
        try:
            await self._app(scope, receive, send)
        finally:
            context.detach(token)
