"""Markdown keeps its headings, items and rows, and loses its marks; its front matter says what sites write there."""

import pytest

from corpus.markdown import read_markdown
from corpus.model import BlockKind

TITLE, HEADING, PARAGRAPH, ITEM = BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM


def test_headings_lists_and_paragraphs_are_kept_and_marks_left_out() -> None:
    text = "# Title\n\nOne *two*\n`three`.\n\n## Routes\n\n- [a](b.md)\n- b\n  1. c\n\n4) d\n\n> said\n\n---\n"
    assert read_markdown(text)[0] == [
        (TITLE, "Title"),
        (PARAGRAPH, "One two three."),
        (HEADING, "Routes"),
        (ITEM, "a"),
        (ITEM, "b"),
        (ITEM, "1. c"),
        (ITEM, "4) d"),
        (PARAGRAPH, "said"),
    ]


def test_chinese_lines_are_joined_without_a_space() -> None:
    assert read_markdown("# 標題\n\n議會今日\n開會。\n")[0][1] == (PARAGRAPH, "議會今日開會。")


def test_tags_are_no_words_and_what_they_surround_is() -> None:
    text = (
        "# Title\n\n<div class='a'>\nOne &amp; two\n<!-- note --></div>\n\nThree<br>four\n\n<script>var a;</script>\n"
    )
    assert [words for _, words in read_markdown(text)[0]] == ["Title", "One & two", "Threefour"]


@pytest.mark.parametrize("above", ["", "Harbour Office\n\n", "## News\n\n"])
def test_a_title_in_the_front_matter_counts_where_no_heading_opens_the_text(above: str) -> None:
    blocks, found = read_markdown(f"---\ntitle: Fees\n---\n{above}Text.\n")
    assert blocks[0] == (TITLE, "Fees")
    assert "title" not in found
    assert read_markdown("---\ntitle: Fees\n---\n# New fees\n\nText.")[0][0] == (TITLE, "New fees")


def test_front_matter_is_read_by_its_known_names_and_ours_come_first() -> None:
    lines = ["---", "issuer: 'A: B'", "agency: C", "date: 2026-05-04 # set", "tags:", "  - url: x", "layout: z"]
    text = "\n".join([*lines, "URL: https://a.example/", "---", "Title"])
    assert read_markdown(text)[1] == {"issuer": "A: B", "issued": "2026-05-04", "url": "https://a.example/"}


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read_markdown("---\n\ntitle: x\n")[1] == {}
