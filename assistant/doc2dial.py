"""Reads the dialogues of Doc2Dial (Feng et al. 2020): agencies' pages as releases, and what visitors ask on them."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.blocks import SEPARATOR, clean
from corpus.model import Release, Span
from corpus.read import make_release, read_text

ISSUED = datetime(2021, 1, 1, tzinfo=UTC).isoformat()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question after those before it, with the page that answers it and where, in its text with single spaces."""

    question: str
    history: tuple[str, ...]
    page: str
    gold: tuple[Span, ...]


def pages(folder: Path, name: str) -> list[Release]:
    """The pages of that name as releases. Raises OSError if the folder lacks their file."""
    return [release_of(row) for row in rows_of(folder / f"govdocs_{name}.documents.jsonl.gz")]


def questions(folder: Path, name: str, releases: Sequence[Release]) -> Iterator[Asked]:
    """The questions whose marked places are found in their page. Raises OSError if the folder lacks their file."""
    texts = {release.id: release.text.replace(SEPARATOR, " ") for release in releases}
    for row in rows_of(folder / f"govdocs_{name}.questions.jsonl.gz"):
        fragments = [clean(gold) for gold in row["gold"]]
        text = texts[row["document"]]
        spans = tuple(Span(start, start + len(f)) for f in fragments if (start := text.find(f)) >= 0)
        if spans:
            yield Asked(row["question"], tuple(row["history"]), row["document"], spans)


def single_spaced(span: Span, release: Release) -> Span:
    """The span, counted in the text with one space between blocks."""
    return span.shifted(-release.text.count(SEPARATOR, 0, span.start) * (len(SEPARATOR) - 1))


def release_of(row: dict[str, Any]) -> Release:
    """A page as a release."""
    blocks, _ = read_text(f"{row['title']}\n{row['text']}")
    known = {"issuer": "Doc2Dial", "issued": ISSUED, "language": "en", "url": "https://example.org/"}
    return make_release(blocks, {"id": row["id"], **known})


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
