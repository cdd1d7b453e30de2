"""The statements that might answer: everything that may be quoted from the hits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.enumerations import clauses_of
from corpus.model import Passage, Span
from index.hits import Hit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a passage that may be quoted, and the hit that it comes from.

    `text` is what the span says, `lead_in` the words that open the enumeration that it is a clause of; `similarity`
    is its cosine similarity to the question; `whole` marks an enumeration quoted from its opening to its last clause;
    `also` are candidates of other releases that say the same.
    """

    hit: Hit
    span: Span
    text: str
    lead_in: str
    similarity: float
    whole: bool = False
    also: tuple["Candidate", ...] = ()

    @property
    def passage(self) -> Passage:
        """The passage that the candidate stands in."""
        return self.hit.passage


def candidates(hits: Iterable[Hit]) -> list[Candidate]:
    """Every statement of the hits, in their order; equal statements of a passage once."""
    found: dict[tuple[str, str], Candidate] = {}
    for hit in hits:
        for candidate in of_hit(hit):
            found.setdefault((hit.passage.id, candidate.text), candidate)
    return list(found.values())


def of_hit(hit: Hit) -> Iterator[Candidate]:
    """The statements of one hit. The words that open an enumeration say nothing alone: they stand for all of it."""
    passage = hit.passage
    for statement, similarity in zip(passage.statements, hit.similarities, strict=True):
        if clauses := clauses_of(passage, statement):
            span = Span(statement.span.start, clauses[-1].span.end)
            yield Candidate(hit, span, text_at(passage, span), "", max(similarity, hit.whole), whole=True)
        else:
            yield Candidate(hit, statement.span, statement.text, statement.lead_in, similarity)


def text_at(passage: Passage, span: Span) -> str:
    """What the release says at a span that lies in a passage."""
    return span.shifted(-passage.span.start).of(passage.text)
