"""Whatever a language model's server replies, or does not, an answer is true to the releases and comes in time."""

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from api.app import create_app
from api.language_model import LanguageModel
from api.service import Service
from api.settings import Settings
from api.wire import AnswerModel
from assistant.answering import Assistant
from assistant.rephrase import Rephraser
from corpus.errors import GeneratorError
from tests.api.leftover import leftover
from tests.api.lying_model import (
    FLIGHTS,
    LIES,
    RUBBISH,
    Lying,
    Script,
    echoing,
    lying,
    replying,
    sending,
    silence,
    writing,
)
from tests.assistant.doubles import WordScorer

TIMEOUT = 1.0
QUESTION = "What frequency of flights between Hong Kong and the airports in Hangzhou?"


@pytest.fixture
def model() -> Iterator[Lying]:
    with lying(echoing) as server:
        yield server


@pytest.fixture
def asked(model: Lying, service: Service, settings: Settings) -> Iterator[TestClient]:
    generator = LanguageModel(model.url, "tiny", "s3cret", TIMEOUT)
    assistant = Assistant(service.searcher, service.reader, Rephraser(generator, WordScorer()))
    with TestClient(create_app(lambda: replace(service, assistant=assistant), settings)) as client:
        yield client


def answer(client: TestClient, question: str = QUESTION) -> AnswerModel:
    reply = client.post("/v1/answers", json={"question": question})
    assert reply.status_code == 200
    return AnswerModel.model_validate(reply.json())


def test_what_an_honest_model_joins_says_so_and_cites(
    asked: TestClient, model: Lying, client: TestClient, service: Service
) -> None:
    model.script = writing((f"{FLIGHTS} will be increased".replace("Increase the", "The"), [1]))
    found, verbatim = answer(asked), answer(client)
    assert (found.mode, verbatim.mode) == ("rephrased", "verbatim")
    assert found.text.startswith("Put together by a language model")
    assert not found.statements[0].quoted
    assert found.citations == verbatim.citations
    assert leftover(found, (), service.searcher.outlines.entries) == []


def test_the_model_is_sent_the_statements_as_data_and_the_key(asked: TestClient, model: Lying) -> None:
    found = answer(asked)
    [request] = model.requests
    sent = json.loads(request["messages"][1]["content"])
    assert sent["question"] == QUESTION
    assert [one["text"] for one in sent["statements"]] == [one.quote.exact for one in found.citations]
    assert (request["model"], model.keys) == ("tiny", ["Bearer s3cret"])


@pytest.mark.parametrize("script", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_and_silence_leave_the_verbatim_answer_in_time(
    asked: TestClient, client: TestClient, model: Lying, script: Script
) -> None:
    model.script = script
    begun = time.monotonic()
    assert answer(asked) == answer(client)
    assert time.monotonic() - begun < 2 * TIMEOUT


@pytest.mark.parametrize("sentence", LIES.values(), ids=LIES)
def test_a_lie_is_replaced_by_the_quote(asked: TestClient, client: TestClient, model: Lying, sentence: str) -> None:
    model.script = writing((sentence, [1]))
    assert answer(asked) == answer(client)


@pytest.mark.parametrize("known", [{"json_object"}, set[str]()])
def test_a_server_that_does_not_know_a_schema_is_asked_as_it_knows_and_so_from_then_on(
    asked: TestClient, model: Lying, known: set[str]
) -> None:
    def picky(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        form = request.get("response_format", {}).get("type")
        refused = form is not None and form not in known
        (sending(b'{"error": "response_format: unknown"}', 500) if refused else echoing)(request, handler)

    model.script = picky
    assert [answer(asked).mode for _ in range(3)] == ["rephrased"] * 3
    assert len(model.requests) == 3 - len(known) + 2


def test_json_in_a_fence_is_read(asked: TestClient, model: Lying) -> None:
    text = json.dumps({"sentences": [{"text": FLIGHTS, "sources": [1]}]})
    model.script = replying(f"Here it is:\n```json\n{text}\n```")
    assert answer(asked).mode == "rephrased"


def test_an_answer_to_a_refused_question_is_never_asked_for(asked: TestClient, model: Lying) -> None:
    model.script = writing(("Tickets to Mars cost five dollars.", [1]))
    found = answer(asked, "How much is a ticket to Mars?")
    assert (found.status, found.mode, model.requests) == ("not_stated", "verbatim", [])


def test_a_model_that_is_silent_is_left_alone_for_a_while(model: Lying) -> None:
    model.script = silence
    generator = LanguageModel(model.url, "tiny", "", timeout=0.2, rest=0.5)
    for why in ("said nothing within 0.2 s", "is left alone"):
        with pytest.raises(GeneratorError, match=why):
            generator.write(QUESTION, [FLIGHTS])
    assert len(model.requests) == 1
    time.sleep(0.5)
    model.script = echoing
    assert [one.text for one in generator.write(QUESTION, [FLIGHTS])] == [FLIGHTS]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://[", "http://127.0.0.1:9/\u0000"])
def test_a_server_that_cannot_be_reached_is_named(url: str) -> None:
    with pytest.raises(GeneratorError, match="cannot be reached"):
        LanguageModel(url, "tiny", "", TIMEOUT).write(QUESTION, [FLIGHTS])


def test_why_an_answer_is_in_quotes_alone_is_a_warning(
    asked: TestClient, model: Lying, caplog: pytest.LogCaptureFixture
) -> None:
    model.script = sending(b"", status=500)
    answer(asked)
    assert any("replied 500" in record.message for record in caplog.records if record.levelno == logging.WARNING)


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        ({"llm_url": "http://127.0.0.1:1/v1"}, "set COMMUNIQUE_LLM_MODEL"),
        ({"llm_url": "127.0.0.1:1", "llm_model": "tiny"}, "has to begin with http"),
        (
            {"llm_url": "http://127.0.0.1:1", "llm_model": "tiny", "llm_timeout": 30},
            "less than COMMUNIQUE_DEADLINE, 30",
        ),
    ],
)
def test_settings_that_cannot_work_are_told_at_once(settings: dict[str, Any], remedy: str) -> None:
    with pytest.raises(ValidationError, match=remedy):
        Settings(**settings)


def test_every_shape_carries_the_sources_of_a_sentence(asked: TestClient) -> None:
    found = answer(asked)
    assert found.mode == "rephrased"
    quotes = [one.quote.exact for one in found.citations]
    blocks = asked.post("/v1/answers?shape=char_location", json={"question": QUESTION}).json()["content"]
    assert [c["cited_text"] for block in blocks for c in block.get("citations") or []] == quotes
    messages = [{"role": "user", "content": QUESTION}]
    message = asked.post("/v1/chat/completions", json={"messages": messages}).json()["choices"][0]["message"]
    assert len(message["annotations"]) == len(quotes)
    assert all(f"[[{one.number}]](" in message["content"] for one in found.citations)
    streamed = asked.post("/v1/chat/completions", json={"messages": messages, "stream": True}).text
    assert streamed.count('"type": "source"') + streamed.count('"type":"source"') == len(quotes)
