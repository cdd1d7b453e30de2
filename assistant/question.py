"""Understands a question: its language, what it asks for, and the words that carry its meaning."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant import lexicon
from corpus.blocks import clean
from corpus.metadata import language_of
from corpus.statements import sentences
from corpus.words import CHINESE, ENGLISH, english_words, words


class Ask(StrEnum):
    """What kind of thing a question asks for."""

    FACT = "fact"
    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    QUANTITY = "quantity"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    `terms` are the words (stems, Chinese bigrams) that an answer has to be about, each once, in order; `names` the
    names and figures as written, which have to occur in a release that answers.
    """

    text: str
    language: str
    ask: Ask
    terms: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def folded(self) -> str:
        """The text in lower case and Simplified script, as patterns expect it."""
        return lexicon.fold(self.text).lower()

    @property
    def is_topic(self) -> bool:
        """Whether the question only names a topic: "what about finance?", "housing"."""
        return lexicon.TOPIC.search(self.folded) is not None or len(ENGLISH.findall(self.text)) == len(self.terms)

    @property
    def leans_back(self) -> bool:
        """Whether the question holds a word that stands for something said before."""
        return lexicon.ANAPHOR.search(self.folded) is not None

    def shares_script(self, text: str) -> bool:
        """Whether a text is Chinese if the question is, and not if it is not: else they can share no words."""
        return (self.language == "en") != bool(CHINESE.search(text))


@lru_cache(maxsize=1024)  # the same question is looked at by several, and often asked again
def understand(text: str, language: str | None = None) -> Question:
    """Understand a question; `language` overrides the one found."""
    text = clean(text)
    return Question(
        text=text,
        language=language or language_of(text),
        ask=what_it_asks(lexicon.fold(asking_part(text)).lower()),
        terms=content_terms(text),
        names=names_in(asking_part(text)),
    )


def what_it_asks(folded: str) -> Ask:
    """What a question asks for: everything on a topic, or else the most particular first."""
    if lexicon.ORDERED.search(folded):
        return Ask.LIST
    for ask, pattern in (
        (Ask.QUANTITY, lexicon.QUANTITY),
        (Ask.TIME, lexicon.TIME),
        (Ask.PERSON, lexicon.PERSON),
        (Ask.PLACE, lexicon.PLACE),
        (Ask.LIST, lexicon.LIST),
    ):
        if pattern.search(folded):
            return ask
    return Ask.FACT


def which_of(question: Question) -> Question | None:
    """A question "how many X ...?" as "which X ...?"; None if it counts nothing."""
    text, changed = lexicon.HOW_MANY.subn(lambda how: "which" if how[0].isascii() else "哪些", question.text, count=1)
    return understand(text, question.language) if changed else None


def content_terms(text: str) -> tuple[str, ...]:
    """The words that carry meaning, each once: no function words, none that only speak of the release."""
    without = lexicon.CHINESE_FUNCTION.sub(" ", lexicon.ASKING.sub(" ", lexicon.fold(text)))
    return tuple(dict.fromkeys(w for w in words(without) if w not in lexicon.EMPTY_WORDS and not is_letter(w)))


def is_letter(word: str) -> bool:
    """Whether a word is a single Latin letter, as "R&D" has two."""
    return len(word) == 1 and word.isascii() and word.isalpha()


# What stands before the first word of a sentence; the stop of a title is no end of one.
OPENING = re.compile(r"(?:(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)\.|[!?])\s*[\"“(]?$")
# So far it reaches back, at most: a stop, a space and a mark. To look at all that came before would take the square of
# the text's length.
OPENING_REACH = 3


def asking_part(text: str) -> str:
    """What asks, if some of a text does and the rest tells of the asker ("I live in Porto. Can I ...?")."""
    spoken = [span.of(text) for span in sentences(text, language_of(text))]
    asking = " ".join(map(without_aside, (one for one in spoken if one.endswith(("?", "？")))))
    return asking or without_aside(text)


def without_aside(sentence: str) -> str:
    """A sentence from the part on that asks: "Nurse from Porto here: which ...?", "I teach; list the ..."."""
    starts = [match.end() for match in lexicon.PART.finditer(sentence)]
    asking = (sentence[start:] for start in [0, *starts] if lexicon.ASKS.match(sentence, start))
    return next(asking, sentence)


def names_in(text: str) -> tuple[str, ...]:
    """Words written with a capital inside a sentence, and figures: what a premise hangs on."""
    found: list[str] = []
    first = len(text) - len(text.lstrip())
    for match in ENGLISH.finditer(text):
        word, start = match.group(), match.start()
        opens = start == first or OPENING.search(text, max(0, start - OPENING_REACH), start)
        named = word[0].isupper() and word not in ("I", "I'm", "I've", "I'd", "I'll") and not opens
        if (named or word[0].isdigit()) and not set(english_words(word)) <= lexicon.FUNCTION_WORDS:
            found.append(word)
    return tuple(dict.fromkeys(found))


def is_no_question(question: Question) -> bool:
    """Whether a text asks for nothing: a greeting, thanks, or noise without a word."""
    if lexicon.GREETING.match(lexicon.fold(question.text)):
        return True
    return not ENGLISH.search(question.text) and not CHINESE.search(question.text)
