"""Where each release's rows and passages end, and how a filter over them is written in few words.

A filter is nearly always one over releases: then their places are named instead of their rows, a hundred times fewer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Extents:
    """For each release, by its place, the number after its last row and after its last passage."""

    row_ends: Numbers
    passage_ends: Numbers

    @classmethod
    def of(cls, passages: Sequence[int], passage_of: NDArray[np.integer]) -> "Extents":
        """The extents of releases of so many passages each, with the passage of each row."""
        passage_ends = np.cumsum(passages, dtype=np.int64)
        return cls(np.searchsorted(passage_of, passage_ends).astype(np.int64), passage_ends)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.row_ends[-1]) if len(self.row_ends) else 0


def expression(field: str, numbers: Numbers, ends: Numbers) -> str:
    """A filter in Milvus's language for some numbers of a field, in rising order."""
    sizes = np.diff(ends, prepend=0)
    places = np.unique(np.searchsorted(ends, numbers, side="right"))
    if sizes[places].sum() != len(numbers):
        return f"{field} in {numbers.tolist()}"
    others = np.setdiff1d(np.arange(len(ends)), places)
    if not len(others):
        return ""
    return f"release in {places.tolist()}" if len(places) <= len(others) else f"release not in {others.tolist()}"
