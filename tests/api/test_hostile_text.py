"""Whatever is typed or sent, the reply is a well-formed answer or a problem document, never a fault of the server."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from api.wire import MAX_HISTORY, MAX_QUESTION
from tests.api import wellformed
from tests.api.services import PACKAGED, real_service

JSON = {"Content-Type": "application/json"}
STREAM = {**JSON, "Accept": "text/event-stream"}
# One at a time or by the hundred: each has broken a parser, a terminal or a regular expression somewhere.
PIECES = (
    "a", "A ", "a-", "a'", "1,", "1.", ".", "?", "!?", " ", "\t", "\n\n", "\r", "\u00a0", "\u2028",
    "\u3000", "\x00", "\x1b[2J",
    "\x7f", "\x85", "\ufeff", "\u200b", "\u200d", "\u202e", "\u2066", "\u200f", "\U000e0041", "\ud800",
    "\udfff", "\uffff",
    "\u0301", "\u0301\u0323", "\u1100\u1161", "\ufdfa", "ß", "İ", "ﬁ", "Ω≈ç", "мир ", "שלום ", "مرحبا ",
    "ไทย", "हिन्दी ",
    "中", "會議", "会议，", "什么，", "乜", "一二三", "2025年4月24日", "\U00020000", "👩\u200d👩\u200d👧", "🇭🇰",
    "👍🏽",
    "what? ", "who ", "when, and what is ", "how many ", "how many", "the ", "all ", "list all ",
    "everything ", "measures on ",
    "Mr. ", "Hong Kong ", "Zhejiang", "24 April 2025 ", "hi ", "thanks", "[1]", "[1]: ", "> ", "- ", "# ",
    "**", "`", "|", "\\",
    "![x](http://e.test/)", "<b>", "</p>", "<script>", "&lt;", "{{7*7}}", "%00", "%s{0}", "'; --", '"',
    "data: x\n\n", "(", "(a",
)  # fmt: skip
CHARACTERS = st.characters(codec=None, categories=None)
REPEATED = st.builds(lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(1, 1100))
MIXED = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
FOUND = st.one_of(MIXED, REPEATED, st.text(CHARACTERS, max_size=60))
TEXTS = st.one_of(FOUND, FOUND.map(lambda text: text[:MAX_QUESTION]))
HISTORIES = st.one_of(st.lists(TEXTS, max_size=4), st.lists(MIXED, min_size=40, max_size=MAX_HISTORY + 1))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), MIXED),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["text", "a"]), inner)),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["question", "history", "release_ids", "language", "query", "limit", "messages", "stream", "x"]
)
# What no JSON library writes.
RAW = (
    b"", b"{", b"[]", b"null", b'""', b"\x00", b"\xff\xfe", b"{}{}", b'{"question": "a",}', b"{'question': 'a'}",
    b'{"question": "a", "question": "Who signed?"}', b'{"question": 1e999}', b'{"question": NaN}',
    b'{"question": ' + b"9" * 5000 + b"}", b'{"question": "a", "history": ' + b"[" * 30_000,
    b'{"question": "a", "history": ' + b"[" * 3000 + b"]" * 3000 + b"}", b'{"a":' * 9000, b'{"question": "\xff"}',
    b'{"question": "\xed\xa0\x80"}', b'{"question": "\\ud83d"}', b'{"question": "\\ude00\\ud83d"}',
    b'{"question": "\\u0000"}',
    b'{"question": "\\x"}', b'{"question": "a\nb"}', b'{"\\ud800": "a", "question": "b"}',
    b"\xef\xbb\xbf" + b'{"question": "a"}',
    *('{"question": "哪些機場？"}'.encode(codec) for codec in ("utf-16", "utf-16-le", "utf-32", "gb18030",
    "big5", "utf-7")),
    b'{"question": "a", "release_ids": [' + b'"P",' * 5000 + b'"P"]}', b'{"question": "' + b"a" * 10_000 + b'"}',
    b'{"query": "a", "limit": 1e308}', b'{"query": "a", "limit": -0}',
    b'{"messages": [{"role": "user", "content": {}}]}',
    b'{"messages": [{"role": "user", "content": [{"type": "text", "text": "\\ud800"}]}]}',
    b'{"messages": [' + b'{"role": "user", "content": "a"},' * 1500 + b'{"role": "user", "content": "a"}]}',
)  # fmt: skip
# Every way to ask with a body of JSON: the path, the headers, and what the reply has to be.
ENDPOINTS: tuple[tuple[str, dict[str, str], Callable[[Response, Service], None]], ...] = (
    ("/v1/answers", JSON, wellformed.check_answered),
    ("/v1/answers", STREAM, wellformed.check_events),
    ("/v1/answers?shape=char_location", JSON, wellformed.check_blocks),
    ("/v1/answers?shape=ui_message_stream", JSON, wellformed.check_messages),
    ("/v1/search", JSON, wellformed.check_found),
    ("/v1/chat/completions", JSON, wellformed.check_completion),
)
given_often = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def bodies_of(question: str, history: list[str]) -> Iterator[tuple[str, dict[str, str], Callable[..., None], Any]]:
    """A question with its history, in the form of every endpoint."""
    messages = [{"role": "user", "content": text} for text in (*history, question)]
    forms = [{"question": question, "history": history}] * 4 + [{"query": question}, {"messages": messages}]
    yield from ((*endpoint, body) for endpoint, body in zip(ENDPOINTS, forms, strict=True))
    streamed = {"messages": messages, "stream": True}
    yield "/v1/chat/completions", JSON, lambda response, _: wellformed.check_chunks(response), streamed


def ask_everywhere(client: TestClient, service: Service, question: str, history: list[str]) -> None:
    """Put a question to every endpoint, and check the reply."""
    for path, headers, check, body in bodies_of(question, history):
        check(client.post(path, content=json.dumps(body), headers=headers), service)
    written = question.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    wellformed.check_page(client.post("/", data={"question": written, "history": [written] * 2}))
    wellformed.check_page(client.get("/", params={"question": written}))


@given_often
@given(TEXTS, HISTORIES)
def test_whatever_is_typed(client: TestClient, service: Service, question: str, history: list[str]) -> None:
    ask_everywhere(client, service, question, history)


@pytest.mark.parametrize("piece", PIECES)
def test_as_much_of_anything_as_is_allowed(client: TestClient, service: Service, piece: str) -> None:
    most = (piece * MAX_QUESTION)[:MAX_QUESTION]
    ask_everywhere(client, service, most, [most[:100]] * MAX_HISTORY)
    ask_everywhere(client, service, f"What {most[: MAX_QUESTION - 12]} flights?", [])


@given_often
@given(st.one_of(VALUES, st.dictionaries(FIELDS, VALUES)))
def test_whatever_is_sent_as_json(client: TestClient, service: Service, body: Any) -> None:
    for path, headers, check in ENDPOINTS:
        check(client.post(path, content=json.dumps(body), headers=headers), service)


@pytest.mark.parametrize("number", range(len(RAW)))
def test_what_no_library_writes(client: TestClient, service: Service, number: int) -> None:
    for path, headers, check in ENDPOINTS:
        check(client.post(path, content=RAW[number], headers=headers), service)
        check(client.post(path, content=RAW[number], headers={**headers, "Content-Type": "text/plain"}), service)


@given_often
@given(st.binary(max_size=60), st.sampled_from(["", "question=", "question=a&history=", "%", "question=%ff%00&"]))
def test_whatever_is_sent_as_a_form(client: TestClient, content: bytes, start: str) -> None:
    for kind in ("x-www-form-urlencoded", "x-www-form-urlencoded; charset=utf-16", "json"):
        headers = {"Content-Type": f"application/{kind}"}
        wellformed.check_page(client.post("/", content=start.encode() + content, headers=headers))


BOUNDARY = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="question"'


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (BOUNDARY, PART + b"\r\n\r\nWho signed?\r\n--x--\r\n"),
        (BOUNDARY, PART + b"\r\n\r\n\xff\xfe\r\n--x--\r\n"),
        (BOUNDARY, PART + b'; filename="a"\r\n\r\nabc\r\n--x--\r\n'),
        (BOUNDARY, PART),
        (BOUNDARY, b"nothing"),
        (BOUNDARY + "; charset=nonsense", PART + b"\r\n\r\nabc\r\n--x--\r\n"),
        ("multipart/form-data", PART + b"\r\n\r\nabc\r\n--x--\r\n"),
        (BOUNDARY, b"".join(PART + b"\r\n\r\nabc\r\n" for _ in range(1000)) + b"--x--\r\n"),
    ],
)
def test_forms_of_several_parts(client: TestClient, kind: str, content: bytes) -> None:
    wellformed.check_page(client.post("/", content=content, headers={"Content-Type": kind}))


@pytest.fixture(scope="module")
def real(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service with the real encoder and reader."""
    return real_service(PACKAGED, models, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def asked(real: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, list[str]], None]]:
    """A question put to it; one that takes longer than the deadline is answered with 503, and so fails."""
    chosen = Settings(home=tmp_path_factory.mktemp("home"), deadline=10)
    with TestClient(create_app(lambda: real, chosen), raise_server_exceptions=False) as client:

        def asking(question: str, history: list[str]) -> None:
            response = client.post("/v1/answers", content=json.dumps({"question": question, "history": history}))
            wellformed.check_answered(response, real)

        client.headers.update(JSON)
        yield asking


@pytest.mark.slow
@settings(max_examples=60)
@given(TEXTS, st.lists(TEXTS, max_size=2))
def test_whatever_is_typed_to_the_real_reader(
    asked: Callable[[str, list[str]], None], question: str, history: list[str]
) -> None:
    asked(question, history)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_the_longest_questions_are_answered_within_the_deadline(
    asked: Callable[[str, list[str]], None], piece: str
) -> None:
    most = (piece * MAX_QUESTION)[:MAX_QUESTION]
    asked(most, [])
    asked("And when?", [most] * MAX_HISTORY if len(json.dumps(most)) < 1100 else [most] * 5)
