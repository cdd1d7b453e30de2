"""What every reply has to be: an answer whose quotes are a release's and whose markers have citations, or a problem."""

import json
import re
from typing import Any

from httpx2 import Response

from api.openai_wire import ApiError, Completion
from api.problems import MEDIA_TYPE, Problem
from api.release_wire import SearchResults
from api.service import Service
from api.shapes import TextBlocks
from api.wire import AnswerModel, CitationModel
from assistant.answer import Status
from assistant.compose import quoted


def check_answer(answer: AnswerModel, service: Service) -> None:
    """Every quote is the release's text at its span, and every marker has its citation, in order."""
    for one in (*answer.citations, *answer.nearest):
        quote, text = one.quote, service.outline(one.release_id).release.text
        assert text[quote.start : quote.end] == quote.exact != ""
        assert text[: quote.start].endswith(quote.prefix)
        assert text[quote.end :].startswith(quote.suffix)
    # Whatever is escaped is no marker.
    markers = re.findall(r"\[([^]]*)]", re.sub(r"\\.", "", answer.text))
    assert markers == [str(one.number) for one in answer.citations]
    quotes = [f"{quoted(one.quote.exact)} [{one.number}]" for one in answer.citations]
    assert [one.number for one in answer.citations] == list(range(1, len(quotes) + 1))
    assert [paragraph for paragraph in answer.text.split("\n\n") if paragraph.startswith(">")] == quotes
    assert [(s.text, s.citations) for s in answer.statements] == [(c.quote.exact, [c.number]) for c in answer.citations]
    assert bool(answer.citations) is (answer.status in (Status.ANSWERED, Status.PARTIAL))
    assert bool(answer.missing) is (answer.status in (Status.PARTIAL, Status.NOT_STATED))


def check_problem(response: Response) -> None:
    """A problem document that says what is wrong with the request, and is none of the server's own faults."""
    assert 400 <= response.status_code < 500, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate(response.json())
    assert problem.status == response.status_code
    assert problem.detail


def check_api_error(response: Response) -> None:
    """The same in the shape of OpenAI's API."""
    assert 400 <= response.status_code < 500, response.text
    assert ApiError.model_validate(response.json()).error.type == "invalid_request_error"


def check_answered(response: Response, service: Service) -> None:
    """A reply of `/v1/answers`: an answer or a problem."""
    if response.status_code == 200:
        check_answer(AnswerModel.model_validate_json(response.content), service)
    else:
        check_problem(response)


def check_events(response: Response, service: Service) -> None:
    """The same as a stream of events: citations, paragraphs, and the answer that they are of."""
    if response.status_code != 200:
        return check_problem(response)
    (_, citations), *paragraphs, (last, whole) = [event_of(block) for block in blocks(response)]
    answer = AnswerModel.model_validate(whole)
    assert last == "answer"
    assert [CitationModel.model_validate(one) for one in citations] == answer.citations
    assert "\n\n".join(data["text"] for _, data in paragraphs) == answer.text
    return check_answer(answer, service)


def check_blocks(response: Response, service: Service) -> None:
    """The same as content blocks: what is cited is the release's text at its place."""
    if response.status_code != 200:
        return check_problem(response)
    shaped = TextBlocks.model_validate_json(response.content)
    for block in shaped.content:
        for cited in block.citations or []:
            text = service.outline(shaped.documents[cited.document_index].id).release.text
            assert text[cited.start_char_index : cited.end_char_index] == cited.cited_text == block.text.strip()
    return None


def check_messages(response: Response, service: Service) -> None:
    """The same as a stream of the AI SDK: it ends as it should, and holds the whole answer."""
    if response.status_code != 200:
        return check_problem(response)
    *sent, done = [event_of(block)[1] for block in blocks(response)]
    assert done == "[DONE]"
    [whole] = [one["data"] for one in sent if one["type"] == "data-answer"]
    return check_answer(AnswerModel.model_validate(whole), service)


def check_completion(response: Response, service: Service) -> None:
    """A reply of `/v1/chat/completions`: a completion with the answer in it, or an error; annotations cover quotes."""
    if response.status_code != 200:
        return check_api_error(response)
    completion = Completion.model_validate_json(response.content)
    message = completion.choices[0].message
    answer = AnswerModel.model_validate(completion.communique)
    for annotation, citation in zip(message.annotations, answer.citations, strict=True):
        cited = annotation.url_citation
        assert message.content[cited.start_index : cited.end_index].startswith(quoted(citation.quote.exact))
    return check_answer(answer, service)


def check_chunks(response: Response) -> None:
    """The same as a stream: chunks, and the end that clients wait for."""
    if response.status_code != 200:
        return check_api_error(response)
    *sent, done = [event_of(block)[1] for block in blocks(response)]
    assert done == "[DONE]"
    assert {one["object"] for one in sent} == {"chat.completion.chunk"}
    return None


def check_found(response: Response, service: Service) -> None:
    """A reply of `/v1/search`: passages of the releases, or a problem."""
    if response.status_code != 200:
        return check_problem(response)
    for hit in SearchResults.model_validate_json(response.content).hits:
        text = service.outline(hit.release_id).release.text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text
    return None


def check_page(response: Response) -> None:
    """A page, for what was asked or for what was wrong with it."""
    assert response.status_code < 500, response.text
    assert response.headers["content-type"].startswith(("text/html", MEDIA_TYPE))


def blocks(response: Response) -> list[str]:
    """The events of a stream, as sent."""
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("\n\n")
    return response.text.removesuffix("\n\n").split("\n\n")


def event_of(block: str) -> tuple[str, Any]:
    """The name of an event, and its data."""
    fields = dict(line.split(": ", 1) for line in block.split("\n"))
    data = fields["data"]
    return fields.get("event", ""), data if data == "[DONE]" else json.loads(data)
