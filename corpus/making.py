"""Makes a `Release` of blocks and metadata, or says what is missing."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from corpus.blocks import RawBlock, assemble
from corpus.digests import digest_of
from corpus.errors import ReleaseError
from corpus.metadata import issued_in, issuer_in, language_of
from corpus.model import Release
from corpus.titles import with_title

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
# What may be given about a release, as an option of the command line and in the JSON file beside it.
KEYS = ("id", "title", "issuer", "issued", "language", "url", "editions", "supersedes")
ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\"<>\\^`{|}]+", re.IGNORECASE)
RELEASE_ID_FORBIDDEN = frozenset("#/?%\\ \t\n")
# What programs write where a file's author should stand.
NO_AUTHOR = re.compile(r"python-docx|microsoft|anonymous|unknown|admin|user|owner", re.IGNORECASE)
DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")


def make_release(blocks: list[RawBlock], metadata: Mapping[str, str]) -> Release:
    """A release from its blocks and metadata; what is not given is found in the text.

    A title given that is not the first block comes before it. Raises ReleaseError for an empty text, or metadata that
    is missing or no good.
    """
    if not blocks:
        raise ReleaseError("the release has no text; give a file with a title and at least one line")
    blocks = with_title(blocks, metadata.get("title") or blocks[0][1])
    text, placed = assemble(blocks)
    return Release(
        id=release_id(metadata),
        title=blocks[0][1],
        issuer=required({"issuer": issuer(blocks, metadata)}, "issuer"),
        issued=issued(blocks, metadata),
        language=language(metadata, text),
        url=address(metadata),
        text=text,
        digest=digest_of(text),
        blocks=placed,
        editions=tuple(valid_id(edition) for edition in metadata.get("editions", "").split()),
        supersedes=valid_id(metadata.get("supersedes", "")),
    )


def required(metadata: Mapping[str, str], key: str) -> str:
    """The value of a key, or ReleaseError."""
    if not metadata.get(key):
        raise ReleaseError(f"{key!r} is unknown; give it with --{key} or in a JSON file beside the release")
    return metadata[key]


def issuer(blocks: list[RawBlock], metadata: Mapping[str, str]) -> str:
    """The issuer given, or that the closing lines name, or as a last resort the `author` in a file's properties."""
    author = metadata.get("author", "")
    return metadata.get("issuer") or issuer_in(blocks) or ("" if NO_AUTHOR.search(author) else author)


def language(metadata: Mapping[str, str], text: str) -> str:
    """The language given, or the one that the text is in."""
    found = metadata.get("language") or language_of(text)
    if found not in LANGUAGES:
        raise ReleaseError(f"the language {found!r} is not supported; supported are {', '.join(LANGUAGES)}")
    return found


def release_id(metadata: Mapping[str, str]) -> str:
    """The release's id."""
    return valid_id(required(metadata, "id"))


def valid_id(found: str) -> str:
    """An id: ASCII without the characters that have a meaning in an address."""
    if not found.isascii() or not (found.isprintable()) or RELEASE_ID_FORBIDDEN & set(found):
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
    """The issue time with its zone: as given, a date alone being midnight in UTC, or as the text says."""
    if not metadata.get("issued"):
        found = issued_in(blocks)
        if found is None:
            raise ReleaseError("'issued' is unknown; give it with --issued or in a JSON file beside the release")
        return found
    try:
        given = datetime.fromisoformat(metadata["issued"])
    except ValueError as error:
        raise ReleaseError(
            f"'issued' is {metadata['issued']!r}, not a time such as 2025-04-24T18:32:00+08:00"
        ) from error
    if DATE_ONLY.fullmatch(metadata["issued"]):
        return given.replace(tzinfo=UTC)
    if given.tzinfo is None:
        raise ReleaseError(f"'issued' is {metadata['issued']!r}, without a time zone such as +08:00")
    return given
