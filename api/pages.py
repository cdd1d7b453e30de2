"""The page at `/`: the widget to try and to embed, what it covers, and a form that answers without JavaScript."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from api.convert import answer_model
from api.dependencies import ServiceDependency
from api.problems import responses
from api.releases import SUGGESTING, latest_first
from api.service import Service
from api.templating import templates
from api.wire import MAX_HISTORY, MAX_QUESTION, EarlierText
from assistant.suggestions import suggest
from corpus.filters import EVERYTHING

# So many of the newest releases are listed.
NEWEST = 10
router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)


@router.get("/", responses=responses(422))
async def home(
    request: Request,
    service: ServiceDependency,
    question: Annotated[str, Query(max_length=MAX_QUESTION)] = "",
    history: Annotated[list[EarlierText], Query(max_length=MAX_HISTORY)] = [],  # noqa: B006
) -> Response:
    """The page to ask in and to show a colleague; with a question, its answer as a page that can be linked to."""
    return await page(request, service, question, history)


@router.post("/", responses=responses(413, 422))
async def ask(
    request: Request,
    service: ServiceDependency,
    question: Annotated[str, Form(max_length=MAX_QUESTION)] = "",
    history: Annotated[list[EarlierText], Form(max_length=MAX_HISTORY)] = [],  # noqa: B006
) -> Response:
    """The answer as a page, for a form that was sent without JavaScript; earlier questions travel with the form."""
    return await page(request, service, question, history)


async def page(request: Request, service: Service, question: str, history: Sequence[str]) -> Response:
    """The page with the answer to a question, in its turn; without one, the page before anything is asked."""
    if question.strip():
        return await service.in_turn(partial(answer_page, request, service, question, history))
    return await run_in_threadpool(home_page, request, service)


def home_page(request: Request, service: Service) -> Response:
    """The page before anything is asked."""
    latest = latest_first(service, EVERYTHING)
    suggesting = [service.outline(entry.id) for entry in latest[:SUGGESTING]]
    context = {
        "entries": latest[:NEWEST],
        "total": len(latest),
        "latest": latest[0].issued if latest else None,
        "suggestions": suggest(suggesting, "en"),
        "host": str(request.base_url).rstrip("/"),
    }
    return templates().TemplateResponse(request, "home.html", context)


def answer_page(request: Request, service: Service, question: str, history: Sequence[str]) -> Response:
    """The page with the answer to a question."""
    answer, outlines = answer_model(service.answer(question, history)), service.searcher.outlines
    context = {
        "question": question,
        "history": [*history, question][-MAX_HISTORY:],
        "answer": answer,
        "covered": [outlines.entry(one) for one in answer.coverage.release_ids] if answer.coverage else [],
        "many": len(outlines) > 1,
    }
    return templates().TemplateResponse(request, "answer.html", context)
