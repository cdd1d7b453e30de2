"""Reads the marks in a title by which a release says that it corrects or continues an earlier one."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from corpus.numerals import chinese_numbers

MAX_MARKS = 4
# Patterns read a title in NFKC: brackets and colons of full width have become narrow.
NUMBERED = re.compile(
    r"\s?\(\s?(?:之|part\s)?(?P<number>[2-9]|[1-9]\d|[二三四五六七八九]|十[一二三四五六七八九]?)\s?\)$", re.IGNORECASE
)
# No mark: the photos are with this release, and may not have been with the one before.
PHOTOS = re.compile(
    r"\s?\([^()]{0,20}?(?:photos?|videos?|images?|attachments?|[圖图]|[相照]片|短片|[視视][頻频]|影片)(?:/[^()]{1,20})?\s?\)$",
    re.IGNORECASE,
)
NOUNS = "corrections?|corrigendum|amendments?|revisions?|update"
PARTICIPLES = "corrected|amended|revised|updated"
HAN_WORDS = "更正|修訂|修订|更新"
CORRECTED_AFTER = re.compile(
    rf"\s?[(\[]\s?(?:{NOUNS}|{PARTICIPLES}|{HAN_WORDS})(?:\s(?:version|copy)|版|本)?\s?[)\]]$"
    rf"|\s?[-–—:]\s?(?:{NOUNS}|{PARTICIPLES}|{HAN_WORDS})$",
    re.IGNORECASE,
)
CORRECTED_BEFORE = re.compile(
    rf"[(\[]\s?(?:{NOUNS}|{PARTICIPLES}|{HAN_WORDS})\s?[)\]]\s?|(?:{NOUNS}|{PARTICIPLES}|{HAN_WORDS})\s?[:–—-]\s?"
    rf"|(?:corrections?|corrigendum|amendments?|revisions?)\s(?:to|of)\s|(?:{PARTICIPLES})\s|(?:{HAN_WORDS})",
    re.IGNORECASE,
)
QUOTES = "\"'“”‘’「」《》 .。"


@dataclass(frozen=True, slots=True)
class Title:
    """A title without its marks, its number in a row of releases (1 if it says none), and whether it corrects."""

    bare: str
    number: int
    corrects: bool


@lru_cache(maxsize=4096)
def read_title(title: str) -> Title:
    """The marks of a title; a word such as "Revised" may be one, and is if an earlier release has the bare title."""
    bare = " ".join(unicodedata.normalize("NFKC", title).split())
    number, corrects = 1, False
    for _ in range(MAX_MARKS):
        if found := PHOTOS.search(bare):
            bare = bare[: found.start()]
        elif (found := NUMBERED.search(bare)) and number == 1:
            number, bare = value(found["number"]), bare[: found.start()]
        elif found := CORRECTED_AFTER.search(bare):
            corrects, bare = True, bare[: found.start()]
        elif not corrects and (found := CORRECTED_BEFORE.match(bare)):
            corrects, bare = True, bare[found.end() :]
        else:
            break
    return Title(bare.strip(QUOTES).casefold(), number, corrects)


def value(written: str) -> int:
    """The value of a number in digits or Chinese characters."""
    return int(next(found for _, _, found in chinese_numbers(written)))
