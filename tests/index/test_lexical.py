"""The lexical index finds the texts that share words with a query."""

import tempfile
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from corpus.words import words
from index.lexical import LexicalIndex

TEXTS = ["Add flights to Ningbo.", "Plant trees.", "Flights and more flights.", "學生交流計劃", "..."]


def found(query: str, limit: int = 10, allowed: list[int] | None = None) -> list[int]:
    """The numbers of the texts found."""
    given = None if allowed is None else np.array(allowed, dtype=np.int64)
    return [number for number, _ in LexicalIndex.build(TEXTS).search(query, limit, given)]


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


@pytest.mark.parametrize(
    "name",
    [
        "params.index.json", "vocab.index.json", "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy",
        "words.npy", "lengths.npy", "highest.npy",
    ],
)  # fmt: skip
def test_a_truncated_file_is_told(tmp_path: Path, name: str) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-16])
    with pytest.raises(IndexUnusable, match="cannot be read"):
        LexicalIndex.load(tmp_path)


class Reference:
    """bm25s as it comes, which scores and sorts all texts."""

    def __init__(self, texts: list[str]) -> None:
        self.model = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        self.model.index([words(text) or [""] for text in texts], show_progress=False)

    def search(self, query: str, limit: int, allowed: list[int] | None = None) -> list[tuple[int, float]]:
        known = [word for word in words(query) if word in self.model.vocab_dict]
        scores = self.model.get_scores(known) if known else np.zeros(self.model.scores["num_docs"])
        order = [int(number) for number in np.argsort(-scores, kind="stable") if scores[number] > 0]
        return [(number, float(scores[number])) for number in order if allowed is None or number in allowed][:limit]


# Few different words, some in nearly every text: so that texts tie, and that words are left out of the first look.
WORD = st.sampled_from(["the"] * 8 + ["of"] * 4 + ["fund", "fund", "port", "tree", "ship", "學生", "bay"])
TEXT = st.lists(WORD, max_size=7).map(" ".join)


@given(st.lists(TEXT, min_size=1, max_size=60), TEXT, st.integers(1, 12), st.data(), st.sampled_from([0, 2000]))
def test_what_is_found_is_what_scoring_all_texts_finds(
    texts: list[str], query: str, limit: int, data: st.DataObject, few: int
) -> None:
    allowed = data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True).map(sorted) | st.none())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.postings.FEW_TEXTS", few)
        result = LexicalIndex.build(texts).search(
            query, limit, None if allowed is None else np.array(allowed, dtype=np.int64)
        )
    assert result == Reference(texts).search(query, limit, allowed)


def test_words_in_many_texts_do_not_change_what_is_found() -> None:
    generator = np.random.default_rng(0)
    names = np.array([f"w{number}" for number in range(300)])
    texts = [" ".join(names[frequent(generator, int(generator.integers(2, 30)))]) for _ in range(2000)]
    index, reference = LexicalIndex.build(texts), Reference(texts)
    for _ in range(300):
        query = " ".join(names[frequent(generator, int(generator.integers(1, 8)))])
        assert index.search(query, 10) == reference.search(query, 10)


def frequent(generator: np.random.Generator, count: int) -> NDArray[np.int64]:
    """So many numbers below 300, low ones far more often."""
    return np.minimum(generator.zipf(1.3, size=count) - 1, 299)


@given(st.lists(TEXT, min_size=1, max_size=30), st.lists(TEXT, max_size=5), st.data())
def test_an_index_made_from_a_previous_one_is_the_same_as_a_new_one(
    before: list[str], added: list[str], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.integers(0, len(before) - 1), unique=True))
    given: list[str | int] = data.draw(st.permutations([*kept, *added]))
    if not given:
        return
    texts = [text if isinstance(text, str) else before[text] for text in given]
    assert contents(LexicalIndex.build(given, LexicalIndex.build(before))) == contents(LexicalIndex.build(texts))


def contents(index: LexicalIndex) -> dict[str, bytes]:
    """Everything that an index saves, by the name of the file."""
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder))
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def test_texts_of_a_previous_index_are_not_split_into_words_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path)
    split: list[str] = []

    def noted(text: str) -> list[str]:
        split.append(text)
        return words(text)

    monkeypatch.setattr("index.numbered.words", noted)
    index = LexicalIndex.build([4, 0, "Ningbo again."], LexicalIndex.load(tmp_path))
    assert split == ["Ningbo again."]
    assert [number for number, _ in index.search("Ningbo", 5)] == [2, 1]


def test_a_loaded_index_stays_on_disk(tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path)
    index = LexicalIndex.load(tmp_path)
    assert isinstance(index._postings.scores.base, np.memmap)
    assert isinstance(index._postings.texts.base, np.memmap)


def test_a_text_without_the_rarest_word_can_be_better_than_a_long_one_with_it() -> None:
    texts = ["rare", "rare " + "x " * 400] + ["one two"] * 20 + ["y z"] * 200
    found = LexicalIndex.build(texts).search("rare one two", 2)
    assert [number for number, _ in found] == [0, 2]
    assert found == Reference(texts).search("rare one two", 2)
