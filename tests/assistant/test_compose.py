"""An answer is composed of fixed framing around quoted statements, each with the marker of its citation."""

import pytest

from assistant.answer import Coverage, Finding, Quotable
from assistant.compose import Draft
from assistant.quotes import cite
from assistant.sources import Sources
from corpus.model import Passage
from corpus.outlines import HeldOutlines
from tests.assistant.doubles import HARBOUR, passage_on

SOURCES = Sources(HeldOutlines([HARBOUR]))
FERRIES, DECK = passage_on(HARBOUR, "night ferries"), passage_on(HARBOUR, "deck")
HERRING, LEAD = passage_on(HARBOUR, "herring"), passage_on(HARBOUR, "Norwick")


def whole(passage: Passage) -> Quotable:
    """The whole of a passage."""
    return Quotable(passage, passage.span)


def draft(language: str = "en") -> Draft:
    """An empty draft."""
    return Draft(language, SOURCES)


def fact(*quotables: Quotable) -> Finding:
    """A finding without a frame."""
    return Finding("fact", quotables, 0.9)


def test_a_quote_stands_under_the_name_of_its_section_with_its_marker() -> None:
    written = draft()
    written.add_finding(fact(whole(HERRING)))
    assert written.text == "Under Fishing:\n\n> Limit the catch of herring. [1]"


def test_a_section_is_named_once_for_the_quotes_that_follow() -> None:
    written = draft()
    written.add_finding(fact(whole(FERRIES), whole(DECK), whole(HERRING)))
    assert [p for p in written.paragraphs if p.startswith("Under")] == ["Under Ferries:", "Under Fishing:"]


def test_a_quote_outside_any_section_has_no_name_above_it() -> None:
    written = draft()
    written.add_finding(fact(Quotable(LEAD, LEAD.statements[0].span)))
    assert written.text == "> The Harbour Council met in Norwick today. [1]"


def test_a_heading_that_is_quoted_needs_none_above_it() -> None:
    written = draft()
    written.add_finding(fact(*(Quotable(area.passages[0], area.span) for area in HARBOUR.areas)))
    assert written.text == "> Ferries [1]\n\n> Fishing [2]\n\n> Tourism [3]"


def test_a_quote_of_several_paragraphs_is_quoted_line_by_line() -> None:
    written = draft()
    written.add_finding(fact(whole(HARBOUR.passages[-1])))
    assert written.text == "> Ends/Thursday, April 24, 2025\n>\n> Issued at HKT 18:32 [1]"


@pytest.mark.parametrize(
    ("language", "frame"),
    [("en", "The full list, 2 in all:"), ("zh-Hant", "完整列出，共 2 項："), ("zh-Hans", "完整列出，共 2 项：")],
)
def test_a_list_says_how_long_it_is_in_the_language_of_the_question(language: str, frame: str) -> None:
    written = draft(language)
    written.add_finding(Finding("list", (whole(FERRIES), whole(DECK)), 1.0, Coverage(2, 2)))
    assert written.paragraphs[0] == frame


def test_the_same_stretch_is_cited_once() -> None:
    written = draft()
    written.add_finding(fact(whole(HERRING), whole(HERRING)))
    assert [citation.number for citation in written.citations] == [1]


def test_citations_are_numbered_through_all_findings() -> None:
    written = draft()
    written.add_finding(fact(whole(FERRIES)))
    written.add_finding(fact(whole(HERRING)))
    assert [(s.text, s.section, s.citations) for s in written.statements] == [
        ("Add eight night ferries to Gullholm.", "Ferries", (1,)),
        ("Limit the catch of herring.", "Fishing", (2,)),
    ]


def test_a_refusal_says_what_was_looked_for_what_is_absent_what_is_near_and_where_to_look() -> None:
    written = draft()
    near = [cite(whole(HERRING), 1, SOURCES.releases), cite(whole(LEAD), 2, SOURCES.releases)]
    written.add_refusal(["whales", "cows"], "Do whales eat cows?", near, ["https://example.test"], unread=False)
    assert written.paragraphs == [
        "The releases do not say: “Do whales eat cows?”",
        "Nowhere in the releases: whales, cows.",
        "What comes closest, and is not an answer:",
        "- Fishing: Limit the catch of herring.\n- The Harbour Council met in Norwick today. The plan has three areas:",
        "The whole release, to look for yourself: https://example.test",
    ]
    assert (written.citations, written.statements) == ([], [])


def test_a_refusal_as_a_whole_names_nothing_as_absent_and_without_anything_near_shows_nothing() -> None:
    written = draft()
    written.add_refusal(["Do whales sing?"], "Do whales sing?", [], [], unread=False)
    assert written.text == "The releases do not say: “Do whales sing?”"


def test_what_is_near_is_shown_on_one_line_each() -> None:
    written = draft()
    written.add_refusal([], "Whales?", [cite(whole(HARBOUR.passages[-1]), 1, SOURCES.releases)], [], unread=False)
    assert written.paragraphs[-1] == "- Ends/Thursday, April 24, 2025 Issued at HKT 18:32"


def test_a_question_that_could_not_be_looked_for_is_not_said_to_be_unanswered() -> None:
    written = draft("zh-Hant")
    written.add_refusal([], "鯨魚？", [], [], unread=True)
    assert written.text == "目前的檢索模型只能理解英文，未能查找：「鯨魚？」。請嘗試以英文提問。"


def test_each_open_part_is_named() -> None:
    written = draft()
    written.add_missing(["who pays?", "when?"])
    assert written.paragraphs == ["The releases do not say: “who pays?”", "The releases do not say: “when?”"]


def test_an_invitation_asks_for_a_question() -> None:
    written = draft("zh-Hans")
    written.add_invitation()
    assert written.text.startswith("请就新闻公报提出问题。")
