"""What a question is about, besides the words by which it asks and those that most passages hold."""

from collections.abc import Collection, Sequence

from assistant import lexicon
from assistant.question import Question
from assistant.vocabulary import Vocabulary
from corpus.model import Outline
from corpus.words import words

# A term in at least this share of all passages says nothing about which of them is meant.
COMMON_SHARE = 0.25


def topic_of(question: Question, known: Collection[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The terms of a question besides some words, and besides those that most passages hold."""
    return tuple(
        term
        for term in question.terms
        if term not in known and vocabulary.share(term) < COMMON_SHARE and not parts_known(term, known)
    )


def parts_known(term: str, known: Collection[str]) -> bool:
    """Whether a Chinese bigram only joins the ends of two known words ("份文" in "几份文件")."""
    return not term.isascii() and any(
        term[0] == word[-1] or term[-1] == word[0] for word in known if not word.isascii()
    )


def about_the_whole(outlines: Sequence[Outline]) -> frozenset[str]:
    """The words that speak of the releases as a whole: those of their titles, of events and of publishing."""
    titles = {word for outline in outlines for word in words(outline.release.title)}
    return lexicon.EVENT | lexicon.PUBLICATION | titles
