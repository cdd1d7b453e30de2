"""Server-sent events: one piece of JSON each, and the end of a stream as clients of others' APIs expect it."""

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

EVENT_STREAM = "text/event-stream"
DONE = b"data: [DONE]\n\n"


def event(data: Any, name: str | None = None) -> bytes:
    """One event with JSON data."""
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def event_stream(events: Iterable[bytes], headers: dict[str, str] | None = None) -> StreamingResponse:
    """The response that sends events; all are made here, as to wait for each would cost a thread each time."""
    made = list(events)

    async def sending() -> AsyncIterator[bytes]:
        for one in made:
            yield one

    return StreamingResponse(sending(), media_type=EVENT_STREAM, headers=headers)
