"""The page templates; everything put into them is escaped."""

from functools import cache
from pathlib import Path

from starlette.templating import Jinja2Templates

from assistant.markdown import plain

FOLDER = Path(__file__).parent


@cache
def templates() -> Jinja2Templates:
    """The templates, made when first needed."""
    found = Jinja2Templates(FOLDER / "templates")
    found.env.filters["plain"] = plain
    return found
