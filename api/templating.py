"""The page templates; everything put into them is escaped."""

from functools import cache
from pathlib import Path

from starlette.templating import Jinja2Templates

from assistant.markdown import plain

FOLDER = Path(__file__).parent
LANGUAGES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}


@cache
def templates() -> Jinja2Templates:
    """The templates, made when first needed."""
    found = Jinja2Templates(FOLDER / "templates")
    found.env.filters |= {"plain": plain, "language": language_name, "number": "{:,}".format}
    return found


def language_name(tag: str) -> str:
    """A language by its own name; the tag of one that has none here."""
    return LANGUAGES.get(tag, tag)
