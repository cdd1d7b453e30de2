"""What the cross-encoder learns from: a question with one statement that answers it and some that do not, or none."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.reader.texts import Text
from corpus.words import words

# So often a question is shown without the statement that answers it: then none of the others may seem to.
WITHOUT_ANSWER = 0.15
# So often a statement is shown without what stands before it, as the first of a passage is.
WITHOUT_BEFORE = 0.5
# Questions are also typed without capitals and question mark, and with slips of the finger.
CARELESS, SLIPPED = 0.15, 0.06


@dataclass(frozen=True, slots=True)
class Group:
    """A question and the statements to choose from; where `answerable`, the first is right, and it alone."""

    question: str
    texts: tuple[Text, ...]
    answerable: bool
    source: str
    language: str


def choose(
    question: str,
    right: Sequence[Text],
    hard: Sequence[Text],
    others: Sequence[Text],
    source: str,
    language: str,
    rng: random.Random,
) -> Group:
    """A group of one right statement, the hardest wrong ones and one of the other wrong ones."""
    chosen = [*hard, *rng.sample(list(others), min(1, len(others)))]
    if right and (rng.random() >= WITHOUT_ANSWER or not chosen):
        return Group(question, (rng.choice(right), *chosen), True, source, language)
    return Group(question, tuple(chosen), False, source, language)


def by_shared_words(question: str, texts: Iterable[Text]) -> list[Text]:
    """Texts in the order of how many words they share with a question, most first."""
    asked = set(words(question))
    return sorted(texts, key=lambda text: -len(asked & set(words(text.statement))))


def as_typed(groups: Iterable[Group], rng: random.Random) -> Iterator[Group]:
    """The groups, some of their questions typed without care."""
    for group in groups:
        yield replace(group, question=careless(group.question, rng))


def careless(question: str, rng: random.Random) -> str:
    """The question, sometimes as it is typed without care."""
    if rng.random() < CARELESS:
        question = question.lower().rstrip("?？ ")
    return with_a_slip(question, rng) if rng.random() < SLIPPED and question.isascii() else question


def with_a_slip(question: str, rng: random.Random) -> str:
    """The question with two neighbouring letters of a longer word exchanged."""
    typed = question.split(" ")
    long = [place for place, word in enumerate(typed) if len(word) > 4 and word.isalpha()]
    for place in rng.sample(long, min(2, len(long))):
        word, at = typed[place], rng.randrange(1, len(typed[place]) - 2)
        typed[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(typed)
