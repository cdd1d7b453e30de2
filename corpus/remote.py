"""Reads the releases at an address of the web, by the content type that the server gives, or else by the suffix."""

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.encoding import decode_page
from corpus.errors import ReleaseError
from corpus.fetch import Fetched, Fetcher
from corpus.jsonl import rows_of
from corpus.making import make_release
from corpus.model import Release
from corpus.read import MAX_ID, READERS, ROWS, Document, id_of, read_html, read_many, with_given

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/jsonl": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "application/x-ndjson": ".jsonl",
}
# Types that say no more than that it is some text or file, so that the suffix says more.
VAGUE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})


def read_url(
    url: str, given: Mapping[str, str] | None = None, fetcher: Fetcher | None = None
) -> Iterator[Release | ReleaseError]:
    """Read the releases at an address, with an error, naming it, in place of each that cannot be read.

    The address that it led to is the release's `url` and makes its `id` where its content says nothing else.
    """
    try:
        fetched = (fetcher or Fetcher()).fetch(url)
    except ReleaseError as error:
        yield error
        return
    given = {key: value for key, value in (given or {}).items() if value}
    try:
        suffix = suffix_of(fetched)
        if suffix in ROWS:
            yield from read_many(url, rows_of(io.BytesIO(fetched.content)), given)
        else:
            assumed = {"id": id_of_address(fetched.url), "url": fetched.url}
            yield make_release(*with_given(read_content(fetched, suffix), assumed, given))
    except ReleaseError as error:
        yield ReleaseError(f"{url}: {error}")


def suffix_of(fetched: Fetched) -> str:
    """The suffix of the format that something fetched is in. Raises ReleaseError for one that is not supported."""
    suffix = PurePosixPath(urlsplit(fetched.url).path).suffix.lower()
    if fetched.content_type in VAGUE and suffix in (*READERS, *ROWS):
        return suffix
    if fetched.content_type in SUFFIXES:
        return SUFFIXES[fetched.content_type]
    raise ReleaseError(f"the content type {fetched.content_type!r} is not supported; save the release as a file")


def read_content(fetched: Fetched, suffix: str) -> Document:
    """The document fetched; a page is in the charset that came with it."""
    if suffix in (".html", ".htm"):
        return read_html(decode_page(fetched.content, fetched.charset))
    return READERS[suffix](fetched.content)


def id_of_address(url: str) -> str:
    """An id made of an address: host, path and query, as different sites give pages the same name."""
    parts = urlsplit(url)
    path = re.sub(r"\.html?$", "", unquote(parts.path))
    found = id_of(f"{parts.hostname}{path}{parts.query and '-'}{unquote(parts.query)}".strip("/"))
    if len(found) < MAX_ID:
        return found
    return f"{found[: MAX_ID - 17]}-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
