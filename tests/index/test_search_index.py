"""A search gives the passages nearest to a query, by meaning and by words, always in the same order."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Outline, PassageKind, Release
from corpus.outlines import Entry, Outlines
from index.building import build
from index.encoder import Encoder, Role, Vectors
from index.hits import Hit, Searcher
from index.rows import passage_text, statement_text
from index.saved import load
from index.search import RRF, SearchIndex, fuse
from tests.doubles import DIMENSION, WEIGHTS, HashingEncoder, release_of, unit_vector

AIR = release_of(
    "Air", "Aviation", "---", "Add flights to Ningbo.", "Train pilots.", "Education", "---", "Build schools."
)
SEA = release_of("Sea", "Guests included Mr A; Ms B; Dr C.", "Ports", "---", "Add ferries to Ningbo.", id="P2")
# Vectors are kept in 16 bits.
HALF = 1e-3
# So many passages the two releases have.
ALL_PASSAGES = 7


class WhaleEncoder:
    """Takes every query to be about whales."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The first axis for a query and for what names whales, else the second."""
        rows = [0 if role is Role.QUERY or "whale" in text else 1 for text in texts]
        return np.eye(DIMENSION, dtype=np.float32)[rows]


class Unread(Outlines):
    """Outlines of which only the entries may be asked for."""

    def __init__(self, outlines: Outlines) -> None:
        self._outlines = outlines

    @property
    def entries(self) -> Sequence[Entry]:
        """Those of the outlines."""
        return self._outlines.entries

    def at(self, place: int) -> Outline:
        """Nothing may be read."""
        raise AssertionError(f"the release at {place} was read")


def index_of(folder: Path, *releases: Release, encoder: Encoder | None = None) -> SearchIndex:
    """An index over some releases, built and loaded."""
    encoder = encoder or HashingEncoder()
    build(folder, releases, WEIGHTS, encoder)
    return load(folder, WEIGHTS, encoder)


def ids(hits: list[Hit]) -> list[str]:
    """The ids of the passages found."""
    return [hit.passage.id for hit in hits]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """An index over two releases."""
    return index_of(tmp_path_factory.mktemp("index"), SEA, AIR)


@pytest.mark.parametrize(
    ("query", "passage_id"),
    [
        ("flights to Ningbo", "P1#aviation.1"),
        ("ferry", "P2#ports.1"),
        ("education", "P1#education.1"),
        ("who is Ms B", "P2#lead.1"),
    ],
)
def test_the_nearest_passage_comes_first(index: SearchIndex, query: str, passage_id: str) -> None:
    assert ids(index.search(query, 3))[0] == passage_id


def test_an_index_is_a_searcher(index: SearchIndex) -> None:
    searcher: Searcher = index
    assert [outline.release for outline in searcher.outlines] == [AIR, SEA]
    assert searcher.digest.startswith("sha256:")


@given(limit=st.integers(1, 20), query=st.sampled_from(["flights", "Ningbo", "Shanghai", "", "Add pilots and schools"]))
def test_never_more_than_the_limit_best_first_none_twice(index: SearchIndex, limit: int, query: str) -> None:
    hits = index.search(query, limit)
    scores = [hit.score for hit in hits]
    assert len(set(ids(hits))) == len(hits) <= limit
    assert scores == sorted(scores, reverse=True)


def test_a_limit_beyond_what_there_is_gives_every_passage_once(index: SearchIndex) -> None:
    everything = [passage.id for outline in index.outlines for passage in outline.passages]
    assert sorted(ids(index.search("Ningbo", 50))) == sorted(everything)


def test_as_many_passages_are_found_as_asked_for_though_one_has_many_statements(tmp_path: Path) -> None:
    officers = "; ".join(f"officer {letter}" for letter in "abcdefghijklmnop")
    index = index_of(tmp_path, release_of("Title", f"Those present included {officers}.", "Trees grow."))
    assert len(index.search("officer", 3)) == 3


def test_only_the_releases_asked_for_are_searched(index: SearchIndex) -> None:
    hits = index.search("Add flights to Ningbo", 50, ["P2"])
    assert {hit.passage.release_id for hit in hits} == {"P2"}
    assert len(hits) == len(index.outlines[1].passages)


@pytest.mark.parametrize("release_ids", [[], ["P9"]])
def test_in_no_release_nothing_is_found(index: SearchIndex, release_ids: list[str]) -> None:
    assert index.search("Ningbo", 5, release_ids) == []


def test_each_statement_has_its_similarity_to_the_query(index: SearchIndex) -> None:
    query = unit_vector("Ms B and flights")
    for hit in index.search("Ms B and flights", 50):
        expected = [float(unit_vector(statement_text(hit.passage, s)) @ query) for s in hit.passage.statements]
        assert list(hit.similarities) == pytest.approx(expected, abs=HALF)


def test_dense_is_the_highest_similarity_of_the_passage_or_a_statement(index: SearchIndex) -> None:
    query = unit_vector("Guests included Ms B")
    for hit in index.search("Guests included Ms B", 50):
        whole = float(unit_vector(passage_text(hit.passage)) @ query)
        assert hit.whole == pytest.approx(whole, abs=HALF)
        assert hit.dense == max(hit.whole, *hit.similarities)


def test_a_passage_that_shares_no_word_has_no_lexical_score(index: SearchIndex) -> None:
    lexical = {hit.passage.id: hit.lexical for hit in index.search("pilots", 50)}
    assert lexical.pop("P1#aviation.2") > 0
    assert set(lexical.values()) == {0}


