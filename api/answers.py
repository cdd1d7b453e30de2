"""`POST /v1/answers`: a cited answer, as JSON or as server-sent events."""

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from api.convert import answer_model, filter_of
from api.dependencies import ServiceDependency
from api.problems import responses
from api.service import Service
from api.shapes import UI_STREAM_HEADERS, TextBlocks, text_blocks, ui_message_stream
from api.sse import EVENT_STREAM, event, event_stream
from api.wire import AnswerModel, AnswerRequest

STREAM_DESCRIPTION = (
    "Three kinds of events, in this order: one `citations` (an array of citations), `text` for each paragraph of the"
    ' answer (`{"text": ...}`, to be joined with blank lines), and last one `answer`, the whole answer.'
)
EVENT_SCHEMA = {
    "type": "object",
    "description": STREAM_DESCRIPTION,
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "required": ["data"],
}
router = APIRouter(prefix="/v1", tags=["answers"])


class Shape(StrEnum):
    """In which other shape an answer may come."""

    CHAR_LOCATION = "char_location"
    UI_MESSAGE_STREAM = "ui_message_stream"


@router.post(
    "/answers",
    response_model=AnswerModel | TextBlocks,
    responses={
        200: {"content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}}},
        **responses(400, 404, 413, 422),
    },
)
async def answer(
    body: AnswerRequest,
    request: Request,
    service: ServiceDependency,
    shape: Annotated[Shape | None, Query(description="the answer in the shape of others")] = None,
) -> Response:
    """Answer a question with verbatim, cited statements, or say that the releases do not say.

    A client that accepts `text/event-stream` gets the citations first, then the text, last the whole answer. With
    `shape`, the answer comes as content blocks with Anthropic's `char_location` citations (`char_location`), or as the
    AI SDK's UI message stream (`ui_message_stream`).
    """
    return await service.in_turn(partial(reply, body, request, service, shape))


def reply(body: AnswerRequest, request: Request, service: Service, shape: Shape | None) -> Response:
    """The answer as it was asked for."""
    found = service.answer(body.question, body.history, language=body.language, allowed=filter_of(body))
    model = answer_model(found)
    if shape is Shape.CHAR_LOCATION:
        return JSONResponse(text_blocks(model).model_dump(exclude_none=True))
    if shape is Shape.UI_MESSAGE_STREAM:
        return event_stream(ui_message_stream(model), UI_STREAM_HEADERS)
    if EVENT_STREAM in request.headers.get("accept", ""):
        return event_stream(events(model))
    return Response(model.model_dump_json(), media_type="application/json")


def events(model: AnswerModel) -> Iterator[bytes]:
    """The events of an answer."""
    whole = model.model_dump(mode="json")
    yield event(whole["citations"], "citations")
    for paragraph in model.text.split("\n\n"):
        yield event({"text": paragraph}, "text")
    yield event(whole, "answer")
