"""The names and figures of a question that its releases never mention: what its premise may be wrong in."""

from assistant.lexicon import CO_OPERATION, STRUCTURE_NOUNS, TITLES
from assistant.question import Question
from assistant.vocabulary import Vocabulary
from corpus.words import english_words

MAX_ACRONYM = 5


def absent_names(question: Question, vocabulary: Vocabulary) -> list[str]:
    """The names and figures of a question that occur nowhere, as written.

    An acronym may be the asker's own short form, and is none.
    """
    return [name for name in question.names if not is_no_name(name) and not vocabulary.holds(name)]


def is_no_name(word: str) -> bool:
    """Whether a capitalised word is a letter, an acronym ("GDP", "MoUs"), a title, or a noun for structure."""
    letters = word.isalpha() and (len(word) == 1 or sum(letter.isupper() for letter in word) > 1)
    acronym = letters and len(word) <= MAX_ACRONYM
    return acronym or word.lower() in TITLES or bool(set(english_words(word)) & (STRUCTURE_NOUNS | CO_OPERATION))
