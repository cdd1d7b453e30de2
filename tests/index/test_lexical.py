"""The lexical index finds the texts that share words with a query."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from index.lexical import LexicalIndex

TEXTS = ["Add flights to Ningbo.", "Plant trees.", "Flights and more flights.", "學生交流計劃", "..."]


def found(query: str, limit: int = 10, allowed: list[int] | None = None) -> list[int]:
    """The numbers of the texts found."""
    return [number for number, _ in LexicalIndex.build(TEXTS).search(query, limit, allowed)]


def test_texts_that_share_a_word_are_found_and_no_others() -> None:
    assert sorted(found("flight")) == [0, 2]
    assert found("tree") == [1]
    assert found("Shanghai") == []


@pytest.mark.parametrize("query", ["", "...", "😀"])
def test_a_query_without_words_finds_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize("query", ["交流", "学生", "學生"])
def test_chinese_is_found_in_either_script(query: str) -> None:
    assert found(query) == [3]


def test_a_rarer_word_and_a_more_frequent_one_in_the_text_weigh_more() -> None:
    assert found("flights in Ningbo") == [0, 2]
    assert found("flights") == [2, 0]


def test_words_that_occur_nowhere_do_not_change_a_score() -> None:
    index = LexicalIndex.build(TEXTS)
    assert index.search("flights Shanghai", 5) == index.search("flights", 5)


def test_every_score_is_above_zero_and_they_fall() -> None:
    scores = [score for _, score in LexicalIndex.build(TEXTS).search("flights Ningbo trees", 5)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_a_limit_keeps_the_best() -> None:
    assert found("flights", 1) == [2]


def test_only_the_texts_allowed_are_looked_at() -> None:
    assert found("flights trees", allowed=[0, 3]) == [0]
    assert found("flights", allowed=[]) == []


@given(st.integers(1, 60), st.integers(1, 60))
def test_texts_that_are_equal_come_in_their_order(count: int, limit: int) -> None:
    index = LexicalIndex.build(["Add flights.", "Add trees."] * count)
    assert [number for number, _ in index.search("flights", limit)] == list(range(0, 2 * count, 2))[:limit]


def test_texts_without_words_are_no_obstacle() -> None:
    assert LexicalIndex.build(["...", "!"]).search("flights", 5) == []


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    for query in ("flights", "交流", "Shanghai", "flights in Ningbo"):
        assert loaded.search(query, 5) == index.search(query, 5)


def test_a_missing_folder_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"lexical cannot be read .*run `communique build`"):
        LexicalIndex.load(tmp_path / "lexical")


@pytest.mark.parametrize("name", ["params.index.json", "vocab.index.json", "data.csc.index.npy"])
def test_a_truncated_file_is_told(tmp_path: Path, name: str) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(IndexUnusable, match="cannot be read"):
        LexicalIndex.load(tmp_path)
