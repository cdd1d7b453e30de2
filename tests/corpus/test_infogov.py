"""A press release page of info.gov.hk gives the release's blocks and what the page says about it."""

from datetime import datetime
from pathlib import Path

import pytest

from corpus.errors import ReleaseError
from corpus.infogov import page_metadata, read_page
from corpus.model import Release
from corpus.read import read_release
from corpus.split import split
from corpus.words import simplified
from tests.corpus.pages import (
    CHINESE,
    CHINESE_BODY,
    CHINESE_CLOSING,
    CHINESE_ID,
    ENGLISH,
    ENGLISH_BODY,
    ENGLISH_CLOSING,
    ENGLISH_ID,
    MAILED,
    PRINTED,
    TO_CHINESE,
    TO_ENGLISH,
    blocks_of,
    page,
)

ENDS = [("issued", "Ends/Friday, May 2, 2025"), ("issued", "Issued at HKT 9:05")]


def read(folder: Path, text: str) -> Release:
    """The release of a page that lies in a file."""
    path = folder / "saved.html"
    path.write_text(text, encoding="utf-8")
    return read_release(path)


def test_an_english_page_gives_its_blocks_in_order(tmp_path: Path) -> None:
    release = read(tmp_path, ENGLISH)
    assert [(str(block.kind), block.span.of(release.text)) for block in release.blocks] == [
        ("title", "Reading rooms open at three piers"),
        ("paragraph", "The Lighthouse Office will open three reading rooms:"),
        ("item", "Room | Opening hours"),
        ("item", "North Pier | 9am to 5pm"),
        ("paragraph", "Visitors are asked to:"),
        ("item", "Bring a library card;"),
        ("item", "Return books within a week."),
        *ENDS,
    ]


def test_a_chinese_page_gives_its_blocks_in_order(tmp_path: Path) -> None:
    release = read(tmp_path, CHINESE)
    assert release.text.split("\n\n") == [
        "三個碼頭開設閱讀室",
        "燈塔辦事處將開設三間閱讀室。",
        "開放時間如下：",
        "北碼頭 | 上午九時",
        "請攜帶圖書證；",
        "請於一星期內還書。",
        "完",
        "2025年5月2日（星期五）",
        "香港時間9時05分",
    ]


@pytest.mark.parametrize(
    ("text", "language", "issuer"),
    [(ENGLISH, "en", "HKSAR Government"), (CHINESE, "zh-Hant", "香港特別行政區政府")],
)
def test_a_page_says_everything_about_its_release(tmp_path: Path, text: str, language: str, issuer: str) -> None:
    release = read(tmp_path, text)
    assert release.id == "P2025050200123"
    assert release.url == "https://www.info.gov.hk/gia/general/202505/02/P2025050200123.htm"
    assert release.issued == datetime.fromisoformat("2025-05-02T09:05:00+08:00")
    assert (release.language, release.issuer) == (language, issuer)


@pytest.mark.parametrize("links", [PRINTED, MAILED])
def test_id_and_address_are_found_in_either_link(links: str) -> None:
    assert page_metadata(page("Title", "Text.", "", links)) == {
        "id": "P2025050200123",
        "url": "https://www.info.gov.hk/gia/general/202505/02/P2025050200123.htm",
    }


def test_a_page_without_those_links_says_neither() -> None:
    assert page_metadata(page("Title", "Text.", "", links="")) == {}


def test_attachments_and_scripts_are_no_words_of_the_release(tmp_path: Path) -> None:
    text = read(tmp_path, ENGLISH).text
    assert not any(word in text for word in ("Annex", "Photo", "shared", "Back to top", "***"))


def test_an_underlined_line_of_a_page_is_a_heading() -> None:
    assert blocks_of("First.<br>Finance<br>----------<br>Lend money.<br>")[:3] == [
        ("paragraph", "First."),
        ("heading", "Finance"),
        ("paragraph", "Lend money."),
    ]


def test_a_line_break_within_an_inline_element_breaks_the_line() -> None:
    assert blocks_of("Before <b>one<br>two</b> after")[:2] == [("paragraph", "Before"), ("paragraph", "one")]
    assert blocks_of("Before <b>one</b> after")[0] == ("paragraph", "Before one after")


def test_words_around_a_list_stay_outside_it() -> None:
    assert blocks_of("Before <ul><li>one</li>between<li>two</li></ul> after") == [
        ("paragraph", "Before"),
        ("item", "one"),
        ("paragraph", "between"),
        ("item", "two"),
        ("paragraph", "after"),
        *ENDS,
    ]


def test_a_row_of_a_table_reports_and_promises_nothing(tmp_path: Path) -> None:
    row = next(p for p in split(read(tmp_path, ENGLISH)).passages if p.text.startswith("North Pier"))
    assert row.kind == "statement"


