"""A release is split into sections and passages with readable ids and the right kinds."""

import pytest

from corpus.model import Outline, PassageKind, Span
from corpus.split import MAX_SLUG, slugify
from tests.doubles import outline_of


def ids(*lines: str) -> list[str]:
    """The ids of the passages of some lines, without the release's."""
    return [passage.id.removeprefix("P1#") for passage in outline_of(*lines).passages]


def kinds(*lines: str) -> list[str]:
    """The kinds of the passages of some lines."""
    return [str(passage.kind) for passage in outline_of(*lines).passages]


def test_a_heading_underlined_with_dashes_opens_a_section() -> None:
    outline = outline_of("Title", "Finance", "----", "Lend money.", "Save money.", "Aviation", "----", "Add flights.")
    assert [(s.heading, [p.text for p in s.passages]) for s in outline.sections] == [
        ("Finance", ["Lend money.", "Save money."]),
        ("Aviation", ["Add flights."]),
    ]


def test_passages_are_numbered_within_their_section() -> None:
    lines = ("Title", "First.", "Finance", "----", "Lend money.", "Save money.", "Aviation", "----", "Add flights.")
    assert ids(*lines) == ["title.1", "lead.1", "finance.1", "finance.2", "aviation.1"]


def test_a_section_may_be_empty() -> None:
    outline = outline_of("Title", "Finance", "----", "Aviation", "----", "Add flights.")
    assert [len(section.passages) for section in outline.sections] == [0, 1]
    assert [area.slug for area in outline.areas] == ["aviation"]


@pytest.mark.parametrize(
    ("headings", "slugs"),
    [
        (["Finance", "Finance", "Finance"], ["finance", "finance-2", "finance-3"]),
        (["Finance", "Finance", "Finance-2"], ["finance", "finance-2", "finance-2-2"]),
        (["Finance-2", "Finance", "Finance"], ["finance-2", "finance", "finance-2-2"]),
    ],
)
def test_headings_that_are_the_same_get_slugs_that_differ(headings: list[str], slugs: list[str]) -> None:
    lines = [line for heading in headings for line in (heading, "----", "Text.")]
    assert ids("Title", *lines) == ["title.1", *(f"{slug}.1" for slug in slugs)]


@pytest.mark.parametrize("kind", list(PassageKind))
def test_a_heading_named_like_a_kind_does_not_take_its_ids(kind: PassageKind) -> None:
    assert ids("Title", "First.", kind.value.title(), "----", "Lend money.") == ["title.1", "lead.1", f"{kind}-2.1"]


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Talent and civil service exchange", "talent-and-civil-service-exchange"),
        ("Café & Crème (2025)", "cafe-creme-2025"),
        ("財經合作", "caijinghezuo"),
        ("金融 Finance", "jinrong-finance"),
        ("Co-operation", "co-operation"),
        ("！！", "section"),
    ],
)
def test_a_slug_is_the_heading_in_lower_case_ascii(heading: str, slug: str) -> None:
    assert slugify(heading) == slug


def test_a_long_slug_is_cut_at_a_word() -> None:
    slug = slugify("a " + "heading " * 20)
    assert slug.endswith("-heading")
    assert MAX_SLUG - len("-heading") <= len(slug) <= MAX_SLUG
    assert len(slugify("x" * 200)) == MAX_SLUG


def test_before_the_first_heading_stands_the_lead() -> None:
    lines = ("Title", "We met.", "They will meet.", "Finance", "----", "Lend money.")
    assert kinds(*lines) == ["title", "lead", "lead", "measure"]


def test_without_headings_the_first_paragraph_is_the_lead() -> None:
    assert kinds("Title", "We met.", "We talked.", "Ends/May 2, 2025") == ["title", "lead", "statement", "issued"]


def test_a_section_that_opens_with_a_report_is_no_area() -> None:
    outline = outline_of("Title", "Background", "----", "They met last year.", "Finance", "----", "Lend money.")
    assert [area.heading for area in outline.areas] == ["Finance"]
    assert [section.heading for section in outline.sections] == ["Background", "Finance"]


def test_listed_documents_are_agreements_if_the_list_tells_of_signing() -> None:
    items = ("(i) Memorandum on Trade;", "(ii) Letter of Intent on Housing.")
    signed = kinds("Title", "Ceremony", "----", "Two documents were signed:", *items)
    named = kinds("Title", "Ceremony", "----", "Two documents were mentioned:", *items)
    assert signed[2:] == ["agreement", "agreement"]
    assert named[2:] == ["statement", "statement"]


def test_listed_documents_are_agreements_in_chinese_too() -> None:
    found = kinds("標題", "儀式", "----", "兩地簽署兩份文件：", "（一）貿易合作備忘錄；", "（二）房屋合作意向書。")
    assert found[2:] == ["agreement", "agreement"]


def test_what_follows_a_list_of_agreements_reports() -> None:
    lines = ("Title", "Ceremony", "----", "One document was signed:", "(i) Memorandum on Trade", "Both will be shown.")
    assert kinds(*lines)[-1] == "statement"


def test_a_new_section_knows_nothing_of_the_agreements_of_the_one_before() -> None:
    ceremony = ("Ceremony", "----", "One document was signed:", "(i) Memorandum on Trade")
    lines = ("Title", *ceremony, "Library", "----", "(i) Charter of 1900", "Lend books.")
    assert kinds(*lines)[-2:] == ["statement", "measure"]


def test_the_closing_lines_are_one_passage_outside_any_section() -> None:
    outline = outline_of(
        "Title", "Finance", "----", "Lend money.", "Ends/Thursday, April 24, 2025", "Issued at HKT 18:32"
    )
    closing = outline.passages[-1]
    assert (closing.id, closing.heading, closing.slug) == ("P1#issued.1", "", "")
    assert [s.text for s in closing.statements] == ["Ends/Thursday, April 24, 2025", "Issued at HKT 18:32"]


def test_a_title_is_one_statement_whatever_stops_are_in_it() -> None:
    title = outline_of("Mr. Lee comes. Ms Ho goes; they talk; they sign.", "Text.").passages[0]
    assert [statement.text for statement in title.statements] == [title.text]


def test_a_passage_knows_its_release() -> None:
    assert {passage.release_id for passage in outline_of("Title", "Text.", id="X-7").passages} == {"X-7"}


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_a_span_that_holds_nothing_is_refused_with_its_values(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"start={start}, end={end}"):
        Span(start, end)


def test_among_orders_one_by_an_unlisted_verb_is_a_measure_too() -> None:
    orders = ("Dredge the harbour.", "Build a pier.", "Train pilots.", "Open a school.")
    outline = outline_of(
        "Plan", "Ports", "----", *orders, "Resurface 9 quays.", "Tourism accounted for much.", "A pier."
    )
    assert measures(outline) == [*orders, "Resurface 9 quays."]


def test_among_reports_it_is_none() -> None:
    assert measures(outline_of("Plan", "Fish", "----", "Build a pier.", "Resurface 9 ponds.", "Fish is food.")) == [
        "Build a pier."
    ]


def measures(outline: Outline) -> list[str]:
    return [passage.text for passage in outline.passages if passage.kind is PassageKind.MEASURE]
