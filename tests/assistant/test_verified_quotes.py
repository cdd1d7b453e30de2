"""Whatever is asked of whatever releases, each quote is to the letter what its release says at its span."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Status
from assistant.answering import Assistant
from corpus.errors import QuoteMismatch
from corpus.model import Outline, Release
from corpus.split import split
from tests.assistant.doubles import HARBOUR, GivenReader, Shelf
from tests.corpus.texts import TEXTS
from tests.doubles import release_of

LINES = st.sampled_from(
    [
        "Ferries", "Fishing", "漁業", "---", "---", "Add ferries.", "Limit herring. Feed \U0001f41f seals.",
        "The plan has two areas:", "Two documents were signed:", "(1) Memorandum on Ice.", "(2) Pact on Salt.",
        "Those present included Ms A; Mr B; and Dr C.", "加強渡輪服務。",
        "出席者包括市長陳先生；主教李博士；船長王女士。",
        "Cafe\u0301 boats sail. They sail. They sail.", "Ends/Thursday, April 24, 2025",
    ]
)  # fmt: skip
QUESTIONS = st.one_of(
    TEXTS,
    st.sampled_from(
        [
            "List all the areas", "How many measures are there?", "Which documents were signed?", "ferries",
            "What is the title?", "When was it issued?", "Who was present?", "有幾多個範疇？", "漁業有咩措施？",
            "Do ferries sail to Shanghai, and who feeds seals?", "When did they meet?", "hello",
        ]
    ),
)  # fmt: skip


@st.composite
def outlines(draw: st.DrawFn, number: int) -> Outline:
    """An invented release."""
    return split(release_of("Title of boats", *draw(st.lists(LINES, max_size=8)), id=f"P{number}"))


def check(answer: Answer, releases: dict[str, Release]) -> None:
    """Every quote stands in its release, and the markers of the text are the citations' numbers in order."""
    for citation in [*answer.citations, *answer.nearest]:
        quote, text = citation.quote, releases[citation.release.id].text
        assert text[quote.span.start : quote.span.end] == quote.exact
        assert (quote.prefix + quote.exact + quote.suffix) in text
        assert citation.passage_id.startswith(f"{citation.release.id}#")
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [statement.citations for statement in answer.statements] == [(number,) for number in numbers]


@given(outlines(1), outlines(2), QUESTIONS, st.lists(QUESTIONS, max_size=2), st.sampled_from([0.0, 0.9]))
def test_every_quote_is_the_releases_text_at_its_span(
    one: Outline, other: Outline, question: str, history: list[str], confidence: float
) -> None:
    shelf = Shelf(one, other, similarities={"sail": 0.9, "ferries": 0.8, "present": 0.7, "signed": 0.6})
    answer = Assistant(shelf, GivenReader({"": confidence})).answer(question, history)
    check(answer, {outline.release.id: outline.release for outline in (one, other)})
    assert bool(answer.citations) is (answer.status in (Status.ANSWERED, Status.PARTIAL))
    assert len(answer.nearest) <= 3


@pytest.mark.parametrize("question", ["Who was present?", "List all the areas", "How many documents were signed?"])
def test_the_markers_in_the_text_are_those_of_the_citations(question: str) -> None:
    answer = Assistant(Shelf(HARBOUR, similarities={"Mayor": 0.9}), GivenReader({"": 0.9})).answer(question)
    assert re.findall(r"\[(\d+)\]$", answer.text, re.MULTILINE) == [str(c.number) for c in answer.citations]
    assert all(f"> {c.quote.exact} [{c.number}]" in answer.text for c in answer.citations)


@pytest.mark.parametrize("confidence", [0.9, 0.0])
def test_no_answer_leaves_with_a_quote_that_its_release_does_not_hold(confidence: float) -> None:
    cut = replace(HARBOUR, release=replace(HARBOUR.release, text=HARBOUR.release.text[:40]))
    assistant = Assistant(Shelf(cut, similarities={"herring": 0.9}), GivenReader({"herring": confidence}))
    with pytest.raises(QuoteMismatch):
        assistant.answer("Which herring may boats catch?")
