"""Puts the application together; the only place where things are constructed, and nothing is at import time."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api import (
    answers,
    completions,
    feedback,
    health,
    insights_page,
    metrics,
    pages,
    release_list,
    release_pages,
    releases,
    widget,
)
from api.limits import BodyLimit, SafeHeaders
from api.live import Watch
from api.load import Busy, RateLimit, Refusal
from api.log import AnswerLog
from api.mcp_server import make_server, routes
from api.metrics import Metrics
from api.overview import Remembering
from api.problems import add_handlers, describe_problems
from api.records import Records
from api.service import Service
from api.settings import Settings
from api.sign_in import SignIn
from api.stages import TimedEncoder, TimedScorer, TimedSearcher
from api.templating import FOLDER
from api.tracing import is_traced
from assistant.answering import Assistant
from assistant.reader.judge import LinearReader, LinearWeights, Scorer
from assistant.rephrase import Rephraser
from corpus.errors import TelemetryError
from index.encoder import Encoder, Role, Vectors, Weights, locate

if TYPE_CHECKING:
    from api.telemetry import Telemetry
    from index.mirrored import Mirror

DESCRIPTION = """Answers questions about official press releases. Every word of an answer that carries information is
quoted from a release, and every quote can be checked in place. What the releases do not say, it says that they do not
say. Errors are problem documents (RFC 9457)."""

# The headers that pages of other origins may read, so that a client there knows when to come back.
READABLE = ("RateLimit", "RateLimit-Policy", "Retry-After")


PARTS = (
    answers, releases, feedback, completions, health, metrics, widget, pages, release_list, release_pages, insights_page
)  # fmt: skip


def load_encoder(weights: Weights) -> Encoder:
    """The encoder of some weights; PyTorch is imported here and not before."""
    from index.sentence_encoder import SentenceEncoder

    return SentenceEncoder(weights)


class LateEncoder:
    """An encoder that is loaded when it first has to encode: a build may find that there is nothing new."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self.encoder = cache(load)

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text, as the encoder gives it."""
        return self.encoder().encode(texts, role)


def load_answering_encoder(weights: Weights, cache: Path) -> Encoder:
    """The encoder of some weights as it answers: exported to ONNX, if `communique build` could do that."""
    from index.onnx_encoder import OnnxEncoder, folder_of

    folder = folder_of(weights, cache)
    return OnnxEncoder(folder) if folder.exists() else load_encoder(weights)


def load_scorer(threads: int | None = None) -> Scorer:  # noqa: ARG001
    """The cross-encoder, reading in so many threads; onnxruntime is imported here and not before."""
    from assistant.reader.cross_encoder import CrossEncoder

    return CrossEncoder()


def load_mirror(settings: Settings) -> "Mirror | None":
    """What keeps the index in Milvus too, if one is set; pymilvus is imported here and not before.

    Raises IndexUnusable.
    """
    if not settings.milvus:
        return None
    from index.milvus import Milvus
    from index.mirrored import Mirror

    return Mirror(Milvus(settings.milvus, settings.milvus_token.get_secret_value()))


class Loader:
    """Makes the service over the saved index, and makes it anew over one that has taken its place."""

    def __init__(self, settings: Settings) -> None:
        """Load the encoder and the reader, which stay. Raises EncoderError, IndexUnusable or ReaderError."""
        from index.saved import read_manifest

        self._settings = settings
        self._weights = locate(settings.model, settings.models)
        # An index that does not match is told at once, before seconds go into loading the encoder.
        read_manifest(settings.index).check(self._weights)
        self._encoder = TimedEncoder(load_answering_encoder(self._weights, settings.models), self._weights.name)
        scorer = TimedScorer(load_scorer(settings.reading_threads))
        self._reader = LinearReader(LinearWeights.fitted_to(self._weights.digest), scorer)
        self._rephraser = load_rephraser(settings, scorer)
        self._mirror = load_mirror(settings)
        self._loaded: str | None = None

    def load(self) -> Service:
        """The service over the current index. Raises IndexUnusable."""
        from index.saved import current_name, load

        name = current_name(self._settings.index)
        elsewhere = self._mirror.open if self._mirror else None
        searcher = TimedSearcher(load(self._settings.index, self._weights, self._encoder, elsewhere))
        self._loaded = name
        assistant = Assistant(searcher, self._reader, self._rephraser)
        return Service(assistant, searcher, self._reader, encoder=self._encoder)

    def reload(self) -> Service | None:
        """The service over another index, if there is one by now. Raises IndexUnusable."""
        from index.saved import current_name

        return None if current_name(self._settings.index) in (None, self._loaded) else self.load()


def load_service(settings: Settings) -> Service:
    """The service over the saved index. Raises EncoderError, IndexUnusable or ReaderError."""
    return Loader(settings).load()


def load_rephraser(settings: Settings, scorer: Scorer) -> Rephraser | None:
    """What lets a language model join statements, if one is set."""
    if not settings.llm_url:
        return None
    from api.language_model import LanguageModel

    key = settings.llm_key.get_secret_value()
    model = LanguageModel(settings.llm_url, settings.llm_model, key, settings.llm_timeout)
    return Rephraser(model, scorer)


def load_telemetry(settings: Settings) -> "Telemetry | None":
    """What sends spans, if the environment names a collector; OpenTelemetry's SDK is imported here and not before.

    Raises TelemetryError.
    """
    if not is_traced(os.environ):
        return None
    try:
        from api.telemetry import Telemetry
    except ModuleNotFoundError as error:
        raise TelemetryError(
            f"a collector is configured and {error.name} is not installed; run `pip install 'communique[telemetry]'`"
        ) from error
    return Telemetry(questions=settings.log_questions)


def create_app(
    make_service: Callable[[], Service], settings: Settings, reload: Callable[[], Service | None] | None = None
) -> FastAPI:
    """The application; `make_service` is called when it starts, `reload` again and again for a service in its place.

    Raises RecordsError for a database of no known kind, and TelemetryError.
    """
    telemetry = load_telemetry(settings)
    tools = make_server(lambda: app.state.service)
    records = Records(settings.database_url, settings.keep_days)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = make_service()
        app.state.metrics = measures = Metrics(service)
        log = [AnswerLog(questions=settings.log_questions)] if settings.log else []
        app.state.records = records
        app.state.insights_encoder = Remembering(service.encoder) if service.encoder else None
        watchers = (measures, telemetry.started()) if telemetry else (measures,)
        turns = CapacityLimiter(settings.answers_at_once)

        def hand_on(service: Service) -> None:
            app.state.service = replace(service, observers=(measures, records, *log), watchers=watchers, turns=turns)
            measures.count_index(service)

        hand_on(service)
        watch = Watch(reload, hand_on, settings.reload_seconds) if reload and settings.reload_seconds else None
        if watch:
            watch.start()
        try:
            async with tools.session_manager.run():
                yield
        finally:
            if watch:
                await to_thread.run_sync(watch.close)
            records.close()
            if telemetry:
                await to_thread.run_sync(telemetry.close)

    def refused(reason: Refusal) -> None:
        app.state.metrics.refused(reason)

    # No interactive documentation: FastAPI's would fetch its scripts from another host.
    app = FastAPI(
        title="Communiqué",
        version=version("communique"),
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    token = settings.insights_token.get_secret_value()
    app.state.settings, app.state.sign_in = settings, SignIn(token) if token else None
    for part in PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.router.routes.extend(routes(tools))
    add_handlers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Busy, most=settings.max_concurrent, deadline=settings.deadline, tell=refused)
    if settings.rate_limit:
        app.add_middleware(RateLimit, rule=settings.rate_limit, tell=refused)
    app.add_middleware(GZipMiddleware)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.origins.split(),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type"],
        expose_headers=READABLE,
    )
    app.add_middleware(SafeHeaders)
    if telemetry:
        from api.telemetry import Traced

        app.add_middleware(Traced)
    describe_problems(app)
    return app
