"""Serves the widget's modules: to any page, without the comments and indentation that they are written with."""

import hashlib
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.templating import FOLDER

WIDGET = FOLDER / "static" / "widget"
VERSION = version("communique")
# A page that embeds the widget gets its latest modules; one that names a version may keep them for a day.
LATEST, PINNED = "no-cache", "public, max-age=86400"
# Comments stand on lines of their own, and nothing in a text depends on how its line is indented.
COMMENT, INDENTATION = (
    re.compile(r"^\s*(/\*\*.*?\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE),
    re.compile(r"^\s+", re.MULTILINE),
)
router = APIRouter(include_in_schema=False)


@router.get("/widget/{path:path}")
def module(path: str, request: Request) -> Response:
    """One module of the widget: `/widget/communique-chat.js`, or of a version, `/widget/0.1.0/communique-chat.js`."""
    name = path.removeprefix(f"{VERSION}/")
    if name not in modules():
        raise HTTPException(404, f"the widget of version {VERSION} has no {name!r}")
    code = modules()[name]
    headers = {
        "Cache-Control": LATEST if name == path else PINNED,
        "ETag": f'"{hashlib.sha256(code).hexdigest()[:32]}"',
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(code, headers=headers, media_type="text/javascript")


@cache
def modules() -> dict[str, bytes]:
    """The widget's modules by their name, as they are served."""
    return {file.relative_to(WIDGET).as_posix(): served(file) for file in sorted(WIDGET.rglob("*.js"))}


def served(file: Path) -> bytes:
    """A module's code without comments and indentation: a sixth less to load."""
    return INDENTATION.sub("", COMMENT.sub("", file.read_text(encoding="utf-8"))).encode()
