"""The lexical index: BM25 over stems and Chinese bigrams; the only file that imports bm25s.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in the variant of Lucene.
"""

from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from corpus.words import words

K1, B = 1.2, 0.75


class LexicalIndex:
    """Texts, found again by the words that they share with a query."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LexicalIndex":
        """An index over some texts, numbered as they come."""
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        # An empty text would leave bm25s without a row for it.
        model.index([words(text) or [""] for text in texts], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read an index that `save` wrote. Raises IndexUnusable if it cannot be read."""
        try:
            return cls(bm25s.BM25.load(str(folder), show_progress=False))
        except (OSError, ValueError, KeyError) as error:
            raise IndexUnusable(f"{folder} cannot be read ({error}); run `communique build`") from error

    def save(self, folder: Path) -> None:
        """Write the index to a new folder."""
        self._model.save(str(folder), show_progress=False)

    def holds(self, text: str) -> bool:
        """Whether each word of a text occurs in one of the texts."""
        return all(word in self._model.vocab_dict for word in words(text))

    def search(self, query: str, limit: int, allowed: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """The texts that share words with a query, best first and ties by number, with their BM25 score.

        With `allowed`, only the texts with these numbers are looked at.
        """
        known = [word for word in words(query) if word in self._model.vocab_dict]
        if not known:
            return []
        scores = np.asarray(self._model.get_scores(known))
        if allowed is not None:
            mask = np.zeros(len(scores), dtype=bool)
            mask[allowed] = True
            scores = np.where(mask, scores, 0.0)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(number), float(scores[number])) for number in best if scores[number] > 0]
