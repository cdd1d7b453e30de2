"""The tools at `/mcp`, made when they are first asked for: their SDK takes a third of a second to import."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import cast

from anyio import Lock, create_task_group, sleep_forever, to_thread
from anyio.abc import TaskStatus
from starlette.types import ASGIApp, Receive, Scope, Send

from api.service import Service


class LateTools:
    """An ASGI application, to be `run` as long as the one that it is part of; `service` is asked for at each call."""

    def __init__(self, service: Callable[[], Service]) -> None:
        self._service = service

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Be ready to make the server, and in the end close it if it was made."""
        self._lock, self._app = Lock(), cast(ASGIApp | None, None)
        async with create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the server."""
        async with self._lock:
            app: ASGIApp = self._app or await self._tasks.start(self._serve)
            self._app = app
        await app(scope, receive, send)

    async def _serve(self, *, task_status: TaskStatus[ASGIApp]) -> None:
        """Run the server until all is closed; what it began has to end in the same task."""
        running = await to_thread.run_sync(imported)
        async with running(self._service) as app:
            task_status.started(app)
            await sleep_forever()


def imported() -> Callable[[Callable[[], Service]], AbstractAsyncContextManager[ASGIApp]]:
    """What runs the server."""
    from api.mcp_server import running

    return running
