"""Reads a question as the follow-up of earlier ones: the ways to understand it, the likelier first."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.lexicon import CO_OPERATION
from assistant.question import Question, understand

# With so few terms of its own, a question that leans on an earlier one cannot be understood alone.
FEW_TERMS = 2


def contexts(question: Question, history: Sequence[str]) -> list[Question]:
    """The question by itself, and with the topic of earlier ones.

    By itself comes first, unless it leans back and has little of its own. A topic named anew replaces the old one:
    then the question is answered by itself, and the second reading never tried.
    """
    topic = topic_of(history)
    if topic is None:
        return [question]
    followed = in_context(question, topic)
    own = set(question.terms) - CO_OPERATION  # "and for the other side?" has no topic of its own
    leans = not own or (question.leans_back and len(own) < FEW_TERMS)
    return [followed, question] if leans else [question, followed]


def within(question: Question, before: Sequence[str]) -> list[Question]:
    """A later part of a question by itself, or with the part before it if it leans on that.

    Read with it as well, a part that stands alone would be answered by what answers the part before.
    """
    return contexts(question, before)[:1]


def topic_of(history: Sequence[str]) -> Question | None:
    """The latest earlier question with a topic; one that only leans back takes the one before it along."""
    topic: Question | None = None
    for earlier in map(understand, reversed(history)):
        topic = in_context(topic, earlier) if topic else earlier
        if len(topic.terms) >= FEW_TERMS or (topic.terms and not topic.leans_back):
            return topic
    return topic if topic and topic.terms else None


def in_context(question: Question, topic: Question) -> Question:
    """The question with the words of an earlier one before it: it asks what the later asks, about both."""
    return replace(
        question,
        text=f"{topic.text} {question.text}",
        terms=tuple(dict.fromkeys((*topic.terms, *question.terms))),
    )
