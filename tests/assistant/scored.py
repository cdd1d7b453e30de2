"""Scored questions made by hand for the tests of what measures them."""

from collections.abc import Sequence

from assistant.answer import Answer, Citation, Quotable, Status
from assistant.evaluate import Row, Scored, is_right
from assistant.quotes import cite
from tests.assistant.doubles import HARBOUR, passage_on

HERRING = "Limit the catch of herring."


def scored_of(
    confidence: float,
    answerable: bool,
    *,
    refused: bool = False,
    text: str = HERRING,
    question: str = "Which fish?",
    type: str = "lookup",  # noqa: A002 (as in a row)
    language: str = "en",
    history: Sequence[str] = (),
    milliseconds: float = 1.0,
) -> Scored:
    """A question on herring, with an answer that quotes what the harbour says of it, or a refusal."""
    row = Row("1", type, question, tuple(history), (HERRING,) * answerable, ("herring",) * answerable, None, None)
    status = Status.NOT_STATED if refused else Status.ANSWERED
    found = [] if refused else [herring()]
    answer = Answer("ans_1", status, language, question, None, text, (), found, None, (), [herring()], confidence)
    return Scored(row, answer, is_right(row, answer), milliseconds)


def herring() -> Citation:
    """The citation of what the harbour says of herring."""
    passage = passage_on(HARBOUR, HERRING)
    return cite(Quotable(passage, passage.span), 1, {"P1": HARBOUR.release})
