"""A filter names releases where it can, and what it names is what was asked for."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extents import Extents, expression

ENDS = np.array([2, 5, 5, 6, 9])


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([0, 1], "release in [0]"),
        ([0, 1, 5], "release in [0, 3]"),
        ([0, 1, 5, 6, 7, 8], "release not in [1, 2]"),
        ([1, 5], "row in [1, 5]"),
    ],
)
def test_whole_releases_are_named_by_their_places(numbers: list[int], expected: str) -> None:
    assert expression("row", np.array(numbers), ENDS) == expected


@given(st.lists(st.integers(0, 4), min_size=1, max_size=8), st.data())
def test_a_filter_means_just_the_numbers_given(sizes: list[int], data: st.DataObject) -> None:
    ends = np.cumsum(sizes)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    if not len(owner):
        return
    numbers = sorted(data.draw(st.sets(st.integers(0, len(owner) - 1), min_size=1)))
    text = expression("row", np.array(numbers), ends)
    named = {int(number) for number in re.findall(r"\d+", text)}
    meant = {
        number
        for number in range(len(owner))
        if not text or ((int(owner[number]) if "release" in text else number) in named) != ("not in" in text)
    }
    assert meant == set(numbers)


def test_extents_come_from_the_passages_of_releases_and_rows() -> None:
    extents = Extents.of([2, 0, 1], np.array([0, 0, 0, 1, 2, 2, 2]))
    assert (extents.passage_ends.tolist(), extents.row_ends.tolist(), extents.rows) == ([2, 2, 3], [4, 4, 7], 7)
    assert Extents.of([], np.array([], dtype=np.int64)).rows == 0
