"""Texts as the numbers of their words, one text after the other."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.words import words

# What a text without words holds, so that it has a length.
NO_WORD = ""


@dataclass(frozen=True, slots=True)
class NumberedTexts:
    """The numbers of the words of some texts, and how many words each has."""

    words: NDArray[np.int32]
    lengths: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.lengths)


def number_words(
    texts: Iterable[str | int], previous: NumberedTexts | None = None, names: Sequence[str] = ()
) -> tuple[dict[str, int], NumberedTexts]:
    """The words of some texts, numbered as they first occur, and the texts in these numbers.

    A number stands for the text of that number among previous ones, whose words have these names.
    """
    vocabulary: dict[str, int] = {}
    numbers, lengths = array("i"), array("i")
    kept = None if previous is None else Kept(previous, names, vocabulary)
    for text in texts:
        if isinstance(text, str):
            found = array("i", [vocabulary.setdefault(w, len(vocabulary)) for w in words(text) or [NO_WORD]])
        else:
            assert kept is not None
            found = kept.renumbered(text)
        numbers.extend(found)
        lengths.append(len(found))
    return vocabulary, NumberedTexts(np.array(numbers, dtype=np.int32), np.array(lengths, dtype=np.int32))


class Kept:
    """Previous texts, their words numbered anew in a vocabulary that grows by them."""

    def __init__(self, texts: NumberedTexts, names: Sequence[str], vocabulary: dict[str, int]) -> None:
        self._words, self._names, self._vocabulary = np.asarray(texts.words), names, vocabulary
        self._ends = np.cumsum(texts.lengths, dtype=np.int64).tolist()
        self._lengths = texts.lengths.tolist()
        self._new = np.full(len(names), -1, dtype=np.int32)

    def renumbered(self, text: int) -> "array[int]":
        """The words of one text."""
        end = self._ends[text]
        old = self._words[end - self._lengths[text] : end]
        new = self._new[old]
        if new.min() < 0:
            for number in old.tolist():
                self._new[number] = self._vocabulary.setdefault(self._names[number], len(self._vocabulary))
            new = self._new[old]
        return array("i", new.tobytes())
