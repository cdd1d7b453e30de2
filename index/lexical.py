"""The lexical index: BM25 over stems and Chinese bigrams; the only file that imports bm25s.

Its files are those of bm25s, which can open them; they are mapped into memory here, as bm25s takes SciPy along. The
words of every text are kept beside them, so that another index over mostly the same texts is made without splitting
these into words again.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from corpus.errors import IndexUnusable
from corpus.words import words
from index.manifest import REMEDY
from index.numbered import NumberedTexts, number_words
from index.postings import K1, B, Numbers, Postings, make_postings

SCORES, TEXTS, STARTS = "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy"
VOCABULARY, PARAMETERS = "vocab.index.json", "params.index.json"
WORDS, LENGTHS, HIGHEST = "words.npy", "lengths.npy", "highest.npy"


class LexicalIndex:
    """Texts, found again by the words that they share with a query. Reading it from several threads is safe."""

    def __init__(self, vocabulary: dict[str, int], postings: Postings, texts: NumberedTexts) -> None:
        self._vocabulary, self._postings, self._texts = vocabulary, postings, texts

    @classmethod
    def build(cls, texts: Iterable[str | int], previous: "LexicalIndex | None" = None) -> "LexicalIndex":
        """An index over some texts, numbered as they come.

        A number stands for the text of that number in a previous index. The result is the same as if it were given.
        """
        before, names = (previous._texts, list(previous._vocabulary)) if previous else (None, [])
        vocabulary, numbered = number_words(texts, before, names)
        return cls(vocabulary, make_postings(numbered.words, numbered.lengths), numbered)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Map an index that `save` wrote into memory. Raises IndexUnusable if it cannot be read."""
        try:
            vocabulary, parameters = (
                json.loads((folder / name).read_text(encoding="utf-8")) for name in (VOCABULARY, PARAMETERS)
            )
            scores, texts, starts, words, lengths = (
                # Plain arrays over the same memory: a memory-map makes each slice slow.
                np.asarray(np.load(folder / name, mmap_mode="r"))
                for name in (SCORES, TEXTS, STARTS, WORDS, LENGTHS)
            )
            postings = Postings(scores, texts, starts, np.load(folder / HIGHEST), parameters["num_docs"])
            return cls(vocabulary, postings, NumberedTexts(words, lengths))
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise IndexUnusable(f"{folder} cannot be read ({error}); {REMEDY}") from error

    def save(self, folder: Path) -> None:
        """Write the index to a new folder."""
        import bm25s

        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.vocab_dict, model.nonoccurrence_array = self._vocabulary, None
        model.scores = {
            "data": self._postings.scores,
            "indices": self._postings.texts,
            "indptr": self._postings.starts,
            "num_docs": self._postings.count,
        }
        model.save(str(folder), show_progress=False)
        np.save(folder / HIGHEST, self._postings.highest)
        np.save(folder / WORDS, self._texts.words)
        np.save(folder / LENGTHS, self._texts.lengths)

    def search(self, query: str, limit: int, allowed: Numbers | None = None) -> list[tuple[int, float]]:
        """The texts that share words with a query, best first and ties by number, with their BM25 score.

        With `allowed`, the sorted numbers of some texts, only these are looked at.
        """
        vocabulary = self._vocabulary
        known = [vocabulary[word] for word in words(query) if word in vocabulary]
        texts, scores = self._postings.best(known, limit, allowed)
        return list(zip(texts.tolist(), scores.tolist(), strict=True))

    def frequency(self, word: str) -> int:
        """How many texts hold a word, as `corpus.words` gives it."""
        number = self._vocabulary.get(word)
        return 0 if number is None else int(self._postings.starts[number + 1] - self._postings.starts[number])

    @property
    def rows(self) -> int:
        """How many texts the index holds."""
        return self._postings.count
