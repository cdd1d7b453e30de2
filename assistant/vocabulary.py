"""The words of the releases: which occur at all, how rare each is, and which one a misspelt word was meant to be."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from assistant.english import english
from assistant.lexicon import EMPTY_WORDS
from corpus.model import Outline
from corpus.words import ENGLISH, english_words, stem, word_set

MIN_PREFIX = 5
PREFIX_SHARE = 0.7
# A long stem that is wholly the beginning of another may lack more of it: "environ", "environment".
MIN_WHOLE, WHOLE_SHARE = 7, 0.6
# A word that shares its beginning with a word of the release ("accountants", "accounting") counts a little less.
PREFIX_WORTH = 0.8
MIN_MISSPELT = 5
MIN_TWO_EDITS = 8
MIN_MISSPELT_NAME = 7
# A term that every passage holds still counts for something.
MIN_WEIGHT = 0.1


def affinity(term: str, known: Collection[str]) -> float:
    """How well a term is matched by the best of some words: 1 for the word itself, less for a kindred one, or 0."""
    if term in known:
        return 1.0
    if len(term) < MIN_PREFIX or not term.isascii():
        return 0.0
    return PREFIX_WORTH if any(kindred(term, word) for word in known) else 0.0


@lru_cache(maxsize=16384)
def affinity_to(term: str, known: frozenset[str]) -> float:
    """The same, kept for a while: the same statements are looked at for each question."""
    return affinity(term, known)


def weighted_share(weights: Mapping[str, float], *known: frozenset[str]) -> float:
    """The share of some terms, by weight, that is matched by some words; no terms are matched by anything."""
    total = sum(weights.values())
    matched = (weight * max(affinity_to(term, some) for some in known) for term, weight in weights.items())
    return sum(matched) / total if total else 1.0


def kindred(first: str, second: str) -> bool:
    """Whether two stems share so much of their beginning that they are likely forms of one word."""
    if first[:MIN_PREFIX] != second[:MIN_PREFIX]:
        return False
    shared = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    longest, shortest = max(len(first), len(second)), min(len(first), len(second))
    whole = shared == shortest >= MIN_WHOLE and shared >= WHOLE_SHARE * longest
    return whole or shared >= PREFIX_SHARE * longest


def likeness(first: str, second: str) -> float:
    """How much of two texts is alike, in percent."""
    return float(fuzz.ratio(first, second))


class Vocabulary:
    """The words of some releases."""

    def __init__(self, outlines: Sequence[Outline]) -> None:
        passages = [passage for outline in outlines for passage in outline.passages]
        self._count = len(passages)
        self._frequency = Counter(word for p in passages for word in word_set(f"{p.heading} {p.text}"))
        self._by_beginning: dict[str, list[str]] = defaultdict(list)
        for word in self._frequency:
            self._by_beginning[word[:MIN_PREFIX]].append(word)
        self.in_english = any(outline.release.language == "en" for outline in outlines)
        text = " ".join(outline.release.text for outline in outlines)
        tokens = [token.lower() for token in ENGLISH.findall(text)]
        self._joined = {first + second for first, second in pairwise(tokens)}
        self._initials = {size: initials(text, size) for size in (2, 3, 4, 5)}
        self._written = Counter(token for token in tokens if len(token) >= MIN_MISSPELT)

    def weight(self, term: str) -> float:
        """How much a term tells: the rarer among the passages, the more (inverse document frequency, smoothed)."""
        return max(math.log((self._count + 1) / (self._frequency[term] + 0.5)), MIN_WEIGHT)

    def share(self, term: str) -> float:
        """The share of the passages that hold a term."""
        return self._frequency[term] / self._count if self._count else 0.0

    def affinity(self, term: str) -> float:
        """How well a term is matched anywhere in the releases."""
        if term in self._joined or term in self._frequency:
            return 1.0
        return affinity(term, self._by_beginning.get(term[:MIN_PREFIX], ()))

    def holds(self, name: str) -> bool:
        """Whether a name, figure or word occurs: as a word, in a longer one, joined from two, or by its initials."""
        parts = set(english_words(name)) if name.isascii() else {name}
        if all(self._frequency[part] for part in parts):
            return True
        if {name.lower(), stem(name)} & self._joined:
            return True
        letters = name.rstrip("s") if name[:-1].isupper() else name
        return letters.isupper() and letters.lower() in self._initials.get(len(letters), frozenset())

    def knows(self, text: str) -> bool:
        """Whether a text is no noise, which is near to anything: it has a function word, or half its words are known.

        Known is what is English or occurs in the releases; a question typed without care still has its "of" and "is".
        """
        asked = [word for word in ENGLISH.findall(text) if word.isalpha()]
        if any(set(english_words(word)) <= EMPTY_WORDS for word in asked):
            return True
        known = [word for word in asked if self.holds(word) or english().holds(word.lower())]
        return 2 * len(known) >= len(asked)

    def correct(self, text: str, elsewhere: Callable[[str], bool] = lambda _: False) -> str:
        """The text with each word that English does not have replaced by the word of the releases that it can be.

        What occurs `elsewhere`, in other releases, is not misspelt.
        """

        def corrected(match: re.Match[str]) -> str:
            word = match.group()
            meant = self._corrected(word, opens=match.start() == 0)
            return word if meant != word and elsewhere(word) else meant

        return ENGLISH.sub(corrected, text)

    def _corrected(self, word: str, *, opens: bool) -> str:
        """The word meant by a word that the releases do not know; short words are left, names nearly so."""
        lower, name = word.lower(), word[0].isupper() and not opens
        if len(word) < (MIN_MISSPELT_NAME if name else MIN_MISSPELT) or not word.isalpha():
            return word
        in_release = self.holds(word) if name else self.affinity(stem(word)) > 0
        if in_release or set(english_words(word)) <= EMPTY_WORDS or english().holds(lower):
            return word
        edits = 2 if len(word) >= MIN_TWO_EDITS and not name else 1
        found = extract(lower, list(self._written), scorer=OSA.distance, score_cutoff=edits, limit=5)
        best = [candidate for candidate, _, _ in found if candidate[0] == lower[0]]
        if not best:
            return word
        meant = max(best, key=lambda candidate: (self._written[candidate], candidate))
        return str(meant.capitalize() if name else meant)


def respelt(text: str, share: Callable[[str], float]) -> str:
    """The text with each word that is neither English nor in a passage replaced by the commonest one a slip away.

    `share` gives the share of the passages that hold a word.
    """
    return ENGLISH.sub(lambda match: slip_undone(match.group(), share), text)


def slip_undone(word: str, share: Callable[[str], float]) -> str:
    """The commonest English word that one slip turns into a word that is none; short words and names are left."""
    lower = word.lower()
    if len(word) < MIN_MISSPELT or not word.islower() or not word.isalpha() or not word.isascii():
        return word
    if english().holds(lower) or any(share(part) for part in english_words(word)):
        return word
    return max(english().one_slip_from(lower), key=english().usage, default=word)


def initials(text: str, size: int) -> frozenset[str]:
    """The initials of every run of `size` words, "and" and "of" left out."""
    letters = [match[0].lower() for match in ENGLISH.findall(text) if match.lower() not in ("and", "of", "the", "for")]
    return frozenset("".join(letters[i : i + size]) for i in range(len(letters) - size + 1))
