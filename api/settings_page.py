"""Writes the page of all settings, `docs/settings.md`, from their definitions in `api.settings`."""

from collections.abc import Iterator

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from api.settings import PREFIX, Settings

HEAD = """# Settings

Read from the environment when a command starts; a name that begins with `COMMUNIQUE_` and is not here is an error.
This page is what `communique settings` prints.

| setting | default | what it is |
|---|---|---|
"""


def settings_page() -> str:
    """The page in Markdown."""
    return HEAD + "".join(f"{row}\n" for row in rows())


def rows() -> Iterator[str]:
    """A row of the table for each setting."""
    for name, field in Settings.model_fields.items():
        cells = (f"`{PREFIX}{name.upper()}`", default_of(field), field.description or "")
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def default_of(field: FieldInfo) -> str:
    """A setting's default as one would write it."""
    if field.default in (None, "", SecretStr("")):
        return "none"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
