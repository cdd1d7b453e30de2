"""Turns every error into a problem document (RFC 9457), or into a page where a browser asks for one."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.openai_wire import ApiError, ApiErrorDetail
from api.templating import templates
from corpus.errors import CommuniqueError, RecordsUnavailable, UnknownRelease

MEDIA_TYPE = "application/problem+json"
# On these paths errors have the shape of OpenAI's.
OPENAI_PATHS = ("/v1/models", "/v1/chat/")
# Seconds after which a database may be back.
RETRY_AFTER = 5
log = logging.getLogger(__name__)


class ProblemError(BaseModel):
    """One thing wrong with a request: where (a JSON pointer), and what."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """A problem document."""

    model_config = ConfigDict(json_schema_extra={"description": "RFC 9457"})

    type: str = Field(examples=["urn:communique:problem:invalid-request"])
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemError] = []


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem responses of an endpoint, for the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def problem(
    request: Request,
    status: int,
    slug: str,
    detail: str,
    errors: list[ProblemError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for a problem: a page for a browser that asks for one, else the document."""
    title = HTTPStatus(status).phrase
    if request.url.path.startswith(OPENAI_PATHS):
        return openai_error(status, slug, detail, errors or [], headers)
    if "text/html" in request.headers.get("accept", ""):
        context = {"title": title, "detail": detail}
        return templates().TemplateResponse(request, "problem.html", context, status_code=status, headers=headers)
    document = Problem(
        type=f"urn:communique:problem:{slug}",
        title=title,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=errors or [],
    )
    return JSONResponse(document.model_dump(), status, headers, MEDIA_TYPE)


def openai_error(
    status: int, slug: str, detail: str, errors: list[ProblemError], headers: Mapping[str, str] | None
) -> Response:
    """The response for a problem on the paths of OpenAI's API, in the shape that its clients read."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    place = errors[0].pointer.removeprefix("/body/").replace("/", ".") if errors else None
    error = ApiError(error=ApiErrorDetail(message=detail, type=kind, param=place, code=slug))
    return JSONResponse(error.model_dump(), status, headers)


def invalid(location: tuple[str | int, ...], message: str) -> RequestValidationError:
    """The error for a request of which the framework could not see that it is wrong."""
    return RequestValidationError([{"type": "value_error", "loc": location, "msg": message, "input": None}])


async def on_invalid(request: Request, error: Exception) -> Response:
    """A request that is not as the contract says: malformed JSON is 400, anything else 422."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(request, 400, "malformed-json", "the body is not JSON")
    # What was sent is not repeated: it may be long, secret, or not encodable.
    errors = [ProblemError(pointer=pointer(one["loc"]), detail=one["msg"]) for one in found]
    detail = "; ".join(f"{one.pointer}: {one.detail}" for one in errors[:5])
    return problem(request, 422, "invalid-request", detail, errors)


def pointer(location: tuple[str | int, ...]) -> str:
    """The JSON pointer to a place in the request, beginning with where it was sent (body, query, path)."""
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in location)


async def on_unknown_release(request: Request, error: Exception) -> Response:
    """A release that there is not."""
    return problem(request, 404, "unknown-release", str(error))


async def on_unavailable(request: Request, error: Exception) -> Response:
    """A database that is down: what was sent has not been kept, and may be sent again."""
    log.warning("%s", error)
    detail = f"the database cannot be reached; try again in {RETRY_AFTER} s"
    return problem(request, 503, "database-unavailable", detail, headers={"Retry-After": str(RETRY_AFTER)})


async def on_own_error(request: Request, error: Exception) -> Response:
    """An error of our own that no request should be able to cause: it is not shown, but logged."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return await on_any_error(request, error)


async def on_any_error(request: Request, _: Exception) -> Response:
    """An error that nobody thought of: it is not shown; the server logs it."""
    return problem(request, 500, "internal", "the answer could not be made; the operator's log says why")


async def on_http(request: Request, error: Exception) -> Response:
    """What the framework refuses: no such page, a wrong method."""
    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path}: {error.detail}"
    return problem(request, error.status_code, slug_of(error.status_code), detail, headers=error.headers)


def slug_of(status: int) -> str:
    """The name of a status in a problem's type: "not-found"."""
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def add_handlers(app: FastAPI) -> None:
    """Have an application answer every error with a problem."""
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(UnknownRelease, on_unknown_release)
    app.add_exception_handler(RecordsUnavailable, on_unavailable)
    app.add_exception_handler(CommuniqueError, on_own_error)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_any_error)


def describe_problems(app: FastAPI) -> None:
    """Put the problem document's schema into the OpenAPI document, in place of FastAPI's own validation error."""
    original = app.openapi

    def openapi() -> dict[str, object]:
        document = original()
        schemas = document["components"]["schemas"]
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {}) | {"Problem": problem}
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        return document

    app.openapi = openapi  # type: ignore[method-assign]
