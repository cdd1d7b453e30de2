"""A release's language and issue time are found in its own words."""

from datetime import datetime

import pytest

from corpus.metadata import issue_time, language_of


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
        ["Ends/Thursday, April 24, 2025"],
        ["Issued at HKT 18:32"],
        ["Ends/Thursday, April 31, 2025", "Issued at HKT 18:32"],
        ["Ends/Thursday, April 24, 2025", "Issued at HKT 24:00"],
        ["2025年13月1日", "香港時間18時32分"],
        ["2025年4月24日", "Issued at HKT 18:32"],
    ],
)
def test_lines_that_do_not_tell_a_time_give_none(lines: list[str]) -> None:
    assert issue_time(lines) is None
