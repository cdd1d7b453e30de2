"""The names and figures of a question that its releases never mention: what its premise may be wrong in."""

import re

from assistant.lexicon import CALENDAR, CO_OPERATION, FAMILY, LANGUAGES, STRUCTURE_NOUNS, TITLES
from assistant.question import Question
from assistant.vocabulary import Vocabulary
from corpus.words import english_words

MAX_ACRONYM = 5
YEAR = re.compile(r"(?:19|20)\d\d")


def absent_names(question: Question, vocabulary: Vocabulary) -> list[str]:
    """The names and years of a question that occur nowhere, as written: reason enough to refuse.

    An acronym may be the asker's own short form, and is none.
    """
    return [name for name in comparable(question, vocabulary) if is_name(name) and not vocabulary.holds(name)]


def absent_figures(question: Question, vocabulary: Vocabulary) -> list[str]:
    """The other figures of a question that occur nowhere: they may also tell of the asker ("I am 26")."""
    return [name for name in question.names if is_figure(name) and not vocabulary.holds(name)]


def comparable(question: Question, vocabulary: Vocabulary) -> list[str]:
    """The names and figures of a question that releases would write alike: of the Chinese alone, only figures."""
    return [name for name in question.names if vocabulary.in_english or name[0].isdigit()]


def is_figure(word: str) -> bool:
    """Whether a word is a figure, and not a year."""
    return word[0].isdigit() and not YEAR.fullmatch(word)


def is_name(word: str) -> bool:
    """Whether a word is a year, or capitalised without being what any release may leave unsaid.

    That is a letter, an acronym ("GDP", "MoUs", "CO2"), a title, a day or month, a language, a relative, or a noun for
    structure.
    """
    letters = word[0].isalpha() and word.isalnum() and (len(word) == 1 or sum(letter.isupper() for letter in word) > 1)
    acronym = letters and len(word) <= MAX_ACRONYM
    common = word.lower() in TITLES | CALENDAR | FAMILY | LANGUAGES or bool(
        set(english_words(word)) & (STRUCTURE_NOUNS | CO_OPERATION)
    )
    return not (is_figure(word) or acronym or common)
