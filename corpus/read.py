"""Reads a file in any supported format into releases, one after the other."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from itertools import chain
from pathlib import Path

from anyascii import anyascii

from corpus.blocks import RawBlock, clean, read_lines
from corpus.encoding import decode_page, decode_text
from corpus.errors import ReleaseError
from corpus.infogov import is_release_page, read_page
from corpus.jsonl import Row, document_of, read_rows
from corpus.making import KEYS, RELEASE_ID_FORBIDDEN, make_release
from corpus.markdown import read_markdown
from corpus.model import Release
from corpus.paragraphs import unwrap
from corpus.pdf import read_pdf
from corpus.web import read_web_page
from corpus.word import read_word

__all__ = ["READERS", "make_release", "packaged_releases", "read_file", "read_html", "read_release", "read_text"]

Document = tuple[list[RawBlock], dict[str, str]]

MAX_FILE = 100 * 2**20
ROWS = (".jsonl", ".ndjson")
# What may be said of one document only.
OF_ONE = ("id", "title", "url")
MAX_ID = 120
FORBIDDEN = re.compile(f"[{re.escape(''.join(RELEASE_ID_FORBIDDEN))}\\x00-\\x1f\\x7f]+")


def read_text(text: str) -> Document:
    """The blocks of a release in plain text; such a text says nothing about itself."""
    return read_lines(unwrap(text)), {}


def read_html(page: str) -> Document:
    """The blocks and metadata of a press release page, of info.gov.hk or another public body."""
    return read_page(page) if is_release_page(page) else read_web_page(page)


READERS: dict[str, Callable[[bytes], Document]] = {
    ".txt": lambda content: read_text(decode_text(content)),
    ".html": lambda content: read_html(decode_page(content)),
    ".htm": lambda content: read_html(decode_page(content)),
    ".md": lambda content: read_markdown(decode_text(content)),
    ".markdown": lambda content: read_markdown(decode_text(content)),
    ".pdf": read_pdf,
    ".docx": read_word,
}


def is_readable(path: Path) -> bool:
    """Whether a file's suffix is one of a format that is read."""
    return path.suffix.lower() in (*READERS, *ROWS)


def read_file(path: Path, given: Mapping[str, str] | None = None) -> Iterator[Release | ReleaseError]:
    """Read the releases of a file by its suffix, with an error, naming the file, in place of each that cannot be read.

    What is `given` (see `corpus.making.KEYS`) overrides what stands in a JSON file of the same name beside it, and
    that what the file says itself. Of a file in JSON lines one row at a time is in memory.
    """
    try:
        given = {**sidecar(path), **{key: value for key, value in (given or {}).items() if value}}
        if path.suffix.lower() in ROWS:
            yield from read_many(str(path), read_rows(path), given)
        else:
            yield make_release(*with_given(read_one(path), {"id": id_of(path.stem)}, given))
    except (OSError, ReleaseError) as error:
        yield ReleaseError(f"{path}: {error}")


def read_release(path: Path, given: Mapping[str, str] | None = None) -> Release:
    """Read the one release of a file. Raises ReleaseError, naming the file, if it cannot be read or holds several."""
    releases = read_file(path, given)
    first = next(releases, None)
    if first is None:
        raise ReleaseError(f"{path}: the file holds no release")
    if isinstance(first, ReleaseError):
        raise first
    if next(releases, None) is not None:
        raise ReleaseError(f"{path}: the file holds several releases; give one with one")
    return first


def read_one(path: Path) -> Document:
    """The document in a file of which the format holds one."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join((*READERS, *ROWS))
        raise ReleaseError(f"the suffix {path.suffix!r} is not supported; supported are {known}")
    if path.stat().st_size > MAX_FILE:
        raise ReleaseError(f"the file is larger than {MAX_FILE // 2**20} MB")
    return reader(path.read_bytes())


def with_given(document: Document, assumed: Mapping[str, str], given: Mapping[str, str]) -> Document:
    """A document with its metadata: what is assumed, found in it and given; the last that says a thing counts."""
    blocks, found = document
    return blocks, {**assumed, **found, **given}


def read_many(name: str, rows: Iterator[Row], given: Mapping[str, str]) -> Iterator[Release | ReleaseError]:
    """The release of each row, or an error that names the file and the line."""
    of_one = [key for key in OF_ONE if given.get(key)]
    first = next(rows, None)
    second = next(rows, None) if of_one else None
    if second is not None:
        yield ReleaseError(f"{name}: {of_one[0]!r} is given, but the file holds several documents; leave it out")
        return
    for number, row in chain([first] if first else [], rows):
        try:
            if isinstance(row, ReleaseError):
                raise row
            yield make_release(*with_given(document_of(row), {}, given))
        except ReleaseError as error:
            yield ReleaseError(f"{name}, line {number}: {error}")


def sidecar(path: Path) -> dict[str, str]:
    """The metadata in the JSON file beside a release, if there is one."""
    beside = path.with_suffix(".json")
    if not beside.exists():
        return {}
    try:
        metadata = json.loads(beside.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ReleaseError(f"{beside.name} is not JSON: {error}") from error
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise ReleaseError(f"{beside.name} has to be an object of strings")
    unknown = metadata.keys() - set(KEYS)
    if unknown:
        raise ReleaseError(f"{beside.name} has the key {min(unknown)!r}; known are {', '.join(KEYS)}")
    return {key: clean(value) for key, value in metadata.items()}


def id_of(name: str) -> str:
    """An id made of a file's name or an address: in ASCII, without the characters that an id may not have."""
    return FORBIDDEN.sub("-", anyascii(name)).strip("-")[:MAX_ID]


def packaged_releases() -> list[Path]:
    """The releases that ship with the software, in the order of their ids."""
    folder = Path(str(resources.files("corpus") / "data"))
    return sorted(path for path in folder.iterdir() if path.suffix in READERS)
