"""The words of English, by which a misspelt word is told: those of pyspellchecker, in a fraction of its memory."""

from collections.abc import Iterable
from functools import cache
from threading import Lock

import numpy as np
from spellchecker import SpellChecker

LOCK = Lock()
# Words of more bytes are left out: all words take the room of the longest.
LONGEST = 24


class EnglishWords:
    """The words of English with how often each is used."""

    def __init__(self) -> None:
        """Read the dictionary into arrays: as Python's own strings and numbers it takes 40 MB."""
        used = SpellChecker(language="en").word_frequency
        encoded = ((word.encode(), count) for word, count in used.dictionary.items())
        counts = sorted((word, count) for word, count in encoded if len(word) <= LONGEST)
        self._words = np.array([word for word, _ in counts])
        self._counts = np.array([count for _, count in counts])
        # It has to know which letters there are and how long a word can be, but no word.
        self._slips = SpellChecker(language=None)
        self._slips.word_frequency.load_words([*sorted(used.letters), "a" * LONGEST])

    def holds(self, word: str) -> bool:
        """Whether English has a word, given in lower case."""
        return self.usage(word) > 0

    def usage(self, word: str) -> int:
        """How often a word is used, of a very large text; 0 if English does not have it."""
        place = int(np.searchsorted(self._words, word.encode()))
        return int(self._counts[place]) if self._words[place : place + 1].tolist() == [word.encode()] else 0

    def one_slip_from(self, word: str) -> Iterable[str]:
        """The words that one slip of the finger turns into another word or no word."""
        return sorted(slip for slip in self._slips.edit_distance_1(word) if self.holds(slip))


def english() -> EnglishWords:
    """The words of English, read once, when a word is first looked up that the releases do not have."""
    with LOCK:
        return read()


@cache
def read() -> EnglishWords:
    """The words of English."""
    return EnglishWords()
