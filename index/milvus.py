"""The dense and the lexical index kept in Milvus, for more than one machine; the only file that imports pymilvus.

A state of the corpus is a collection of its own that is never changed once it is whole. Milvus finds the candidates;
they are put in order here, by the same numbers as the embedded index has, so that both give the same hits.
"""

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from corpus.model import Outline
from index.bm25 import Statistics, dimensions, query_weights, score
from index.encoder import Vectors
from index.entities import PREFIX, entities_of, places_of
from index.extents import Extents, expression
from index.manifest import REMEDY
from index.rows import passage_text

# Importing pymilvus would read a file .env into the environment, settings of ours included.
os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")

try:
    from pymilvus import DataType, MilvusClient
    from pymilvus.exceptions import ErrorCode, MilvusException
except ModuleNotFoundError as missing:
    raise IndexUnusable(
        f"COMMUNIQUE_MILVUS is set and {missing.name} is not installed; run `pip install 'communique[milvus]'`"
    ) from missing

# Every error is told once, by us.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)

BATCH = 512
# Up to so many rows every vector is compared; beyond, a graph (HNSW) leads to nearly all of the nearest.
EXACT = 100_000
GRAPH = {"M": 32, "efConstruction": 200}
LOOKED_AT = 256
# The most that Milvus gives at once.
MOST = 16_384
# Scores nearer than this may be equal: engines add up in different orders.
NEAR = 1e-5
# Seconds for a search, for a batch, and for what takes Milvus longer: loading, building indexes.
SEARCHING, WRITING, LOADING = 10, 60, 3600

Progress = Callable[[int, int], None]


