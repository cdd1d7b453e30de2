"""Answers made by hand for the tests of what is written from them."""

from datetime import UTC, datetime

from api.wire import AnswerModel, CitationModel, Quote, StatementModel
from assistant.answer import Mode, Status
from assistant.compose import quoted


def answer_of(*quotes: str) -> AnswerModel:
    """An answer that quotes some words of one release."""
    citations = [citation_of(number, exact) for number, exact in enumerate(quotes, 1)]
    return AnswerModel(
        id="ans_1",
        status=Status.ANSWERED,
        language="en",
        question="What?",
        interpreted_question=None,
        text="\n\n".join(f"{quoted(one.quote.exact)} [{one.number}]" for one in citations),
        statements=[
            StatementModel(text=c.quote.exact, section="", citations=[c.number], quoted=True) for c in citations
        ],
        citations=citations,
        coverage=None,
        missing=[],
        nearest=[],
        confidence=1.0,
        mode=Mode.VERBATIM,
    )


def citation_of(number: int, exact: str) -> CitationModel:
    """A citation of some words."""
    return CitationModel(
        number=number,
        release_id="P1",
        passage_id="P1#lead.1",
        title="A title",
        section="",
        issued=datetime(2026, 1, 1, tzinfo=UTC),
        language="en",
        url="https://example.test/P1.htm#:~:text=words",
        view_url="/releases/P1?start=0&end=5#quote",
        quote=Quote(exact=exact, prefix="", suffix="", start=0, end=len(exact)),
        digest="sha256:0",
        also=[],
        editions=[],
        earlier=False,
        revision=None,
    )
