"""BM25 as sparse vectors: the inner product of a text's vector and a query's is the score that `index.lexical` gives.

A word's dimension is a hash of it, so that a query needs no list of words. Of a million words about a hundred pairs
share a dimension, and count as one word.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corpus.words import words
from index.postings import K1, B

# The dimensions that Milvus allows are less than 2**32 - 1; the last is for texts without words, and of no word.
NO_WORDS = 2**32 - 2


@lru_cache(maxsize=65536)
def dimension(word: str) -> int:
    """The dimension of a word."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) % NO_WORDS


def dimensions(text: str) -> list[int]:
    """The dimensions of a text's words in order, repeated ones repeated."""
    return [dimension(word) for word in words(text)]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 has to know of all texts: how many, how long on average, and in how many each word occurs."""

    texts: int
    mean_length: float
    frequencies: Mapping[int, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Statistics":
        """The statistics of some texts, which are gone through once."""
        count, length, frequencies = 0, 0, Counter[int]()
        for text in texts:
            found = dimensions(text)
            count += 1
            # As in the lexical index, where a text without words has one that is empty.
            length += len(found) or 1
            frequencies.update(set(found))
        return cls(count, length / count if count else 0.0, frequencies)

    def weights(self, text: str) -> dict[int, float]:
        """The sparse vector of one of the texts."""
        found = dimensions(text)
        if not found:
            return {NO_WORDS: 1.0}
        norm = K1 * ((1 - B) + B * len(found) / self.mean_length)
        return {at: float(np.float32(self._idf(at) * (tf / (norm + tf)))) for at, tf in Counter(found).items()}

    def _idf(self, at: int) -> float:
        """How rare a word is, in the variant of Lucene."""
        frequency = self.frequencies[at]
        return float(np.float32(math.log(1 + (self.texts - frequency + 0.5) / (frequency + 0.5))))


def query_weights(query: Sequence[int]) -> dict[int, float]:
    """The sparse vector of a query's dimensions: how often each occurs."""
    return {at: float(count) for at, count in Counter(query).items()}


def score(weights: Mapping[int, float], query: Sequence[int]) -> float:
    """The inner product, added up word by word in single precision as bm25s does, so that equal scores are equal."""
    total = np.float32(0)
    for at in query:
        total += np.float32(weights.get(at, 0.0))
    return float(total)