def test_a_passage_found_by_meaning_alone_and_one_by_words_alone_are_both_found(tmp_path: Path) -> None:
    release = release_of("T", "A", "---", "Boats sail.", "Z", "---", "A whale sings.")
    found = ids(index_of(tmp_path, release, encoder=WhaleEncoder()).search("boats", 2))
    assert set(found) == {"P1#a.1", "P1#z.1"}


def test_what_is_as_good_by_meaning_as_another_by_words_comes_by_passage_id(tmp_path: Path) -> None:
    release = release_of("T", "Z", "---", "A whale sings.", "A", "---", "Boats sail.")
    assert ids(index_of(tmp_path, release, encoder=WhaleEncoder()).search("boats", 1)) == ["P1#a.1"]


@pytest.mark.parametrize("limit", [3, 10])
def test_passages_that_say_the_same_come_by_passage_id(tmp_path: Path, limit: int) -> None:
    releases = [release_of("Title", "Add flights.", id=f"P{number:02}") for number in range(60)]
    hits = index_of(tmp_path, *reversed(releases)).search("flights", limit)
    assert ids(hits) == [f"P{number:02}#lead.1" for number in range(limit)]


def test_the_same_query_gives_the_same_hits(index: SearchIndex) -> None:
    assert index.search("Add ferries", 9) == index.search("Add ferries", 9)


def test_the_nearest_releases_come_by_their_nearest_passage(index: SearchIndex) -> None:
    assert [one.release_id for one in index.near("Add ferries to Ningbo", 50)] == ["P2", "P1"]
    assert [one.release_id for one in index.near("Train pilots", 50)] == ["P1", "P2"]


@given(limit=st.integers(1, 12), query=st.sampled_from(["flights", "Ningbo", "Shanghai", "", "Add pilots and schools"]))
def test_each_release_has_the_similarities_of_its_passages_found_the_highest_first(
    index: SearchIndex, limit: int, query: str
) -> None:
    dense: dict[str, list[float]] = {}
    for hit in index.search(query, limit):
        dense.setdefault(hit.passage.release_id, []).append(hit.dense)
    near = index.near(query, limit)
    # At the limit a tie is broken by number, and in a search by passage id: but each is as near as the other.
    assert sum(len(one.similarities) for one in near) == sum(map(len, dense.values())) <= limit
    if limit >= ALL_PASSAGES:
        expected = {one: pytest.approx(sorted(found, reverse=True), abs=HALF) for one, found in dense.items()}
        assert {one.release_id: list(one.similarities) for one in near} == expected
    assert near == sorted(near, key=lambda one: (-one.similarities[0], one.release_id))
    assert all(list(one.similarities) == sorted(one.similarities, reverse=True) for one in near)


def test_only_the_releases_asked_for_are_near(index: SearchIndex) -> None:
    [near] = index.near("Add flights to Ningbo", 50, ["P2"])
    assert (near.release_id, len(near.similarities)) == ("P2", len(index.outlines[1].passages))
    assert index.near("Ningbo", 50, []) == index.near("Ningbo", 50, ["P9"]) == []


def test_releases_that_are_as_near_come_by_id(tmp_path: Path) -> None:
    releases = [release_of("Title", "Add flights.", id=f"P{number:02}") for number in (3, 1, 2)]
    assert [one.release_id for one in index_of(tmp_path, *releases).near("flights", 9)] == ["P01", "P02", "P03"]


def test_what_is_near_is_found_without_reading_a_release(tmp_path: Path) -> None:
    index = index_of(tmp_path, SEA, AIR)
    index.outlines = Unread(index.outlines)
    assert [one.release_id for one in index.near("Ningbo ferries", 50)] == ["P2", "P1"]
    with pytest.raises(AssertionError, match="was read"):
        index.search("Ningbo ferries", 50)


@pytest.mark.parametrize(
    ("word", "passages"), [("ningbo", 2), ("add", 2), ("air", 1), ("educ", 1), ("ferri", 1), ("whale", 0), ("", 0)]
)
def test_the_share_of_a_word_is_that_of_the_passages_that_hold_it(index: SearchIndex, word: str, passages: int) -> None:
    assert index.share(word) == passages / ALL_PASSAGES


def test_a_word_that_every_passage_holds_has_a_share_of_all(tmp_path: Path) -> None:
    one = index_of(tmp_path, release_of("Boats"))
    assert (one.share("boat"), one.share("whale")) == (1.0, 0.0)


def test_fusing_adds_the_reciprocals_of_the_ranks() -> None:
    assert fuse([7, 8], [8]) == {7: 1 / (RRF + 1), 8: pytest.approx(1 / (RRF + 2) + 1 / (RRF + 1))}
    assert fuse([], []) == {}


@given(st.permutations(range(6)), st.permutations(range(6)))
def test_what_is_before_another_in_both_rankings_is_before_it_in_the_fusion(one: list[int], other: list[int]) -> None:
    scores = fuse(one, other)
    for a in range(6):
        for b in range(6):
            if one.index(a) < one.index(b) and other.index(a) < other.index(b):
                assert scores[a] > scores[b]


def test_passages_of_every_kind_are_found(index: SearchIndex) -> None:
    kinds = {hit.passage.kind for hit in index.search("Ningbo", 50)}
    assert kinds == {PassageKind.TITLE, PassageKind.LEAD, PassageKind.MEASURE}
