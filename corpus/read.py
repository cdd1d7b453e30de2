"""Reads a file in any supported format into a `Release`."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path

from corpus.blocks import RawBlock, assemble, read_lines
from corpus.digests import digest_of
from corpus.errors import ReleaseError
from corpus.infogov import ISSUERS, read_page
from corpus.metadata import issue_time, language_of
from corpus.model import BlockKind, Release

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\"<>\\^`{|}]+", re.IGNORECASE)
RELEASE_ID_FORBIDDEN = frozenset("#/?%\\ \t\n")


def read_text(text: str) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a release in plain text; such a text says nothing about itself."""
    return read_lines(text.splitlines()), {}


def read_html(page: str) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks and metadata of a press release page, the issuer included."""
    blocks, metadata = read_page(page)
    return blocks, {"issuer": ISSUERS[language_of(" ".join(text for _, text in blocks))], **metadata}


READERS: dict[str, Callable[[str], tuple[list[RawBlock], dict[str, str]]]] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
}


def read_release(path: Path) -> Release:
    """Read one file: plain text or a page of info.gov.hk, by its suffix.

    A JSON file of the same name beside it gives, or overrides, `id`, `issuer`, `issued`, `language` and `url`.
    Raises ReleaseError, naming the file, if it cannot be read or something about it stays unknown.
    """
    try:
        reader = READERS.get(path.suffix.lower())
        if reader is None:
            raise ReleaseError(f"the suffix {path.suffix!r} is not supported; supported are {', '.join(READERS)}")
        blocks, found = reader(path.read_text(encoding="utf-8-sig"))
        return make_release(blocks, {"id": path.stem, **found, **sidecar(path)})
    except UnicodeDecodeError as error:
        raise ReleaseError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except (OSError, ReleaseError) as error:
        raise ReleaseError(f"{path}: {error}") from error


def sidecar(path: Path) -> dict[str, str]:
    """The metadata in the JSON file beside a release, if there is one."""
    beside = path.with_suffix(".json")
    if not beside.exists():
        return {}
    try:
        metadata = json.loads(beside.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ReleaseError(f"{beside.name} is not JSON: {error}") from error
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise ReleaseError(f"{beside.name} has to be an object of strings")
    return metadata


def make_release(blocks: list[RawBlock], metadata: Mapping[str, str]) -> Release:
    """A release from its blocks and metadata; the issue time and the language are found in the text if not given.

    Raises ReleaseError for an empty text, or metadata that is missing or no good.
    """
    if not blocks:
        raise ReleaseError("the release has no text; give a file with a title and at least one line")
    text, placed = assemble(blocks)
    return Release(
        id=release_id(metadata),
        title=blocks[0][1],
        issuer=required(metadata, "issuer"),
        issued=issued(blocks, metadata),
        language=language(metadata, text),
        url=address(metadata),
        text=text,
        digest=digest_of(text),
        blocks=placed,
        editions=tuple(metadata.get("editions", "").split()),
        supersedes=metadata.get("supersedes", ""),
    )


def required(metadata: Mapping[str, str], key: str) -> str:
    """The value of a key, or ReleaseError."""
    if not metadata.get(key):
        raise ReleaseError(f"{key!r} is unknown; give it in a JSON file beside the release")
    return metadata[key]


def language(metadata: Mapping[str, str], text: str) -> str:
    """The language given, or the one that the text is in."""
    found = metadata.get("language") or language_of(text)
    if found not in LANGUAGES:
        raise ReleaseError(f"the language {found!r} is not supported; supported are {', '.join(LANGUAGES)}")
    return found


def release_id(metadata: Mapping[str, str]) -> str:
    """The release's id: ASCII without the characters that have a meaning in an address."""
    found = required(metadata, "id")
    if not found.isascii() or not found.isprintable() or RELEASE_ID_FORBIDDEN & set(found):
        raise ReleaseError(f"the id {found!r} has to be ASCII without spaces and '#/?%\\'")
    return found


def address(metadata: Mapping[str, str]) -> str:
    """The release's address, which becomes a link: of the web, and without characters that would end the link."""
    found = required(metadata, "url")
    if not ADDRESS.fullmatch(found):
        raise ReleaseError(
            f"the url {found!r} has to begin with https:// or http://, without spaces, quotes, '<' or '>'"
        )
    return found


def issued(blocks: list[RawBlock], metadata: Mapping[str, str]) -> datetime:
    """The issue time with its zone: as given, or as the closing lines say."""
    if "issued" not in metadata:
        found = issue_time([text for kind, text in blocks if kind is BlockKind.ISSUED])
        if found is None:
            raise ReleaseError("'issued' is unknown; give it in a JSON file beside the release")
        return found
    try:
        given = datetime.fromisoformat(metadata["issued"])
    except ValueError as error:
        raise ReleaseError(
            f"'issued' is {metadata['issued']!r}, not a time such as 2025-04-24T18:32:00+08:00"
        ) from error
    if given.tzinfo is None:
        raise ReleaseError(f"'issued' is {metadata['issued']!r}, without a time zone such as +08:00")
    return given


def packaged_releases() -> list[Path]:
    """The releases that ship with the software, in the order of their ids."""
    folder = Path(str(resources.files("corpus") / "data"))
    return sorted(path for path in folder.iterdir() if path.suffix in READERS)
