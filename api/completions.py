"""`/v1/models` and `/v1/chat/completions`: answers for clients of OpenAI's API, by setting their base URL."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.convert import answer_model
from api.dependencies import ServiceDependency
from api.links import source_name
from api.markdown import Cited, linked, paragraphs, sources
from api.openai_wire import (
    MODEL,
    Annotation,
    ApiError,
    AssistantMessage,
    Choice,
    Completion,
    CompletionRequest,
    Model,
    ModelList,
    UrlCitation,
    Usage,
)
from api.problems import invalid
from api.service import Service
from api.sse import DONE, EVENT_STREAM, event, event_stream
from api.wire import MAX_HISTORY, MAX_QUESTION, AnswerModel, CitationModel

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])
REPLIES: dict[int | str, dict[str, Any]] = {
    200: {"content": {EVENT_STREAM: {"schema": {"type": "object", "properties": {"data": {"type": "string"}}}}}},
    **{status: {"model": ApiError} for status in (400, 413, 422)},
}


@router.get("/models")
def models() -> ModelList:
    """The one model that there is."""
    return ModelList(data=[Model()])


@router.post("/chat/completions", response_model=Completion, responses=REPLIES)
async def chat_completions(body: CompletionRequest, service: ServiceDependency) -> Response:
    """Answer the last question of a conversation; what is asked for beyond that is ignored.

    The text links each quote to its source, and `annotations` repeats the sources. A stream has a paragraph in each
    chunk, the sources as events that Open WebUI shows, the annotations in the last.
    """
    return await service.in_turn(partial(reply, body, service))


def reply(body: CompletionRequest, service: Service) -> Response:
    """The answer, whole or as a stream. Raises RequestValidationError if nothing is asked."""
    question, history = conversation(body)
    answer = answer_model(service.answer(question, history))
    if body.stream:
        usage = body.stream_options is not None and body.stream_options.include_usage
        return event_stream(chunks(answer, usage=usage))
    return Response(completion(answer).model_dump_json(), media_type="application/json")


def conversation(body: CompletionRequest) -> tuple[str, list[str]]:
    """The question and those before it. Raises RequestValidationError if there is none, or it is too long."""
    asked = [(place, message.text.strip()) for place, message in enumerate(body.messages) if message.role == "user"]
    place, question = asked[-1] if asked else (len(body.messages) - 1, "")
    if not 0 < len(question) <= MAX_QUESTION:
        message = f"the last message of the user needs 1 to {MAX_QUESTION} characters of text, not {len(question)}"
        raise invalid(("body", "messages", place, "content"), message)
    return question, [text[:MAX_QUESTION] for _, text in asked[:-1] if text][-MAX_HISTORY:]


def completion(answer: AnswerModel) -> Completion:
    """An answer as a completion."""
    text, cited = linked(answer)
    message = AssistantMessage(content=text, annotations=[annotation(one) for one in cited])
    return Completion(
        id=f"chatcmpl-{answer.id}",
        created=int(time.time()),
        choices=[Choice(message=message)],
        usage=Usage(),
        communique=answer.model_dump(mode="json"),
    )


def annotation(cited: Cited) -> Annotation:
    """A citation as an annotation."""
    source = cited.citation
    citation = UrlCitation(start_index=cited.start, end_index=cited.end, title=source.title, url=source.url)
    return Annotation(url_citation=citation)


def chunks(answer: AnswerModel, *, usage: bool) -> Iterator[bytes]:
    """An answer as the events of a stream."""
    shared = {"id": f"chatcmpl-{answer.id}", "object": "chat.completion.chunk", "created": int(time.time())}
    shared |= {"model": MODEL}
    gap = ""
    yield chunk(shared, {"role": "assistant", "content": ""})
    for paragraph, statement in paragraphs(answer):
        events = [{"event": source_event(one)} for one in sources(answer, statement)] if statement else []
        yield chunk(shared | (events[0] if events else {}), {"content": gap + paragraph})
        yield from (chunk(shared | more, {"content": ""}) for more in events[1:])
        gap = "\n\n"
    annotations = [annotation(one).model_dump() for one in linked(answer)[1]]
    yield chunk(shared, {"annotations": annotations}, finish="stop")
    if usage:
        yield event({**shared, "choices": [], "usage": Usage().model_dump()})
    yield DONE


def chunk(shared: dict[str, Any], delta: dict[str, Any], *, finish: str | None = None) -> bytes:
    """One chunk of a stream."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return event({**shared, "choices": [choice]})


def source_event(citation: CitationModel) -> dict[str, Any]:
    """A source as Open WebUI shows it beside an answer: named by its release, with the quote."""
    name = source_name(citation.title, citation.section)
    metadata = {"source": citation.url, "name": name, "issued": citation.issued.isoformat()}
    data = {
        "source": {"name": name, "url": citation.url},
        "document": [citation.quote.exact],
        "metadata": [metadata],
    }
    return {"type": "source", "data": data}
