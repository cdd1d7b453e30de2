"""Puts the application together; here and in `api.loading` alone things are constructed, and nothing at import time."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
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
from api.late_tools import LateTools
from api.limits import BodyLimit, SafeHeaders
from api.live import Watch
from api.load import Busy, RateLimit, Refusal
from api.metrics import Metrics
from api.overview import Remembering
from api.problems import add_handlers, describe_problems
from api.records import Records
from api.service import Service
from api.settings import Settings
from api.sign_in import SignIn
from api.templating import FOLDER
from api.tracing import is_traced
from corpus.errors import TelemetryError

if TYPE_CHECKING:
    from api.log import AnswerLog
    from api.telemetry import Telemetry

DESCRIPTION = """Answers questions about official press releases. Every word of an answer that carries information is
quoted from a release, and every quote can be checked in place. What the releases do not say, it says that they do not
say. Errors are problem documents (RFC 9457)."""

# The headers that pages of other origins may read, so that a client there knows when to come back.
READABLE = ("RateLimit", "RateLimit-Policy", "Retry-After")


PARTS = (
    answers, releases, feedback, completions, health, metrics, widget, pages, release_list, release_pages, insights_page
)  # fmt: skip


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


def load_log(settings: Settings) -> "list[AnswerLog]":
    """What writes a line for each answer, if that is wanted; structlog is imported here and not before."""
    if not settings.log:
        return []
    from api.log import AnswerLog

    return [AnswerLog(questions=settings.log_questions)]


def create_app(
    make_service: Callable[[], Service], settings: Settings, reload: Callable[[], Service | None] | None = None
) -> FastAPI:
    """The application; `make_service` is called when it starts, `reload` again and again for a service in its place.

    Raises RecordsError for a database of no known kind, and TelemetryError.
    """
    telemetry = load_telemetry(settings)
    tools = LateTools(lambda: app.state.service)
    records = Records(settings.database_url, settings.keep_days)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = make_service()
        app.state.metrics = measures = Metrics(service)
        log = load_log(settings)
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
            async with tools.run():
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
    app.router.routes.append(Route("/mcp", tools))
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
