"""Lines that a width has cut are joined into their paragraph; lines that are paragraphs stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import read_lines
from corpus.paragraphs import join, unwrap, words_of

WRAPPED = [
    "The council will open three reading rooms at the",
    "piers of the town, and lend books there to anybody",
    "who asks; nobody has to pay for it, whether or not",
    "they live there. The first room opens in May.",
]


@pytest.mark.parametrize(
    ("lines", "paragraph"),
    [
        (["The council", "met."], "The council met."),
        (["議會今日", "開會。"], "議會今日開會。"),
        (["議會，", "今日開會。"], "議會，今日開會。"),
        (["議會討論", "CEPA 的安排"], "議會討論 CEPA 的安排"),
        (["a pro-", "gramme of"], "a programme of"),
        (["their co-", "operation"], "their co-operation"),
        (["in mid-", "April"], "in mid-April"),
        (["the years 2024-", "2026"], "the years 2024-2026"),
        (["the plan -", "a bold one"], "the plan - a bold one"),
        (["one", "", "two"], "one two"),
        ([], ""),
    ],
)
def test_lines_are_joined_as_their_script_and_their_hyphens_ask_for(lines: list[str], paragraph: str) -> None:
    assert join(lines) == paragraph


def test_a_hyphen_is_kept_or_not_as_elsewhere_in_the_document() -> None:
    lines = ["a long-", "term plan"]
    assert join(["cast-", "iron pipes"], words_of("of cast-iron or steel")) == "cast-iron pipes"
    assert join(["cast-", "iron pipes"]) == "castiron pipes"
    assert join(lines, words_of("longterm")) == "a longterm plan"


def test_the_lines_of_a_text_of_fixed_width_are_joined_within_their_paragraph() -> None:
    assert unwrap("\n".join(["Title", "", *WRAPPED, "", *WRAPPED])) == [
        "Title",
        "",
        " ".join(WRAPPED),
        "",
        " ".join(WRAPPED),
    ]


def test_a_paragraph_may_begin_by_setting_its_first_line_in() -> None:
    text = "\n".join([*WRAPPED, "    The second opens in June."])
    assert [line.strip() for line in unwrap(text)] == [" ".join(WRAPPED), "The second opens in June."]


def test_items_underlines_and_closing_lines_stay_apart() -> None:
    lines = [*WRAPPED[:3], "(a) the first", "- the second", "Rooms", "-----", *WRAPPED[:3], "NNNN"]
    found = unwrap("\n".join(lines))
    assert found == [" ".join(WRAPPED[:3]), *lines[3:7], " ".join(WRAPPED[:3]), "NNNN"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Title", "One.", "Two."],
        ["Ada Holm", "Bo Lind", "Cy Moe"],
        ["x" * 200, "y" * 199, "z" * 198, "w" * 197],
        [*WRAPPED[:2], ""],
    ],
)
def test_a_text_whose_lines_are_paragraphs_is_left_as_it_is(lines: list[str]) -> None:
    assert unwrap("\n".join(lines)) == "\n".join(lines).splitlines()


@given(st.lists(st.text(st.sampled_from("abc 漢字.-:\t(") | st.characters(), max_size=120), max_size=12))
def test_joining_loses_no_letter(lines: list[str]) -> None:
    text = "\n".join(lines)
    before = "".join(block for _, block in read_lines(text.splitlines()))
    after = "".join(block for _, block in read_lines(unwrap(text)))
    assert [c for c in after if c.isalnum()] == [c for c in before if c.isalnum()]
