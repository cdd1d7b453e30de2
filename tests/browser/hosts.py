"""Pages of another origin that embed the widget, and an endpoint that answers as slowly or as badly as a test wants."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.middleware.cors import CORSMiddleware

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>A page of a department</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="module" src="{widget}/widget/communique-chat.js"></script></head>
<body><main><h1>A department</h1>{element}</main></body></html>"""


def host(widget: str, element: str, lang: str = "en", endpoint: str = "") -> FastAPI:
    """A page with a policy under which only the widget's modules may be loaded, and only its endpoint be asked."""
    app = FastAPI()
    policy = (
        f"default-src 'none'; script-src {widget}; connect-src {endpoint or widget}; require-trusted-types-for 'script'"
    )

    @app.get("/")
    def page() -> Response:
        content = PAGE.format(lang=lang, widget=widget, element=element.format(endpoint=endpoint or widget))
        return HTMLResponse(content, headers={"Content-Security-Policy": policy})

    return app


@dataclass(slots=True)
class Scripted:
    """An endpoint with one answer. It holds the answer back after its text until it may `finish`, or breaks off."""

    answer: dict[str, Any]
    breaks: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    finish: threading.Event = field(default_factory=threading.Event)

    def app(self) -> FastAPI:
        """The endpoint, for pages of any origin."""
        app = FastAPI()
        app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
        app.post("/v1/answers")(self._answers)
        app.get("/v1/suggestions")(lambda: {"suggestions": []})
        return app

    async def _answers(self, body: dict[str, Any]) -> Response:
        self.asked.append(body)
        return StreamingResponse(self._events(), media_type="text/event-stream")

    async def _events(self) -> AsyncIterator[str]:
        yield event("citations", self.answer["citations"])
        for paragraph in self.answer["text"].split("\n\n"):
            yield event("text", {"text": paragraph})
        if len(self.asked) <= self.breaks:
            return
        while not self.finish.is_set():
            await asyncio.sleep(0.01)
        yield event("answer", self.answer)


def event(name: str, data: object) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
