"""The lexical index: BM25 over stems and Chinese bigrams; the only file that imports bm25s.

bm25s keeps the postings, memory-mapped. The words of every text are kept beside them, so that another index over mostly
the same texts is made without splitting these into words again.
"""

from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable
from corpus.words import words
from index.manifest import REMEDY
from index.numbered import NumberedTexts, number_words
from index.postings import K1, B, Numbers, Postings, make_postings

WORDS, LENGTHS, HIGHEST = "words.npy", "lengths.npy", "highest.npy"


class LexicalIndex:
    """Texts, found again by the words that they share with a query. Reading it from several threads is safe."""

    def __init__(self, model: bm25s.BM25, highest: NDArray[np.float32], texts: NumberedTexts) -> None:
        self._model, self._texts = model, texts
        scores = model.scores
        # Plain arrays over the same memory: a memory-map makes each slice slow.
        self._postings = Postings(
            np.asarray(scores["data"]), np.asarray(scores["indices"]), np.asarray(scores["indptr"]), highest, len(texts)
        )

    @classmethod
    def build(cls, texts: Iterable[str | int], previous: "LexicalIndex | None" = None) -> "LexicalIndex":
        """An index over some texts, numbered as they come.

        A number stands for the text of that number in a previous index. The result is the same as if it were given.
        """
        before, names = (previous._texts, list(previous._model.vocab_dict)) if previous else (None, [])
        vocabulary, numbered = number_words(texts, before, names)
        postings = make_postings(numbered.words, numbered.lengths)
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.vocab_dict, model.nonoccurrence_array = vocabulary, None
        model.scores = {
            "data": postings.scores,
            "indices": postings.texts,
            "indptr": postings.starts,
            "num_docs": postings.count,
        }
        return cls(model, postings.highest, numbered)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Map an index that `save` wrote into memory. Raises IndexUnusable if it cannot be read."""
        try:
            model = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
            texts = NumberedTexts(np.load(folder / WORDS, mmap_mode="r"), np.load(folder / LENGTHS, mmap_mode="r"))
            return cls(model, np.load(folder / HIGHEST), texts)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise IndexUnusable(f"{folder} cannot be read ({error}); {REMEDY}") from error

    def save(self, folder: Path) -> None:
        """Write the index to a new folder."""
        self._model.save(str(folder), show_progress=False)
        np.save(folder / HIGHEST, self._postings.highest)
        np.save(folder / WORDS, self._texts.words)
        np.save(folder / LENGTHS, self._texts.lengths)

    def search(self, query: str, limit: int, allowed: Numbers | None = None) -> list[tuple[int, float]]:
        """The texts that share words with a query, best first and ties by number, with their BM25 score.

        With `allowed`, the sorted numbers of some texts, only these are looked at.
        """
        vocabulary = self._model.vocab_dict
        known = [vocabulary[word] for word in words(query) if word in vocabulary]
        texts, scores = self._postings.best(known, limit, allowed)
        return list(zip(texts.tolist(), scores.tolist(), strict=True))

    def frequency(self, word: str) -> int:
        """How many texts hold a word, as `corpus.words` gives it."""
        number = self._model.vocab_dict.get(word)
        return 0 if number is None else int(self._postings.starts[number + 1] - self._postings.starts[number])

    @property
    def rows(self) -> int:
        """How many texts the index holds."""
        return self._postings.count