def test_a_comment_of_the_makers_of_a_page_is_no_word_of_the_release() -> None:
    assert blocks_of("One <!-- note --> line.<br><!-- note -->Another.<br>") == [
        ("paragraph", "One line."),
        ("paragraph", "Another."),
        *ENDS,
    ]


@pytest.mark.parametrize("item", ["First line<br>second line", "<p>First line</p><p>second line</p>"])
def test_lines_within_a_list_item_or_a_cell_keep_their_words_apart(item: str) -> None:
    assert ("item", "First line second line") in blocks_of(f"These:<ul><li>{item}</li></ul>")
    assert ("item", "First line second line | x") in blocks_of(f"<table><tr><td>{item}</td><td>x</td></tr></table>")


def test_a_date_before_a_list_is_no_issue_line() -> None:
    english = blocks_of("First.<br>May 5, 2025<br><ul><li>Opening</li></ul>Last.<br>")
    chinese = blocks_of("首段。<br>2025年5月5日活動如下：<br><ul><li>開幕</li></ul>末段。<br>", CHINESE_CLOSING)
    assert english[1] == ("paragraph", "May 5, 2025")
    assert chinese[1] == ("paragraph", "2025年5月5日活動如下：")


def test_rows_of_dates_before_the_end_are_no_issue_line() -> None:
    blocks = blocks_of("Talks:<table><tr><td>May 5, 2025</td><td>Opening</td></tr></table>")
    assert blocks == [("paragraph", "Talks:"), ("item", "May 5, 2025 | Opening"), *ENDS]


@pytest.mark.parametrize("missing", ["PRHeadlineSpan", "pressrelease"])
def test_a_page_without_the_element_is_told_which_one(missing: str) -> None:
    with pytest.raises(ReleaseError, match=f"no element with the id '{missing}'; is it a press release of info.gov.hk"):
        read_page(ENGLISH.replace(f'id="{missing}"', ""))


@pytest.mark.parametrize("text", ["", "   ", '<?xml version="1.0" encoding="utf-8"?><p/>'])
def test_what_is_no_html_page_is_refused(text: str) -> None:
    with pytest.raises(ReleaseError, match="no HTML page"):
        read_page(text)


def edition(title: str, body: str, closing: str, own: str, links: str) -> str:
    """A page of that id with links to the same release in other languages."""
    return page(title, body, closing, links + PRINTED.replace(ENGLISH_ID, own))


def test_a_page_names_the_same_release_in_the_other_language(tmp_path: Path) -> None:
    english = read(tmp_path, edition("Title", ENGLISH_BODY, ENGLISH_CLOSING, ENGLISH_ID, TO_CHINESE))
    chinese = read(tmp_path, edition("標題", CHINESE_BODY, CHINESE_CLOSING, CHINESE_ID, TO_ENGLISH))
    assert (english.id, english.editions) == (ENGLISH_ID, (CHINESE_ID,))
    assert (chinese.id, chinese.editions) == (CHINESE_ID, (ENGLISH_ID,))


def test_a_simplified_page_has_its_own_id_and_address_and_names_both_others(tmp_path: Path) -> None:
    text = edition("標題", CHINESE_BODY, CHINESE_CLOSING, CHINESE_ID, TO_ENGLISH)
    release = read(tmp_path, simplified(text))
    assert (release.id, release.language) == (f"{CHINESE_ID}-sc", "zh-Hans")
    assert release.issuer == "香港特别行政区政府"
    assert release.editions == (CHINESE_ID, ENGLISH_ID)
    site = "https://sc.isd.gov.hk/TuniS/www.info.gov.hk"
    assert release.url == f"{site}/gia/general/202505/02/{CHINESE_ID}.htm"
    assert release.issued == datetime.fromisoformat("2025-05-02T09:05:00+08:00")


def test_links_to_other_releases_are_no_editions(tmp_path: Path) -> None:
    other = (
        '<a href="/gia/general/202505/01/P2025050100001.htm">Related</a><a href="P2025050100002.htm"><img src="x"></a>'
    )
    assert read(tmp_path, page("Title", other + ENGLISH_BODY, ENGLISH_CLOSING)).editions == ()


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("The following is issued on behalf of the Lighthouse Office:", "Lighthouse Office"),
        ("下稿代燈塔辦事處發出︰", "燈塔辦事處"),
        ("下稿代灯塔办事处发出：", "灯塔办事处"),
        ("The following was said by the Lighthouse Office:", "HKSAR Government"),
    ],
)
def test_a_release_issued_on_behalf_of_another_body_is_that_body_s(tmp_path: Path, line: str, issuer: str) -> None:
    body = f"{line}<br><br>{ENGLISH_BODY}"
    assert read(tmp_path, page("Title", body, ENGLISH_CLOSING)).issuer == issuer
