"""Lines become blocks: titles, headings, paragraphs, items and the issue line, in canonical text."""

import pytest

from corpus.blocks import assemble, clean, read_lines
from corpus.model import BlockKind

TITLE, HEADING, PARAGRAPH = BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH
ITEM, ISSUED = BlockKind.ITEM, BlockKind.ISSUED


def kinds(*lines: str) -> list[BlockKind]:
    """The kinds of the blocks that some lines make."""
    return [kind for kind, _ in read_lines(lines)]


@pytest.mark.parametrize("underline", ["---", "----------", "*****", "=====", "~~~", "  ---  ", "______"])
def test_a_line_that_is_underlined_is_a_heading(underline: str) -> None:
    assert read_lines(["Title", "Finance", underline, "Lend money."]) == [
        (TITLE, "Title"),
        (HEADING, "Finance"),
        (PARAGRAPH, "Lend money."),
    ]


@pytest.mark.parametrize("line", ["--", "-*-*-", "--- a", "NNNN."])
def test_a_line_that_is_no_underline_stays(line: str) -> None:
    assert (PARAGRAPH, line) in read_lines(["Title", "Finance", line])


def test_a_title_underlined_with_full_width_stars_is_only_the_title() -> None:
    assert read_lines(["標題", "＊＊＊＊", "內文。"]) == [(TITLE, "標題"), (PARAGRAPH, "內文。")]


def test_the_first_line_is_the_title_underlined_or_not() -> None:
    assert read_lines(["", "Title", "****", "Text."]) == read_lines(["Title", "Text."])
    assert kinds("1. A title", "Text.") == [TITLE, PARAGRAPH]


def test_an_underline_under_nothing_or_under_a_heading_changes_nothing() -> None:
    assert kinds("----", "Title", "Finance", "----", "====", "Text.") == [TITLE, HEADING, PARAGRAPH]


@pytest.mark.parametrize(
    "line",
    ["(i) One", "(a) One", "(12) One", "（三）一", "1. One", "2) Two", "a. One", "三、一", "• One", "- One", "* One"],
)
def test_a_line_with_an_enumerator_is_an_item(line: str) -> None:
    assert kinds("Title", line, "A paragraph that follows.") == [TITLE, ITEM, PARAGRAPH]


@pytest.mark.parametrize(
    "line", ["(Annex) One", "1.5 million people came.", "2025 was good.", "A. Smith came.", "-5 degrees"]
)
def test_a_line_that_only_looks_like_an_item_is_a_paragraph(line: str) -> None:
    assert kinds("Title", line, "A paragraph that follows.") == [TITLE, PARAGRAPH, PARAGRAPH]


@pytest.mark.parametrize(
    "closing",
    [
        ["Ends/Thursday, April 24, 2025", "Issued at HKT 18:32"],
        ["Ends/Thursday, April 24, 2025", "Issued at HKT 18:32", "NNNN"],
        ["完", "2025年4月24日（星期四）", "香港時間18時32分"],
        ["April 24, 2025"],
    ],
)
def test_the_lines_that_close_a_release_are_its_issue_line(closing: list[str]) -> None:
    lines = [line for line in closing if line != "NNNN"]
    assert read_lines(["Title", "Text.", *closing])[2:] == [(ISSUED, line) for line in lines]


def test_a_closing_line_far_from_the_end_or_before_a_heading_closes_nothing() -> None:
    assert ISSUED not in kinds("Title", "April 24, 2025", *["Text."] * 6)
    assert ISSUED not in kinds("Title", "April 24, 2025", "Finance", "----", "Text.")
    assert ISSUED not in kinds("Title", "April 24, 2025", "A long line. " * 10)


def test_a_short_measure_that_begins_with_end_is_no_issue_line() -> None:
    blocks = read_lines(["Title", "Energy", "----", "End the use of coal by 2030.", "Build parks.", "Ends/May 2, 2025"])
    assert blocks[2:] == [
        (PARAGRAPH, "End the use of coal by 2030."),
        (PARAGRAPH, "Build parks."),
        (ISSUED, "Ends/May 2, 2025"),
    ]


def test_a_line_is_made_nfc_and_its_white_space_single() -> None:
    assert clean("  Cafe\u0301\u00a0\u3000 \tau\u00ad lait\u200b ") == "Café au lait"
    assert clean("a\U000e0041\U000e007fb \u202ecba\u202c \u2067x\u2069") == "ab cba x"


def test_what_joins_emoji_stays() -> None:
    family = "\U0001f468\u200d\U0001f469"
    assert clean(family) == family


def test_blocks_are_joined_by_blank_lines_and_know_their_place() -> None:
    text, placed = assemble([(TITLE, "標題"), (PARAGRAPH, "Text.")])
    assert text == "標題\n\nText."
    assert [(block.kind, block.span.start, block.span.end) for block in placed] == [(TITLE, 0, 2), (PARAGRAPH, 4, 9)]