class Milvus:
    """A server or a cluster, or for one process alone a local file ending in `.db` (Milvus Lite)."""

    def __init__(self, uri: str, token: str = "") -> None:
        """Connect. Raises IndexUnusable if there is no server, or it does not let us in."""
        self.address = re.sub(r"(?<=//)[^/@]*@", "", uri)
        with self._told():
            self._client: Any = MilvusClient(uri, token=token, timeout=SEARCHING)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def write(
        self,
        name: str,
        outlines: Iterable[Outline],
        vectors: NDArray[np.floating[Any]],
        progress: Progress = lambda *_: None,
    ) -> None:
        """Write a state of the corpus: its outlines, gone through twice, and the vector of each row.

        What an earlier call that was killed has written is left as it is. `progress` is told how many of how many rows
        are there. Raises IndexUnusable.
        """
        rows = len(vectors)
        with self._told():
            self._create(name, vectors.shape[1], rows)
            statistics = Statistics.of(passage_text(passage) for outline in outlines for passage in outline.passages)
            places = places_of(outlines)
            for start in range(0, rows, BATCH):
                batch = list(islice(places, BATCH))
                if self._count(name, f"row >= {start} and row < {start + len(batch)}") < len(batch):
                    given = np.asarray(vectors[start : start + len(batch)], dtype=np.float32)
                    self._client.upsert(name, entities_of(start, batch, given, statistics), timeout=WRITING)
                progress(start + len(batch), rows)
            self._client.flush(name, timeout=LOADING)
            self._client.load_collection(name, timeout=LOADING)
        self.check(name, rows)

    def check(self, name: str, rows: int) -> None:
        """Raise IndexUnusable if a state is not there, or lacks rows."""
        with self._told():
            if not self._client.has_collection(name, timeout=SEARCHING):
                raise IndexUnusable(f"Milvus at {self.address} has no collection {name}; {REMEDY}")
            self._client.load_collection(name, timeout=LOADING)
            if (found := self._count(name)) != rows:
                raise IndexUnusable(f"the collection {name} in Milvus has {found} rows, not {rows}; {REMEDY}")

    def names(self) -> list[str]:
        """The states that are there, whole or not."""
        with self._told():
            return sorted(name for name in self._client.list_collections() if name.startswith(PREFIX))

    def drop_others(self, keep: Collection[str]) -> None:
        """Remove all states but some."""
        for name in self.names():
            if name not in keep:
                with self._told():
                    self._client.drop_collection(name, timeout=WRITING)

    def search(
        self, name: str, field: str, query: object, limit: int, where: str, fields: list[str]
    ) -> Iterator[dict[str, Any]]:
        """The entities nearest to a query, best first: `limit` of them, and all that may be as near as the last."""
        wanted = min(limit + 1, MOST)
        while True:
            parameters = {"params": {"ef": max(LOOKED_AT, wanted)}} if field == "vector" else {}
            with self._told():
                [hits] = self._client.search(
                    name, [query], where, wanted, fields, parameters, anns_field=field, timeout=SEARCHING
                )
            known = len(hits) < wanted or wanted == MOST
            if known or hits[limit - 1]["distance"] - hits[-1]["distance"] > NEAR * abs(hits[-1]["distance"]):
                return (hit["entity"] for hit in hits)
            wanted = min(2 * wanted, MOST)

    def vectors(self, name: str, rows: Sequence[int]) -> Mapping[int, Sequence[float]]:
        """The vectors of some rows, by row."""
        found: dict[int, Sequence[float]] = {}
        for start in range(0, len(rows), MOST):
            with self._told():
                entities = self._client.get(name, list(rows[start : start + MOST]), ["vector"], timeout=SEARCHING)
            found |= {entity["row"]: entity["vector"] for entity in entities}
        return found

    def _create(self, name: str, dimension: int, rows: int) -> None:
        """Create a collection and its indexes, as far as they are not there."""
        if not self._client.has_collection(name, timeout=SEARCHING):
            schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("row", DataType.INT64, is_primary=True)
            schema.add_field("passage", DataType.INT64)
            schema.add_field("release", DataType.INT64)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
            schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
            self._client.create_collection(name, schema=schema, timeout=WRITING)
        there = self._client.list_indexes(name, timeout=SEARCHING)
        indexes = MilvusClient.prepare_index_params()
        graph = {"index_type": "HNSW", "params": GRAPH} if rows > EXACT else {"index_type": "FLAT"}
        for field, kind in (("vector", graph), ("terms", {"index_type": "SPARSE_INVERTED_INDEX"})):
            if field not in there:
                indexes.add_index(field, index_name=field, metric_type="IP", **kind)
        if len(indexes):
            self._client.create_index(name, indexes, timeout=LOADING)
        self._client.load_collection(name, timeout=LOADING)

    def _count(self, name: str, where: str = "") -> int:
        """How many entities a collection has."""
        [found] = self._client.query(name, where, ["count(*)"], timeout=WRITING, consistency_level="Strong")
        return int(found["count(*)"])

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn an error of Milvus into ours, with the remedy."""
        try:
            yield
        except MilvusException as error:
            gone = error.code == ErrorCode.COLLECTION_NOT_FOUND
            remedy = (
                REMEDY if gone else "see that it runs, and that COMMUNIQUE_MILVUS and COMMUNIQUE_MILVUS_TOKEN are its"
            )
            raise IndexUnusable(f"Milvus at {self.address}: {error.message.strip()}; {remedy}") from error


class MilvusDense:
    """The vectors of a state in Milvus; as `index.dense.DenseIndex`."""

    def __init__(self, milvus: Milvus, name: str, dimension: int, extents: Extents) -> None:
        """Raises IndexUnusable if the state is not there, or not whole."""
        milvus.check(name, extents.rows)
        self._milvus, self._name, self._extents = milvus, name, extents
        self.rows, self.dimension = extents.rows, dimension

    def search(
        self, vector: Vectors, limit: int, rows: Sequence[int] | NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The rows most similar to a vector of shape (dimension,), best first, with their cosine similarity.

        Equal ones come in the order of their numbers. With `rows`, only those are looked at. Raises IndexUnusable.
        """
        if limit < 1 or self.rows == 0 or (rows is not None and not len(rows)):
            return []
        where = "" if rows is None else expression("row", np.asarray(rows), self._extents.row_ends)
        query = np.asarray(vector, dtype=np.float32)
        entities = list(self._milvus.search(self._name, "vector", query, limit, where, ["row", "vector"]))
        if not entities:
            return []
        # Added up row by row, so that equal vectors have equal similarities wherever they stand.
        found = np.asarray([entity["vector"] for entity in entities], dtype=np.float32)
        similarities = (found.astype(np.float64) * query).sum(axis=1).astype(np.float32)
        ranked = sorted((-float(s), entity["row"]) for s, entity in zip(similarities, entities, strict=True))
        return [(row, -similarity) for similarity, row in ranked[:limit]]

    def vectors(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, shape (rows, dimension). Raises IndexUnusable."""
        wanted = [int(row) for row in rows]
        found = self._milvus.vectors(self._name, list(dict.fromkeys(wanted)))
        if missing := set(wanted) - found.keys():
            raise IndexUnusable(f"the collection {self._name} in Milvus lacks the row {min(missing)}; {REMEDY}")
        return np.asarray([found[row] for row in wanted], dtype=np.float32).reshape(len(wanted), self.dimension)


class MilvusLexical:
    """The words of a state in Milvus; as `index.lexical.LexicalIndex`."""

    def __init__(self, milvus: Milvus, name: str, extents: Extents) -> None:
        self._milvus, self._name, self._extents = milvus, name, extents

    def search(
        self, query: str, limit: int, allowed: Sequence[int] | NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The passages that share words with a query, best first and ties by number, with their BM25 score.

        With `allowed`, only the passages with these numbers are looked at. Raises IndexUnusable.
        """
        found = dimensions(query)
        if limit < 1 or not found or (allowed is not None and not len(allowed)):
            return []
        where = "" if allowed is None else expression("passage", np.asarray(allowed), self._extents.passage_ends)
        entities = self._milvus.search(self._name, "terms", query_weights(found), limit, where, ["passage", "terms"])
        ranked = sorted((-score(entity["terms"], found), entity["passage"]) for entity in entities)
        return [(passage, -value) for value, passage in ranked[:limit]]
