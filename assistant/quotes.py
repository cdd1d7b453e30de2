"""Makes quotes from spans, and checks them against the release before they leave."""

from collections.abc import Iterable, Mapping

from assistant.answer import Citation, Quotable, Quote
from corpus.errors import QuoteMismatch
from corpus.model import Release, Span

CONTEXT = 32


def make_quote(release: Release, span: Span) -> Quote:
    """What the release says at a span, with up to 32 code points on either side."""
    text = release.text
    return Quote(
        exact=span.of(text),
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
        span=span,
    )


def cite(quotable: Quotable, number: int, releases: Mapping[str, Release]) -> Citation:
    """The citation of a quotable stretch."""
    release = releases[quotable.passage.release_id]
    return Citation(
        number=number,
        release=release,
        passage_id=quotable.passage.id,
        section=quotable.passage.heading,
        quote=make_quote(release, quotable.span),
    )


def verify(citations: Iterable[Citation]) -> None:
    """Raise QuoteMismatch if a quote, or one listed with it, is not to the letter what its release says at its span."""
    for citation in citations:
        verify((*citation.also, *citation.editions))
        quote, text = citation.quote, citation.release.text
        if quote.span.end > len(text) or quote.span.of(text) != quote.exact:
            place = f"{citation.release.id} at {quote.span.start}-{quote.span.end}"
            raise QuoteMismatch(f"the quote {quote.exact!r} is not what the release says in {place}")
