"""In plain text that marks no heading, short lines that stand alone before a text are taken for headings."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import MAX_HEADING, infer_headings, looks_like_heading, read_lines
from corpus.model import BlockKind
from corpus.split import split
from tests.corpus.texts import TEXTS
from tests.doubles import release_of

TITLE, HEADING, PARAGRAPH = BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH
ITEM, ISSUED = BlockKind.ITEM, BlockKind.ISSUED
TEXT = "The council will add eight ferries."


def headings(*lines: str) -> list[str]:
    """The headings of a release with those lines."""
    return [text for kind, text in read_lines(lines) if kind is HEADING]


def beside_another(line: str, following: str = TEXT) -> list[str]:
    """The headings of a release in which a line stands before a text, as another does that is one."""
    found = headings("Title", TEXT, "Ferries", TEXT, line, following)
    assert "Ferries" in found or not found
    return found


def test_short_lines_that_end_in_no_stop_and_stand_before_a_text_are_headings() -> None:
    assert read_lines(["Title", TEXT, "Ferries", TEXT, "Fishing and tourism", TEXT, TEXT]) == [
        (TITLE, "Title"),
        (PARAGRAPH, TEXT),
        (HEADING, "Ferries"),
        (PARAGRAPH, TEXT),
        (HEADING, "Fishing and tourism"),
        (PARAGRAPH, TEXT),
        (PARAGRAPH, TEXT),
    ]


def test_where_one_heading_is_marked_none_is_inferred() -> None:
    lines = ["Title", "Ferries", TEXT, "Fishing", TEXT, "Tourism", TEXT]
    assert headings(*lines) == ["Ferries", "Fishing", "Tourism"]
    assert headings(*lines, "Markets", "----", TEXT) == ["Markets"]


def test_one_alone_is_not_taken() -> None:
    assert headings("Title", TEXT, "Ferries", TEXT, TEXT) == []
    assert headings("Title", TEXT, "Ferries", TEXT, "Fishing", TEXT) == ["Ferries", "Fishing"]


@pytest.mark.parametrize(
    "line",
    [
        "Fishing",
        "1. Fishing",
        "2) Fishing and tourism",
        "What happens next",
        "“One Belt” and the ports",
        "The 12 ports",
        "二、漁業合作",
        "（三）旅遊",
        "(四) 教育",
        "渔业合作",
    ],
)
def test_a_heading_may_be_numbered_and_in_either_language(line: str) -> None:
    assert beside_another(line) == ["Ferries", line]


@pytest.mark.parametrize(
    "line",
    [
        "The council met.",
        "Will the council meet!",
        "議會今日開會。",
        "議會今日開會！",
        "The plan has three areas:",
        "措施包括：",
        "Contact: Ada Holm",
        "Ferries, boats and ships,",
        "add eight ferries to the fleet",
        "Catch 12 34",
        "Herring 1,204 tonnes 3.5% of all",
        "Total catch 240",
        "Table 3",
        "Ada Holm | Harbour Master",
        "He called it “a good day”",
        "Ferries (in crowns)",
        "• Add ferries",
        "- Add ferries",
        "(a) Add ferries",
        "(i) Add ferries",
    ],
)
def test_sentences_rows_of_figures_bullets_and_continuations_are_no_headings(line: str) -> None:
    assert beside_another(line) == []
    assert headings("Title", TEXT, "Ferries", TEXT, line, TEXT, "Fishing", TEXT) == ["Ferries", "Fishing"]


def test_a_heading_is_short_and_chinese_characters_count_twice() -> None:
    for character, widest in (("A", MAX_HEADING), ("船", MAX_HEADING // 2)):
        longest = character * widest
        assert beside_another(longest) == ["Ferries", longest]
        assert beside_another(longest + character) == []


def test_headings_may_stand_before_a_list() -> None:
    assert beside_another("Fishing", "(a) Limit the catch of herring.") == ["Ferries", "Fishing"]
    assert beside_another("Fishing", "• Limit the catch of herring.") == ["Ferries", "Fishing"]


def test_of_several_short_lines_in_a_row_none_is_a_heading() -> None:
    rows = ["Ada Holm", "Bo Lind", "Cy Moe"]
    assert headings("Title", TEXT, *rows, TEXT, *rows, TEXT) == []
    assert headings("Title", TEXT, "Ferries", TEXT, *rows, TEXT, "Fishing", TEXT) == ["Ferries", "Fishing"]


def test_numbered_lines_in_a_row_are_a_list_and_no_headings() -> None:
    lines = ["一、加強渡輪服務", "二、培訓船員", "三、減少捕撈鯡魚"]
    assert [kind for kind, _ in read_lines(["標題", "措施包括：", *lines, "完"])] == [
        TITLE,
        PARAGRAPH,
        *[ITEM] * 3,
        ISSUED,
    ]


def test_numbered_chinese_headings_over_texts_are_headings() -> None:
    lines = ["標題", "雙方同意三個範疇：", "一、航運", "加強渡輪服務。", "二、漁業", "減少捕撈鯡魚。"]
    assert headings(*lines, "三、旅遊", "推動燈塔旅遊。") == ["一、航運", "二、漁業", "三、旅遊"]


def test_the_title_stays_the_title_and_the_closing_lines_stay() -> None:
    closing = ["Ends/Thursday, April 24, 2025", "Issued at HKT 18:32", "Harbour Council Press Office"]
    blocks = read_lines(["Title", "Ferries", TEXT, "Fishing", TEXT, *closing])
    assert blocks[0] == (TITLE, "Title")
    assert blocks[-3:] == [(ISSUED, line) for line in closing]
    assert [text for kind, text in blocks if kind is HEADING] == ["Ferries", "Fishing"]


def test_a_short_line_under_which_nothing_stands_is_no_heading() -> None:
    assert headings("Title", "Ferries", TEXT, "Fishing", TEXT, "Ada Holm") == ["Ferries", "Fishing"]
    lines = ["Title", "Ferries", TEXT, "Fishing", TEXT, "Ada Holm", "Ends/Friday, May 2, 2025"]
    assert headings(*lines) == ["Ferries", "Fishing"]


def test_only_paragraphs_and_items_look_like_headings() -> None:
    assert looks_like_heading(PARAGRAPH, "Ferries")
    assert not any(looks_like_heading(kind, "Ferries") for kind in (TITLE, HEADING, ISSUED))


def test_what_stands_under_an_inferred_heading_is_its_section() -> None:
    outline = split(release_of("Title", TEXT, "Ferries", "Add ferries to Gullholm.", "Fishing", "Limit the catch."))
    assert [(s.heading, [p.text for p in s.passages]) for s in outline.sections] == [
        ("Ferries", ["Add ferries to Gullholm."]),
        ("Fishing", ["Limit the catch."]),
    ]


@given(TEXTS)
def test_inferring_headings_touches_no_word_and_nothing_but_paragraphs_and_items(text: str) -> None:
    blocks = read_lines(text.splitlines())
    assert infer_headings(blocks) == blocks
    plain = [(kind if kind in (TITLE, ISSUED) else PARAGRAPH, line) for kind, line in blocks]
    inferred = infer_headings(plain)
    assert [line for _, line in inferred] == [line for _, line in plain]
    changed = {(before, after) for (before, _), (after, _) in zip(plain, inferred, strict=True) if before is not after}
    assert changed <= {(PARAGRAPH, HEADING)}
    assert sum(kind is HEADING for kind, _ in inferred) != 1


@given(st.lists(st.sampled_from(["Ferries", TEXT, "二、漁業", "• Trees", "Total 1,200"]), max_size=9))
def test_no_two_inferred_headings_stand_in_a_row_and_none_is_the_last_line(lines: list[str]) -> None:
    kinds = [kind for kind, _ in read_lines(["Title", *lines])]
    assert {following for kind, following in pairwise(kinds) if kind is HEADING} <= {PARAGRAPH, ITEM}
    assert kinds[-1] is not HEADING
