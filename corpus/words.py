"""Turns a text into words that can be compared: stems of English words, bigrams of Chinese characters.

English words are lower-cased and stemmed (Snowball); a hyphenated word also counts as one ("co-operation" meets
"cooperation"). Chinese has no spaces, so each pair of neighbouring characters is a word, in Simplified script,
whichever script the text is in.
"""

import re
from functools import cache, lru_cache

import opencc
import Stemmer

# The characters of words, to stand in a class of a pattern.
LATIN = r"A-Za-z0-9\u00c0-\u024f"
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
ENGLISH = re.compile(rf"\d+(?:[.,]\d+)+|[{LATIN}]+(?:['’-][{LATIN}]+)*")
CHINESE = re.compile(f"[{HAN}]+")
MIN_PART = 3
# Plurals that a stemmer does not know.
IRREGULAR = {"memoranda": "memorandum", "criteria": "criterion", "men": "man", "women": "woman", "children": "child"}


@cache
def stemmer() -> Stemmer.Stemmer:
    """The Snowball stemmer, made when first needed."""
    return Stemmer.Stemmer("english")


@cache
def converter(direction: str) -> opencc.OpenCC:
    """A converter between the Chinese scripts, made when first needed."""
    return opencc.OpenCC(direction)


def simplified(text: str) -> str:
    """The text with every Traditional character replaced by its Simplified form, where it has one."""
    return str(converter("t2s").convert(text)) if CHINESE.search(text) else text


def is_simplified(text: str) -> bool:
    """Whether more of the characters in which the Chinese scripts differ are Simplified than Traditional."""
    to_simplified, to_traditional = converter("t2s").convert(text), converter("s2t").convert(text)
    traditional = sum(a != b for a, b in zip(text, to_simplified, strict=False))
    return bool(sum(a != b for a, b in zip(text, to_traditional, strict=False)) > traditional)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one English word, without a possessive ending."""
    bare = re.sub(r"['’]s?$|,(?=\d)", "", word.lower()).replace("’", "'")
    return str(stemmer().stemWord(IRREGULAR.get(bare, bare)))


def words(text: str) -> list[str]:
    """The words of a text in order, repeated ones repeated."""
    found: list[str] = []
    for match in ENGLISH.finditer(text):
        found += english_words(match.group())
    for run in CHINESE.findall(simplified(text)):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


@lru_cache(maxsize=16384)
def word_set(text: str) -> frozenset[str]:
    """The words of a text, each once; kept for a while, as the same statements are looked at for each question."""
    return frozenset(words(text))


def english_words(token: str) -> list[str]:
    """The words that one token stands for: itself, and for a hyphenated one its longer parts."""
    if "-" not in token:
        return [stem(token)]
    parts = [part for part in token.split("-") if len(part) >= MIN_PART]
    return [stem(token.replace("-", "")), *map(stem, parts)]
