"""Keeps a public server standing: so many requests a client, so many at once, and none for longer than a deadline.

Only what makes the assistant work counts: questions, searches, votes; and a token that is shown. Pages and the widget's
modules are always served.
"""

import asyncio
import ipaddress
import time
from collections.abc import Callable
from enum import StrEnum
from math import ceil

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

# One user of IPv6 has a whole network of this size.
IPV6_NETWORK = 64
RETRY_AFTER = 1


class Refusal(StrEnum):
    """Why a request was refused."""

    RATE_LIMIT = "rate_limit"
    BUSY = "busy"
    DEADLINE = "deadline"


Tell = Callable[[Refusal], None]


def is_work(scope: Scope) -> bool:
    """Whether a request makes the assistant work: whatever is posted, and a question in the page's address.

    One that shows a token counts too, so that tokens cannot be tried at will.
    """
    if scope["type"] != "http":
        return False
    asked = scope["path"] == "/" and bool(scope.get("query_string"))
    shows_token = scope["path"] == "/insights" and any(name == b"authorization" for name, _ in scope["headers"])
    return bool(scope["method"] == "POST" or asked or shows_token)


class RateLimit:
    """ASGI middleware: 429 beyond so many requests of one client, and on every reply what is left.

    The headers are those of draft-ietf-httpapi-ratelimit-headers. Each process counts for itself.
    """

    def __init__(self, app: ASGIApp, rule: str, tell: Tell = lambda _: None) -> None:
        # Which takes a while to import, and most servers have no limit.
        from limits import parse
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self._app, self._rule, self._tell = app, parse(rule), tell
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if not is_work(scope):
            await self._app(scope, receive, send)
            return
        client = client_of(scope)
        allowed = self._limiter.hit(self._rule, client)
        left = self._limiter.get_window_stats(self._rule, client)
        wait = max(1, ceil(left.reset_time - time.time()))
        headers = {
            "RateLimit-Policy": f'"requests";q={self._rule.amount};w={self._rule.get_expiry()}',
            "RateLimit": f'"requests";r={left.remaining};t={wait}',
        }

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if allowed:
            await self._app(scope, receive, telling)
            return
        self._tell(Refusal.RATE_LIMIT)
        detail = f"more than {self._rule.amount} requests in {self._rule.get_expiry()} s; try again in {wait} s"
        refusal = problem(Request(scope), 429, "too-many-requests", detail, headers={"Retry-After": str(wait)})
        await refusal(scope, receive, telling)


def client_of(scope: Scope) -> str:
    """Who a request is from: the address, of IPv6 the network. A header is believed of a known proxy alone."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False)) if address.version == 6 else host


class Busy:
    """ASGI middleware: 503 beyond so many requests at once, and for one that waited longer than the deadline."""

    def __init__(self, app: ASGIApp, most: int, deadline: float, tell: Tell = lambda _: None) -> None:
        self._app, self._most, self._deadline, self._tell = app, most, deadline, tell
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if not is_work(scope):
            await self._app(scope, receive, send)
            return
        if self._running >= self._most:
            self._tell(Refusal.BUSY)
            await self._refuse(f"{self._most} requests are being answered", scope, receive, send)
            return
        begun = False

        async def beginning(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        self._running += 1
        try:
            async with asyncio.timeout(self._deadline):
                await self._app(scope, receive, beginning)
        except TimeoutError:
            self._tell(Refusal.DEADLINE)
            if begun:  # half a reply can only be broken off, which the client notices
                raise
            await self._refuse(f"no answer came within {self._deadline:g} s", scope, receive, send)
        finally:
            self._running -= 1

    async def _refuse(self, why: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"Retry-After": str(RETRY_AFTER)}
        detail = f"{why}; try again in {RETRY_AFTER} s"
        await problem(Request(scope), 503, "busy", detail, headers=headers)(scope, receive, send)
