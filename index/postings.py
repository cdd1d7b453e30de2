"""BM25 over postings: how they are made from numbered words, and the best texts found without scoring every text.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in the variant of Lucene; found
by MaxScore: Turtle and Flood, "Query evaluation: strategies and optimizations" (1995).
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75

Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]

# So many postings are scored at once: what is computed in 64 bits stays small.
CHUNK = 1 << 20
# What rounding may add to or take from a sum of 32-bit scores, as a share of the highest sum there can be.
ROUNDING = 1e-5
# So few allowed texts are looked up in every list, without looking for the best ones first.
FEW_TEXTS = 2000


@dataclass(frozen=True, slots=True)
class Postings:
    """For each word the texts that hold it, in ascending order, and what it adds to the score of each.

    `starts` says where each word's begin, and where the last ones end; `highest` what a word adds at most.
    """

    scores: Scores
    texts: NDArray[np.int32]
    starts: NDArray[np.int64]
    highest: Scores
    count: int

    def best(self, words: Sequence[int], limit: int, allowed: Numbers | None = None) -> tuple[Numbers, Scores]:
        """The texts that hold any of the words, best first and ties by number, with their scores.

        A word given twice counts twice. With `allowed`, which is sorted, only these texts are looked at.
        """
        if limit < 1 or not words:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        few = allowed is not None and len(allowed) <= FEW_TEXTS
        texts = allowed if allowed is not None and few else self._candidates(words, limit, allowed)
        scores = self._scored(texts, words)
        texts, scores = texts[scores > 0], scores[scores > 0]
        if len(texts) > limit:
            last = np.partition(scores, -limit)[-limit]
            texts, scores = texts[scores >= last], scores[scores >= last]
        order = np.lexsort((texts, -scores))[:limit]
        return texts[order], scores[order]

    def _candidates(self, words: Sequence[int], limit: int, allowed: Numbers | None) -> Numbers:
        """The texts that can be among the best, ascending.

        The words that can add most come first. As soon as all the others together could not lift a text into the best
        ones, only the texts found so far are looked at, and fewer with each word.
        """
        times = Counter(words)
        order = sorted(times, key=lambda word: (-float(self.highest[word]) * times[word], word))
        most = [float(self.highest[word]) * times[word] for word in order]
        rounding = ROUNDING * sum(most)
        mask = None if allowed is None else mask_of(allowed, self.count)
        sums = np.zeros(self.count, dtype=np.float32)
        found: list[NDArray[np.int32]] = []
        least = 0.0
        for place, word in enumerate(order):
            rest = sum(most[place:])
            if least > rest + rounding:
                return self._pruned(np.sort(np.concatenate(found)), sums, order[place:], times, limit)
            texts, scores = self._of(word)
            if mask is not None:
                scores, texts = scores[mask[texts]], texts[mask[texts]]
            found.append(texts[sums[texts] == 0])
            sums[texts] += scores * np.float32(times[word])
            # Where the words so far add less than the others can, no text is out of reach yet.
            if sum(most[: place + 1]) > sum(most[place + 1 :]):
                least = nth_highest(sums, found, limit)
        texts = np.concatenate(found)
        return np.sort(texts[sums[texts] >= least - rounding]).astype(np.int64)

    def _pruned(
        self, texts: NDArray[np.int32], sums: Scores, words: Sequence[int], times: Counter[int], limit: int
    ) -> Numbers:
        """Those of some texts that can be among the best, the rest of the words taken one by one."""
        most = [float(self.highest[word]) * times[word] for word in words]
        partial = sums[texts]
        for place in range(len(words) + 1):
            least = float(np.partition(partial, -limit)[-limit])
            rounding = ROUNDING * (least + sum(most))
            keep = partial + np.float32(sum(most[place:])) >= least - rounding
            texts, partial = texts[keep], partial[keep]
            if place < len(words):
                partial = partial + self._looked_up(texts, words[place]) * np.float32(times[words[place]])
        return texts.astype(np.int64)

    def _of(self, word: int) -> tuple[NDArray[np.int32], Scores]:
        """The postings of one word."""
        part = slice(int(self.starts[word]), int(self.starts[word + 1]))
        return self.texts[part], self.scores[part]

    def _looked_up(self, texts: NDArray[np.int32], word: int) -> Scores:
        """What a word adds to the score of each of some texts, ascending."""
        holding, scores = self._of(word)
        places = np.minimum(np.searchsorted(holding, texts), len(holding) - 1)
        return np.where(holding[places] == texts, scores[places], np.float32(0))

    def _scored(self, texts: Numbers, words: Sequence[int]) -> Scores:
        """The scores of some texts, ascending: the sum over the words in their order."""
        total = np.zeros(len(texts), dtype=np.float32)
        wanted = texts.astype(np.int32)
        for word in words:
            total += self._looked_up(wanted, word)
        return total


def nth_highest(sums: Scores, found: Sequence[NDArray[np.int32]], nth: int) -> float:
    """The nth highest sum of the texts found; 0 if there are not so many."""
    reached = np.concatenate([sums[texts] for texts in found])
    return float(np.partition(reached, -nth)[-nth]) if len(reached) >= nth else 0.0


def mask_of(numbers: Numbers, count: int) -> NDArray[np.bool_]:
    """Which of so many numbers are among some."""
    mask = np.zeros(count, dtype=np.bool_)
    mask[numbers] = True
    return mask


def make_postings(words: NDArray[np.int32], lengths: NDArray[np.int32]) -> Postings:
    """The postings of texts of some lengths, their numbered words one text after the other."""
    pairs = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    for start in range(0, len(pairs), CHUNK):
        pairs[start : start + CHUNK] |= words[start : start + CHUNK].astype(np.int64) << 32
    pairs.sort()
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)])
    times = np.diff(first, append=len(pairs)).astype(np.int32)
    pairs = pairs[first]
    texts = (pairs & 0xFFFFFFFF).astype(np.int32)
    frequencies = np.bincount(pairs >> 32)
    starts = np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64)
    rarity = np.repeat(inverse_frequencies(frequencies, len(lengths)), frequencies)
    scores = np.concatenate([*scored(times, lengths[texts], rarity, lengths), np.empty(0, dtype=np.float32)])
    highest = np.maximum.reduceat(scores, starts[:-1]) if len(scores) else scores
    return Postings(scores, texts, starts, highest, len(lengths))


def inverse_frequencies(frequencies: NDArray[np.int64], count: int) -> Scores:
    """How rare words are that occur in so many of all texts."""
    rare = [math.log(1 + (count - n + 0.5) / (n + 0.5)) for n in frequencies.tolist()]
    return np.array(rare, dtype=np.float32)


def scored(
    times: NDArray[np.int32], own: NDArray[np.int32], rarity: Scores, lengths: NDArray[np.int32]
) -> Iterator[Scores]:
    """What a word adds that is so rare and so many times in a text of its own length, in chunks."""
    mean = lengths.mean()
    for start in range(0, len(times), CHUNK):
        part = slice(start, start + CHUNK)
        yield (rarity[part] * (times[part] / (K1 * ((1 - B) + B * own[part] / mean) + times[part]))).astype(np.float32)
