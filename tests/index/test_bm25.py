"""Sparse vectors give the scores of the lexical index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bm25 import NO_WORDS, Statistics, dimension, dimensions, query_weights, score
from index.lexical import LexicalIndex

WORDS = st.lists(st.sampled_from("flights trees Ningbo co-operation 學生交流 more 2025 ...".split()), max_size=12)


@given(texts=st.lists(WORDS.map(" ".join), min_size=1, max_size=20), query=WORDS.map(" ".join))
def test_scores_are_those_of_the_lexical_index_to_the_last_bit(texts: list[str], query: str) -> None:
    statistics = Statistics.of(iter(texts))
    found = dimensions(query)
    scores = {number: score(statistics.weights(text), found) for number, text in enumerate(texts)}
    expected = dict(LexicalIndex.build(texts).search(query, len(texts)))
    assert {number: value for number, value in scores.items() if value > 0} == expected


def test_a_query_counts_its_words() -> None:
    weights = query_weights(dimensions("flights and more flights"))
    assert weights == {dimension("flight"): 2.0, dimension("and"): 1.0, dimension("more"): 1.0}


@pytest.mark.parametrize("text", ["", "...", "😀"])
def test_a_text_without_words_has_a_dimension_that_no_word_has(text: str) -> None:
    assert Statistics.of([text]).weights(text) == {NO_WORDS: 1.0}
    assert dimension("flight") < NO_WORDS


def test_no_texts_have_statistics_too() -> None:
    assert Statistics.of([]).texts == 0
