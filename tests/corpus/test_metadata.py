"""A release's language and issue time are found in its own words."""

from datetime import datetime

import pytest

from corpus.blocks import read_lines
from corpus.metadata import issue_time, issued_in, issuer_in, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The two sides met.", "en"),
        ("", "en"),
        ("2025 (12.5%)", "en"),
        ("兩地將加強合作", "zh-Hant"),
        ("两地将加强合作，举办会议", "zh-Hans"),
        ("香港", "zh-Hant"),
        ("The Secretary for Housing, Ms Ho (何), attended the meeting", "en"),
        ("根據CEPA，兩地開展合作", "zh-Hant"),
        ("根据CEPA，双方开展合作", "zh-Hans"),
        ("\uf900\u3400", "zh-Hant"),
    ],
)
def test_the_language_is_told_by_characters_and_their_script(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(("letters", "language"), [(3, "zh-Hant"), (4, "zh-Hant"), (5, "en")])
def test_one_chinese_character_weighs_as_much_as_four_letters(letters: int, language: str) -> None:
    assert language_of("香" + "a" * letters) == language


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        (["Ends/Thursday, April 24, 2025", "Issued at HKT 18:32"], "2025-04-24T18:32"),
        (["Ends/Sunday, December 7, 2025", "Issued at HKT 9:05"], "2025-12-07T09:05"),
        (["完", "2025年11月6日（星期四）", "香港時間0時07分"], "2025-11-06T00:07"),
        (["完", "2025 年 4 月 24 日", "香港时间18时32分"], "2025-04-24T18:32"),
    ],
)
def test_the_issue_time_is_read_from_the_closing_lines(lines: list[str], issued: str) -> None:
    assert issue_time(lines) == datetime.fromisoformat(f"{issued}:00+08:00")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Issued at HKT 18:32"],
        ["Ends/Thursday, April 31, 2025", "Issued at HKT 18:32"],
        ["Ends/Thursday, April 24, 2025", "Issued at HKT 24:00"],
        ["2025年13月1日", "香港時間18時32分"],
        ["二〇二五年十三月一日"],
        ["March 2026"],
    ],
)
def test_lines_that_do_not_tell_a_time_give_none(lines: list[str]) -> None:
    assert issue_time(lines) is None


@pytest.mark.parametrize(
    "line",
    [
        "24 April 2025",
        "24th of April 2025",
        "April 24, 2025",
        "Thursday, 24 Apr. 2025",
        "2025-04-24",
        "2025年4月24日",
        "二〇二五年四月二十四日",
        "二零二五年四月二十四日",
    ],
)
def test_a_date_without_a_time_is_midnight_in_utc_or_in_the_zone_named(line: str) -> None:
    assert issue_time([line]) == datetime.fromisoformat("2025-04-24T00:00:00+00:00")
    assert issue_time([line, "All times are HKT."]) == datetime.fromisoformat("2025-04-24T00:00:00+08:00")
    assert issue_time([line, "北京时间"]) == datetime.fromisoformat("2025-04-24T00:00:00+08:00")


@pytest.mark.parametrize(
    ("line", "issued"),
    [
        ("24 April 2025, 6.32 pm GMT", "2025-04-24T18:32:00+00:00"),
        ("24 April 2025, 12:05 am CET", "2025-04-24T00:05:00+01:00"),
        ("24 April 2025 18:32 EDT", "2025-04-24T18:32:00-04:00"),
        ("2025年4月24日 北京時間下午6時32分", "2025-04-24T18:32:00+08:00"),
        ("24 April 2025 18:32 IST", "2025-04-24T00:00:00+00:00"),
    ],
)
def test_a_time_counts_where_its_zone_is_one_zone_only(line: str, issued: str) -> None:
    assert issue_time([line]) == datetime.fromisoformat(issued)


@pytest.mark.parametrize(
    "lines",
    [
        ["Title", "24 April 2025", "The council met."],
        ["Title", "PRESS RELEASE", "For immediate release: 24 April 2025", "The council met."],
        ["Title", "GULLHOLM, 24 April 2025 - The council met on 3 May 2024."],
        ["標題", "（漁港通訊社二〇二五年四月二十四日電）議會今日開會。"],
        ["Title", "The council met.", "It will meet again.", "24 April 2025", "Press Office"],
        ["Title", "The council met.", "Ends", "April 24, 2025"],
    ],
)
def test_the_date_of_issue_stands_below_the_title_before_the_text_or_at_the_end(lines: list[str]) -> None:
    assert issued_in(read_lines(lines)) == datetime.fromisoformat("2025-04-24T00:00:00+00:00")


@pytest.mark.parametrize(
    "lines",
    [
        ["Title", "The council met on 24 April 2025."],
        ["Title", "The council's plan of 24 April 2025 - the Harbour Plan - was carried."],
        ["24 April 2025", "The council met."],
        ["Title", *["The council met."] * 6, "24 April 2025", *["It met again."] * 7],
    ],
)
def test_a_date_of_which_the_text_tells_is_no_date_of_issue(lines: list[str]) -> None:
    assert issued_in(read_lines(lines)) is None


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("Issued by the Harbour Council", "Harbour Council"),
        ("Published by: Gullholm Port Authority.", "Gullholm Port Authority"),
        ("發稿單位：漁港管理局", "漁港管理局"),
        ("Issued at HKT 18:32", ""),
    ],
)
def test_the_issuer_is_read_from_the_closing_lines(line: str, issuer: str) -> None:
    assert issuer_in(read_lines(["Title", "The council met.", "Ends", line])) == issuer
    assert issuer_in(read_lines(["Title", line, *["The council met."] * 7])) == ""
