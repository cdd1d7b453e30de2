"""Milvus gives the same hits as the embedded index, in the same order; tested with Milvus Lite, in this process."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import IndexUnusable
from corpus.model import Outline
from corpus.outlines import HeldOutlines
from corpus.read import packaged_releases, read_release
from corpus.split import split
from index.dense import DenseIndex
from index.encoder import DEFAULT_MODEL, Encoder, Role, Vectors, locate
from index.entities import collection_name
from index.extents import Extents
from index.lexical import LexicalIndex
from index.milvus import BATCH, Milvus, MilvusDense, MilvusLexical
from index.rows import all_passages, make_rows, passage_text, row_text
from index.search import SearchIndex
from tests.doubles import HashingEncoder, outline_of
from tests.index.killed_writes import MANY, NAME, vectors_of

REPOSITORY = Path(__file__).parents[2]
CALIBRATION = REPOSITORY / "assistant" / "calibration"
# Of so many lines of questions some are taken.
BETWEEN = 29_537
AXES = np.eye(4, dtype=np.float32)


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[Milvus]:
    """A connection to a new local file."""
    yield from opened(tmp_path / "milvus.db")


def opened(path: Path) -> Iterator[Milvus]:
    """A connection to a local file, and nothing left of it when done."""
    from milvus_lite.server_manager import server_manager_instance

    connection = Milvus(str(path))
    yield connection
    connection.close()
    server_manager_instance.release_server(str(path))


def extents_of(outlines: Sequence[Outline]) -> Extents:
    """The extents of some releases."""
    rows = make_rows(all_passages(outlines))
    return Extents.of([len(outline.passages) for outline in outlines], np.array([row.passage for row in rows]))


def open_state(milvus: Milvus, name: str, outlines: Sequence[Outline], width: int) -> tuple[MilvusDense, MilvusLexical]:
    """The two indexes of a state."""
    extents = extents_of(outlines)
    return MilvusDense(milvus, name, width, extents), MilvusLexical(milvus, name, extents)


def texts_of(outlines: Sequence[Outline]) -> list[str]:
    """The texts of all rows."""
    passages = all_passages(outlines)
    return [row_text(row, passages) for row in make_rows(passages)]


def both(milvus: Milvus, outlines: Sequence[Outline], encoder: Encoder) -> tuple[SearchIndex, SearchIndex]:
    """The embedded index over some releases, and the one in Milvus."""
    vectors = encoder.encode(texts_of(outlines), Role.PASSAGE).astype(np.float16).astype(np.float32)
    milvus.write("communique_both", outlines, vectors)
    lexical = LexicalIndex.build([passage_text(passage) for passage in all_passages(outlines)])
    embedded: tuple[Any, Any] = DenseIndex.build(vectors), lexical
    remote: tuple[Any, Any] = open_state(milvus, "communique_both", outlines, vectors.shape[1])
    passages = np.array([row.passage for row in make_rows(all_passages(outlines))], dtype=np.int32)
    held = HeldOutlines(outlines)
    one, other = (SearchIndex(held, passages, *indexes, encoder, None, "", lexical) for indexes in (embedded, remote))
    return one, other


def corpus(invented: int) -> list[Outline]:
    """The packaged release, and some invented ones."""
    paths = [*packaged_releases(), *sorted((CALIBRATION / "releases").glob("*.txt"))[:invented]]
    return sorted((split(read_release(path)) for path in paths), key=lambda outline: outline.release.id)


def questions(count: int) -> list[str]:
    """So many questions, from all over the calibration's; the same ones when others are added there."""
    lines = (CALIBRATION / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[:: BETWEEN // count][:count]]


def assert_alike(one: SearchIndex, other: SearchIndex, asked: Sequence[str]) -> None:
    """Every question has the same hits in both, in the same order, with the same numbers."""
    ids = [outline.release.id for outline in one.outlines]
    for number, question in enumerate(asked):
        only = [None, ids[: number % len(ids)], ids[-1:]][number % 3]
        expected, found = one.search(question, 10, only), other.search(question, 10, only)
        assert [hit.passage.id for hit in found] == [hit.passage.id for hit in expected], question
        for hit, wanted in zip(found, expected, strict=True):
            assert (hit.score, hit.lexical) == (wanted.score, wanted.lexical)
            assert [hit.dense, hit.whole, *hit.similarities] == pytest.approx(
                [wanted.dense, wanted.whole, *wanted.similarities], abs=1e-6
            )


def test_the_same_hits_in_the_same_order_as_the_embedded_index(milvus: Milvus) -> None:
    one, other = both(milvus, corpus(3), HashingEncoder())
    assert_alike(one, other, questions(36))


@pytest.mark.slow
def test_the_same_hits_with_the_real_encoder(milvus: Milvus, models: Path) -> None:
    from index.sentence_encoder import SentenceEncoder

    one, other = both(milvus, corpus(0), SentenceEncoder(locate(DEFAULT_MODEL, models)))
    assert_alike(one, other, questions(24))


def dense_of(milvus: Milvus, vectors: Vectors) -> MilvusDense:
    """The dense index over the rows of an array: releases of one passage each."""
    outlines = [outline_of("Title", id=f"P{number:03}") for number in range(len(vectors))]
    milvus.write("communique_dense", outlines, vectors)
    return open_state(milvus, "communique_dense", outlines, vectors.shape[1])[0]


@pytest.mark.parametrize("limit", [1, 5, 30, 100])
def test_rows_that_are_equally_similar_come_in_their_order(milvus: Milvus, limit: int) -> None:
    dense = dense_of(milvus, np.repeat(AXES[:1], 100, axis=0))
    assert dense.search(AXES[0], limit) == [(row, 1.0) for row in range(limit)]


def test_beyond_a_number_of_rows_a_graph_finds_nearly_all_of_the_nearest(
    milvus: Milvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.EXACT", 100)
    vectors = np.random.default_rng(1).normal(size=(600, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    dense, exact = dense_of(milvus, vectors), DenseIndex.build(vectors)
    shared = [{row for row, _ in index.search(vectors[7], 10)} for index in (dense, exact)]
    assert len(shared[0] & shared[1]) >= 9
    # The graph is that of Milvus: what it is asked for is in its description.
    assert milvus._client.describe_index("communique_dense", "vector")["index_type"] == "HNSW"


def test_vectors_come_back_in_the_order_asked_for(milvus: Milvus) -> None:
    dense = dense_of(milvus, AXES)
    assert (dense.vectors([2, 0, 2]) == AXES[[2, 0, 2]]).all()
    assert dense.vectors([]).shape == (0, 4)
    assert (dense.rows, dense.dimension) == (4, 4)
    with pytest.raises(IndexUnusable, match="lacks the row 9; run `communique build`"):
        dense.vectors([1, 9])


def test_only_the_rows_given_are_looked_at(milvus: Milvus) -> None:
    dense = dense_of(milvus, AXES)
    assert [row for row, _ in dense.search(AXES[0], 4, np.array([1, 3]))] == [1, 3]
    assert [row for row, _ in dense.search(AXES[0], 4, np.array([0, 1, 3]))] == [0, 1, 3]
    assert len(dense.search(AXES[0], 9, np.arange(4))) == 4
    assert dense.search(AXES[0], 4, np.array([], dtype=np.int64)) == []


def test_two_states_stand_side_by_side_until_one_is_dropped(milvus: Milvus) -> None:
    old, new = [outline_of("Old", "Add flights.")], [outline_of("New", "Add ferries."), outline_of("T", id="P2")]
    for name, outlines in (("communique_old", old), ("communique_new", new)):
        milvus.write(name, outlines, HashingEncoder().encode(texts_of(outlines), Role.PASSAGE))
    held = {
        name: open_state(milvus, name, kept, 64) for name, kept in (("communique_old", old), ("communique_new", new))
    }
    assert [len(lexical.search("flights", 5)) for _, lexical in held.values()] == [1, 0]
    assert [dense.rows for dense, _ in held.values()] == [2, 3]
    milvus.drop_others({"communique_new"})
    assert milvus.names() == ["communique_new"]
    assert len(held["communique_new"][1].search("ferry", 5)) == 1
    with pytest.raises(IndexUnusable, match=r"communique_old.*run `communique build`"):
        held["communique_old"][1].search("flights", 5)
    with pytest.raises(IndexUnusable, match="has no collection communique_old; run `communique build`"):
        open_state(milvus, "communique_old", old, 64)


def test_collections_of_others_are_left_alone(milvus: Milvus) -> None:
    milvus.write("somebody", [outline_of("T")], AXES[:1])
    milvus.drop_others(set())
    milvus.check("somebody", 1)


def test_writing_again_changes_nothing_and_tells_all(milvus: Milvus) -> None:
    told: list[tuple[int, int]] = []
    for _ in range(2):
        milvus.write(NAME, MANY, vectors_of(MANY), lambda *now: told.append(now))
    rows = len(MANY)
    assert told == [(BATCH, rows), (2 * BATCH, rows), (rows, rows)] * 2
    milvus.check(NAME, rows)


def test_a_state_that_is_not_whole_is_refused(milvus: Milvus) -> None:
    milvus.write(NAME, MANY[:5], vectors_of(MANY[:5]))
    with pytest.raises(IndexUnusable, match=f"{NAME} in Milvus has 5 rows, not {len(MANY)}; run `communique build`"):
        open_state(milvus, NAME, MANY, 4)


@pytest.mark.slow
def test_a_write_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "milvus.db"
    command = [sys.executable, "-m", "tests.index.killed_writes", str(path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    for milvus in opened(path):
        with pytest.raises(IndexUnusable, match="rows, not"):
            milvus.check(NAME, len(MANY))
        milvus.write(NAME, MANY, vectors_of(MANY))
        dense, lexical = open_state(milvus, NAME, MANY, 4)
        assert (dense.vectors(range(len(MANY))) == vectors_of(MANY)).all()
        assert [number for number, _ in lexical.search("number 7", 1)] == [7]


def test_a_server_that_is_not_there_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.milvus.SEARCHING", 0.5)
    with pytest.raises(
        IndexUnusable, match=r"Milvus at http://127.0.0.1:1: .*; see that it runs, and that COMM"
    ) as told:
        Milvus("http://user:secret@127.0.0.1:1")
    assert "secret" not in str(told.value)


def test_a_name_tells_every_state_from_every_other() -> None:
    names = {collection_name(corpus, model) for corpus in ("a", "b") for model in ("c", "d")}
    assert len(names) == 4
    assert all(name.isidentifier() and name.startswith("communique_") for name in names)
