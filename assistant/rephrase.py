"""Lets a language model join the statements found, and believes nothing of what it writes.

Each sentence points at statements; pointers that are not known are dropped, a sentence without any goes with them. A
sentence that does not keep to its statements, or answers the question less than they do, is replaced by their quotes.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import AnswerStatement, Citation
from assistant.fidelity import faithful
from assistant.reader.judge import Scorer
from assistant.reader.texts import Text
from corpus.errors import GeneratorError

# By so much a sentence may score below the best of the statements that it joins.
MAX_LOSS = 1.5
# More statements than these are a list, which is better read as one.
MAX_STATEMENTS = 5
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a language model wrote, with the numbers of the statements that it points at."""

    text: str
    sources: tuple[int, ...]


class Generator(Protocol):
    """Writes sentences; nothing that it gives is trusted."""

    def write(self, question: str, statements: Sequence[str]) -> Sequence[Written]:
        """Sentences that answer a question from statements, which are numbered from 1. Raises GeneratorError."""
        ...


class Rephraser:
    """Has statements joined by a language model, and checks each sentence that comes back."""

    def __init__(self, generator: Generator, scorer: Scorer) -> None:
        self._generator, self._scorer = generator, scorer

    def rephrase(self, question: str, citations: Sequence[Citation]) -> list[AnswerStatement] | None:
        """The sentences that hold, and the quotes of all that is cited besides; None if no sentence holds."""
        if not 0 < len(citations) <= MAX_STATEMENTS:
            return None
        try:
            written = self._generator.write(question, [citation.quote.exact for citation in citations])
        except GeneratorError as error:
            log.warning("answered in quotes alone: %s", error)
            return None
        said = self._said(question, written, {citation.number: citation for citation in citations})
        return said if any(not statement.quoted for statement in said) else None

    def _said(self, question: str, written: Sequence[Written], cited: dict[int, Citation]) -> list[AnswerStatement]:
        """Sentences or quotes in the order written, then the quotes of what is left; each citation once."""
        waiting, said = dict(cited), list[AnswerStatement]()
        for sentence in written:
            sources = [number for number in dict.fromkeys(sentence.sources) if number in waiting]
            chosen = [waiting.pop(number) for number in sources]
            text = sentence.text.strip()
            if chosen and self._holds(question, text, chosen):
                said.append(AnswerStatement(text, chosen[0].section, tuple(sources), quoted=False))
            else:
                said += map(quote, chosen)
        return said + list(map(quote, waiting.values()))

    def _holds(self, question: str, text: str, cited: Sequence[Citation]) -> bool:
        """Whether a sentence keeps to what it cites, and answers as they do."""
        quotes = [citation.quote.exact for citation in cited]
        if not faithful(text, quotes):
            return False
        section = cited[0].section
        answers, *quoted = self._scorer.score(question, [Text(section, one) for one in (text, *quotes)])
        return answers >= max(quoted) - MAX_LOSS


def quote(citation: Citation) -> AnswerStatement:
    """What is cited, word for word."""
    return AnswerStatement(citation.quote.exact, citation.section, (citation.number,))
