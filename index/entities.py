"""A state of the corpus as it is kept in Milvus: what its collection is called, and an entity for each row."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.model import Outline
from corpus.split import SPLITTER_VERSION
from index.bm25 import NO_WORDS, Statistics
from index.encoder import Vectors
from index.rows import make_rows, passage_text

PREFIX, VERSION = "communique_", 1
# A statement's row is found by its vector only; Milvus wants a dimension there too.
NOTHING = {NO_WORDS: 1.0}

Place = tuple[int, int, str | None]


def places_of(outlines: Iterable[Outline]) -> Iterator[Place]:
    """For each row the numbers of its passage and release, and the text of the whole passage if it is its row."""
    first = 0
    for release, outline in enumerate(outlines):
        for row in make_rows(outline.passages):
            text = passage_text(outline.passages[row.passage]) if row.statement is None else None
            yield first + row.passage, release, text
        first += len(outline.passages)


def entities_of(start: int, places: Iterable[Place], vectors: Vectors, statistics: Statistics) -> list[dict[str, Any]]:
    """Some rows as Milvus takes them, numbered from `start`."""
    return [
        {
            "row": row,
            "passage": passage,
            "release": release,
            "vector": vector,
            "terms": NOTHING if text is None else statistics.weights(text),
        }
        for row, ((passage, release, text), vector) in enumerate(zip(places, vectors, strict=True), start)
    ]


def collection_name(corpus_digest: str, model_digest: str) -> str:
    """The name of a state: another one after any change of what is written."""
    about = f"{VERSION} {SPLITTER_VERSION} {corpus_digest} {model_digest}"
    return PREFIX + hashlib.blake2b(about.encode(), digest_size=12).hexdigest()
