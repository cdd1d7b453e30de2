"""The enumerations of a passage: "Those present included the Mayor, Ms Holm; the Harbour Master, Mr Lind; and ..."."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant import lexicon
from assistant.answer import Quotable
from assistant.question import Ask, Question
from assistant.vocabulary import affinity
from corpus.model import Passage, Span, Statement
from corpus.words import word_set, words


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The words that open an enumeration, and its clauses."""

    passage: Passage
    opening: Statement
    clauses: tuple[Statement, ...]

    @property
    def quotable(self) -> Quotable:
        """The whole of it, from its opening to its last clause."""
        return Quotable(self.passage, Span(self.opening.span.start, self.clauses[-1].span.end))

    def opens_with(self, terms: Sequence[str], names: Sequence[str]) -> bool:
        """Whether its opening says some terms, under its heading, and names some names."""
        held = word_set(f"{self.passage.heading} {self.opening.text}")
        named = {word for name in names for word in words(name)}
        return all(affinity(term, held) for term in terms) and named <= held

    def singles_out(self, clause: Statement, terms: Sequence[str]) -> bool:
        """Whether some terms tell a clause from the others: it has one of them, and not all others have that too."""
        held = word_set(clause.text)
        others = [word_set(other.text) for other in self.clauses if other is not clause]
        return any(affinity(term, held) and not all(affinity(term, other) for other in others) for term in terms)


def is_any_of(enumeration: Enumeration, quotable: Quotable, question: Question) -> bool:
    """Whether a question for people is answered by any clause of an enumeration as well as by the one that is quoted.

    A question in another language shares no words with any, which says nothing.
    """
    people = question.ask is Ask.PERSON or lexicon.SEVERAL.search(question.folded) is not None
    quoted = [clause for clause in enumeration.clauses if clause.span == quotable.span]
    return people and any(
        question.shares_script(clause.text) and not enumeration.singles_out(clause, question.terms) for clause in quoted
    )


def enumerations(passages: Iterable[Passage]) -> Iterator[Enumeration]:
    """Every enumeration of some passages."""
    for passage in passages:
        for statement in passage.statements:
            if clauses := clauses_of(passage, statement):
                yield Enumeration(passage, statement, clauses)


def clauses_of(passage: Passage, opening: Statement) -> tuple[Statement, ...]:
    """The clauses of the enumeration that a statement opens; none if it opens none."""
    return tuple(other for other in passage.statements if other.lead_in == opening.text and other is not opening)
