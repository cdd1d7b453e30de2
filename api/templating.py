"""The page templates; everything put into them is escaped."""

from functools import cache
from pathlib import Path

from starlette.templating import Jinja2Templates

FOLDER = Path(__file__).parent


@cache
def templates() -> Jinja2Templates:
    """The templates, made when first needed."""
    return Jinja2Templates(FOLDER / "templates")
