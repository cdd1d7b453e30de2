"""Who may read the insights: whoever shows the token, as a machine in each request or as a person once, by a form."""

import hashlib
import hmac
import time

from fastapi import Request
from fastapi.responses import Response

COOKIE, PATH = "communique_insights", "/insights"
# So long a person stays signed in.
SIGNED_IN_SECONDS = 8 * 3600


class SignIn:
    """Compares tokens, and makes and checks cookies; a cookie is the time when it ends, signed with the token."""

    def __init__(self, token: str) -> None:
        """Take the one token; it must not be empty."""
        assert token
        self._token = token.encode()

    def is_token(self, text: str) -> bool:
        """Whether a text is the token, compared in the same time whatever it is."""
        return hmac.compare_digest(text.encode(errors="replace"), self._token)

    def is_allowed(self, request: Request) -> bool:
        """Whether a request comes with the token, or with the cookie of someone who showed it."""
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.is_token(shown.strip())
        return self._is_cookie(request.cookies.get(COOKIE, ""))

    def remember(self, request: Request, response: Response) -> None:
        """Have a browser show a cookie from now on, to this page alone and in no request that another site makes."""
        response.set_cookie(
            COOKIE,
            self._cookie(int(time.time()) + SIGNED_IN_SECONDS),
            max_age=SIGNED_IN_SECONDS,
            path=PATH,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def _cookie(self, ends: int) -> str:
        signature = hmac.new(self._token, f"{COOKIE} {ends}".encode(), hashlib.sha256).hexdigest()
        return f"{ends}.{signature}"

    def _is_cookie(self, text: str) -> bool:
        """Whether a text is a cookie of this token that has not ended."""
        ends = text.partition(".")[0]
        if not (ends.isascii() and ends.isdigit() and len(ends) < 20):
            return False
        genuine = hmac.compare_digest(text.encode(errors="replace"), self._cookie(int(ends)).encode())
        return genuine and int(ends) > time.time()


def forget(response: Response) -> None:
    """Have a browser drop the cookie."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
