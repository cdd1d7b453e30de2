"""What a search gives: hits, and the protocol of whatever searches."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from corpus.model import Passage
from corpus.outlines import Outlines


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with what spoke for it.

    `score` orders the hits (fused by rank); `dense` is the highest cosine similarity of the passage or any of
    its statements to the query, `whole` that of the passage as a whole, and `similarities` has one for each of its
    statements; `lexical` is the passage's BM25 score, 0 where it shares no word.
    """

    passage: Passage
    score: float
    dense: float
    whole: float
    lexical: float
    similarities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A release found, with the similarities of the passages of it that were found, the highest first."""

    release_id: str
    similarities: tuple[float, ...]


class Searcher(Protocol):
    """Searches the releases that it holds."""

    @property
    def outlines(self) -> Outlines:
        """Every release held, split, by id."""
        ...

    @property
    def digest(self) -> str:
        """Tells one state of what is searched from every other."""
        ...

    def reads(self, language: str) -> bool:
        """Whether questions in a language are matched by their meaning."""
        ...

    def share(self, word: str) -> float:
        """The share of all passages that hold a word, as `corpus.words` gives it."""
        ...

    def near(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Near]:
        """The releases of the passages nearest to a query, of which `limit` are looked at; the nearest release first.

        Only those of some ids, if given. Nothing of the releases is read.
        """
        ...

    def search(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Hit]:
        """The passages nearest to a query, best first, ties by passage id; only of those releases, if given."""
        ...
