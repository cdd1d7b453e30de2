"""Reads releases as JSON lines, one object a row, however many there are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from corpus.blocks import RawBlock, clean, read_lines
from corpus.errors import ReleaseError
from corpus.paragraphs import unwrap

REQUIRED = ("text",)
KEYS = ("id", "title", "text", "url", "issued", "language", "issuer", "editions", "supersedes")
MAX_ROW = 16 * 2**20

Row = tuple[int, dict[str, str] | ReleaseError]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file with their line numbers, each its values as strings or what is wrong with it.

    One row at a time is in memory. Raises OSError.
    """
    with path.open("rb") as file:
        yield from rows_of(file)


def rows_of(file: IO[bytes]) -> Iterator[Row]:
    """The rows of an open file; blank lines are none."""
    number = 0
    while line := file.readline(MAX_ROW + 1):
        number += 1
        if len(line) > MAX_ROW:
            skip_line(file, line)
            yield number, ReleaseError(f"the row is longer than {MAX_ROW // 2**20} MB; split the document")
        elif line.strip():
            yield number, parse(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def skip_line(file: IO[bytes], line: bytes) -> None:
    """Go on to the end of a line that is too long to be read at once."""
    while line and not line.endswith(b"\n"):
        line = file.readline(MAX_ROW)


def parse(line: bytes) -> dict[str, str] | ReleaseError:
    """The values of a row, or what is wrong with it."""
    try:
        return values(json.loads(line.decode("utf-8")))
    except UnicodeDecodeError as error:
        return ReleaseError(f"not UTF-8 at byte {error.start} of the row; save the file as UTF-8")
    except RecursionError:
        return ReleaseError("the row is nested too deeply; a row is a flat object of strings")
    except ValueError as error:
        return ReleaseError(f"the row is not JSON: {error}")
    except ReleaseError as error:
        return error


def values(row: Any) -> dict[str, str]:
    """The values of a row as strings, those that are null left out; ReleaseError names the key at fault."""
    if not isinstance(row, dict):
        raise ReleaseError('a row has to be an object such as {"id": ..., "title": ..., "text": ...}')
    for key in row:
        if key not in KEYS:
            raise ReleaseError(f"the key {key[:80]!r} is not known; known are {', '.join(KEYS)}")
    found = {key: value_of(key, value) for key, value in row.items() if value is not None}
    for key in REQUIRED:
        if not found.get(key):
            raise ReleaseError(f"the key {key!r} is missing or empty")
    return found


def value_of(key: str, value: Any) -> str:
    """A value as a string; the editions may also be a list."""
    if key == "editions" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return clean(" ".join(value))
    if not isinstance(value, str):
        raise ReleaseError(f"the value of {key!r} has to be a string")
    return value if key == "text" else clean(value)


def document_of(row: dict[str, str]) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a row's text under its title, if it has one, and what else the row says."""
    lines, title = unwrap(row["text"]), row.get("title", "")
    opening = next((line for line in map(clean, lines) if line), "")
    blocks = read_lines([title, *lines] if title != opening else lines)
    return blocks, {key: value for key, value in row.items() if key != "text"}
