"""A quote is made from a span, carries its surroundings, and is checked before it leaves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Citation, Quotable
from assistant.quotes import cite, make_quote, verify
from corpus.errors import QuoteMismatch
from corpus.model import Span
from tests.assistant.doubles import HARBOUR, passage_on

RELEASE = HARBOUR.release
HERRING = passage_on(HARBOUR, "herring")
CITATION = cite(Quotable(HERRING, HERRING.span), 4, {"P1": RELEASE})
PLACES = st.integers(0, len(RELEASE.text) - 1)


def altered(exact: str, span: Span = HERRING.span) -> Citation:
    """The citation with another quote."""
    return replace(CITATION, quote=replace(CITATION.quote, exact=exact, span=span))


@given(PLACES, st.integers(1, 200))
def test_a_quote_stands_between_up_to_32_code_points_of_prefix_and_of_suffix(start: int, length: int) -> None:
    span = Span(start, min(start + length, len(RELEASE.text)))
    quote = make_quote(RELEASE, span)
    assert quote.exact == span.of(RELEASE.text)
    assert RELEASE.text[: span.start].endswith(quote.prefix)
    assert RELEASE.text[span.end :].startswith(quote.suffix)
    assert len(quote.prefix) == min(32, span.start)
    assert len(quote.suffix) == min(32, len(RELEASE.text) - span.end)


def test_a_citation_names_the_release_the_passage_and_the_section() -> None:
    assert (CITATION.number, CITATION.release, CITATION.passage_id) == (4, RELEASE, "P1#fishing.1")
    assert (CITATION.section, CITATION.quote.exact) == ("Fishing", "Limit the catch of herring.")


def test_a_true_quote_passes() -> None:
    verify([CITATION, CITATION])


@pytest.mark.parametrize("exact", ["Limit the catch of cod.", "limit the catch of herring.", "Limit the catch", ""])
def test_a_quote_that_the_release_does_not_say_there_is_an_error(exact: str) -> None:
    with pytest.raises(QuoteMismatch, match=rf"P1\b.* at {HERRING.span.start}-{HERRING.span.end}"):
        verify([CITATION, altered(exact)])


def test_a_true_quote_at_another_place_is_an_error() -> None:
    with pytest.raises(QuoteMismatch):
        verify([altered(CITATION.quote.exact, HERRING.span.shifted(1))])


def test_a_span_beyond_the_text_is_an_error_though_what_is_left_of_it_fits() -> None:
    end = len(RELEASE.text)
    with pytest.raises(QuoteMismatch):
        verify([altered(RELEASE.text[-5:], Span(end - 5, end + 1))])
