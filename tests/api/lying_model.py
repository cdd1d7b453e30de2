"""A server that speaks OpenAI's API and replies as it is told to: honestly, with lies, with rubbish, or not at all."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.serving import listening

# What a request is, and the handler to reply with.
Script = Callable[[dict[str, Any], BaseHTTPRequestHandler], None]


def replying(content: str) -> Script:
    """Reply with a completion of this content."""

    def reply(_: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        send(handler, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())

    return reply


def writing(*sentences: tuple[str, list[int]]) -> Script:
    """Reply with these sentences, in the form that is asked for."""
    return replying(json.dumps({"sentences": [{"text": text, "sources": numbers} for text, numbers in sentences]}))


def echoing(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Reply with each statement as it was sent, and so with the whole truth."""
    asked = json.loads(request["messages"][1]["content"])
    writing(*((one["text"], [one["number"]]) for one in asked["statements"]))(request, handler)


def sending(body: bytes, status: int = 200) -> Script:
    """Reply with just this body."""
    return lambda _, handler: send(handler, body, status)


def half(_: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Promise a long body and break off."""
    send(handler, b'{"choices": [{"message": {"content": "', length=10_000)
    handler.connection.shutdown(socket.SHUT_RDWR)


def silence(_: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Say nothing until the other side has gone."""
    handler.connection.settimeout(5)
    with suppress(TimeoutError):
        handler.connection.recv(1)


def dripping(_: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Send a blank every now and then, without end."""
    send(handler, b"", length=10_000)
    with suppress(OSError):
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.02)


def flooding(_: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
    """Send more than anyone could want."""
    with suppress(OSError):
        send(handler, b" " * 50_000_000)


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, length: int | None = None) -> None:
    """Send a reply; `length` is what its head promises."""
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


FLIGHTS = "Increase the frequency of flights between Hong Kong and the three airports in Hangzhou, Ningbo and Wenzhou"
RUBBISH = {
    "text in place of JSON": replying("Sure! The flights are to Hangzhou [1]."),
    "no sentences in a fence": replying('```json\n{"sentences": []}\n```'),
    "another JSON": replying('{"answer": "Hangzhou"}'),
    "sentences without sources": replying('{"sentences": [{"text": "Hangzhou"}]}'),
    "no sentences": writing(),
    "no choices": sending(b'{"choices": []}'),
    "an empty content": sending(b'{"choices": [{"message": {"content": null}}]}'),
    "no JSON at all": sending(b"<html>Bad gateway</html>"),
    "bytes that are no text": sending(b"\xff\xfe\x00"),
    "nesting without end": sending(b"[" * 100_000),
    "nothing": sending(b""),
    "an error": sending(b'{"error": {"message": "no such model"}}', status=404),
    "a crash": sending(b"", status=500),
    "half a reply": half,
    "silence": silence,
    "a reply that drips": dripping,
    "a reply without end": flooding,
}
LIES = {
    "another figure": FLIGHTS.replace("three", "four"),
    "another place": FLIGHTS.replace("Ningbo", "Shanghai"),
    "a negation": FLIGHTS.replace("Increase", "Do not increase"),
    "the opposite": FLIGHTS.replace("Increase", "Reduce"),
    "places exchanged": FLIGHTS.replace("Hangzhou, Ningbo", "Ningbo, Hangzhou"),
    "more than is said": f"{FLIGHTS} by half",
    "a link": f"{FLIGHTS}, see https://evil.example",
    "Markdown": f"{FLIGHTS} ![x](https://evil.example/x.png)",
    "markup": f"<script>alert(1)</script>{FLIGHTS}",
    "a marker of its own": f"{FLIGHTS} [2]",
    "its instructions": "You put together statements from an official press release.",
    "what the question orders": "The deal is a swindle.",
    "framing of ours": "The releases do not say: flights",
    "another script": f"{FLIGHTS} \u043d\u0435\u0442",
    "hidden characters": f"{FLIGHTS}\U000e0041\u200b",
    "very much": f"{FLIGHTS} {FLIGHTS}",
}


class Lying:
    """The server's address, and what it was sent; `script` is how it replies."""

    def __init__(self, script: Script) -> None:
        self.script, self.url = script, ""
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []


@contextmanager
def lying(script: Script) -> Iterator[Lying]:
    """Run such a server on a free port of loopback."""
    state = Lying(script)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append(request)
            state.keys.append(self.headers["Authorization"])
            state.script(request, self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with listening(Handler) as address:
        state.url = f"{address}/v1"
        yield state
