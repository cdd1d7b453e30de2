"""What a question is put to: some releases, their words and their structure; and what of it they never mention."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.lexicon import EMPTY_WORDS, STRUCTURE_NOUNS
from assistant.names import absent_figures, absent_names
from assistant.question import Question
from assistant.structure import Structure
from assistant.vocabulary import Vocabulary
from corpus.model import Outline
from corpus.words import ENGLISH, english_words, words
from index.hits import Searcher

# A question with more unknown words than this is on something else altogether: then it is named as a whole.
MAX_ABSENT_TERMS = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """Some releases, prepared; `release_ids` are theirs, or None for all that there are."""

    outlines: Sequence[Outline]
    release_ids: frozenset[str] | None
    vocabulary: Vocabulary
    structure: Structure

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the releases, in order."""
        return tuple(outline.release.id for outline in self.outlines)

    @classmethod
    def of(cls, outlines: Sequence[Outline], release_ids: Collection[str] | None = None) -> "Scope":
        """Prepare all releases, or those with some ids."""
        if release_ids is not None:
            outlines = [outline for outline in outlines if outline.release.id in release_ids]
        vocabulary = Vocabulary(outlines)
        chosen = None if release_ids is None else frozenset(release_ids)
        return cls(outlines, chosen, vocabulary, Structure(outlines, vocabulary))


def occurs(term: str, searcher: Searcher) -> bool:
    """Whether all words of a term occur in some passage of any release."""
    return all(searcher.share(word) for word in words(term))


def absent_terms(question: Question, vocabulary: Vocabulary) -> list[str]:
    """What of a question to name as occurring nowhere: names and figures, or else a few plain words."""
    if names := [*absent_names(question, vocabulary), *absent_figures(question, vocabulary)]:
        return names
    if not vocabulary.in_english:
        return []
    plain = dict.fromkeys(
        word
        for word in ENGLISH.findall(question.text)
        if not set(english_words(word)) <= EMPTY_WORDS | STRUCTURE_NOUNS
        and not any(vocabulary.affinity(part) for part in english_words(word))
    )
    return list(plain) if len(plain) <= MAX_ABSENT_TERMS else []
