"""The page of any public body gives the release in it, and what the page says to machines about it."""

import json

import pytest

from corpus.encoding import decode_page
from corpus.errors import ReleaseError
from corpus.model import BlockKind
from corpus.web import read_web_page
from tests.corpus.documents import SAMPLES

TEXT = "<p>The council will open three reading rooms at the piers of the town and lend books to anybody.</p>"
SUM = "<p>It has set aside 400,000 crowns for them until the year 2028.</p>"
BODY = f"<article><h1>Reading rooms</h1>{TEXT}{SUM}</article>"


def page(head: str = "", body: str = BODY) -> str:
    """A page with that head and body."""
    return f"<!DOCTYPE html><html><head><title>Rooms - Council</title>{head}</head><body>{body}</body></html>"


def linked_data(data: object) -> str:
    """A script with linked data."""
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("head", "issued"),
    [
        ('<meta property="article:published_time" content="2026-03-12T09:30:00+01:00">', "2026-03-12T09:30:00+01:00"),
        ('<meta name="DCTERMS.issued" content="2026-03-12">', "2026-03-12T00:00:00+00:00"),
        (linked_data({"@graph": [{"x": 1}, {"datePublished": "2026-03-12T09:30Z"}]}), "2026-03-12T09:30:00+00:00"),
        (linked_data({"a": "b"}) + linked_data([{"datePublished": "12 March 2026"}]), "2026-03-12T00:00:00+00:00"),
        ('<meta name="PubDate" content="2026-03-12 09:30:00">', "2026-03-12T09:30:00+00:00"),
        ('<meta name="date" content="soon"><time pubdate datetime="2026-03-12">', "2026-03-12T00:00:00+00:00"),
        ('<meta name="last-modified" content="2026-03-12">', None),
        ('<script type="application/ld+json">{not json</script>', None),
        (linked_data({"datePublished": "soon"}), None),
        ("", None),
    ],
)
def test_the_issue_time_is_read_where_a_page_gives_it_to_machines(head: str, issued: str | None) -> None:
    assert read_web_page(page(head))[1].get("issued") == issued


def test_no_date_is_guessed_from_those_that_a_page_tells_of() -> None:
    body = BODY.replace("anybody.", "anybody from 1 May 2026.") + "<footer>Changed on 2026-05-05</footer>"
    assert "issued" not in read_web_page(page(body=body))[1]


def test_a_row_has_bars_only_between_cells_with_words() -> None:
    rows = "<table><tr><td>Room</td><td>Opens</td></tr><tr><td>Closed</td><td></td></tr></table></article>"
    blocks = read_web_page(page(body=BODY.replace("</article>", rows)))[0]
    assert [text for kind, text in blocks if kind is BlockKind.ITEM] == ["Room | Opens", "Closed"]


def test_the_only_first_heading_is_the_title_and_else_that_of_the_metadata() -> None:
    head = '<meta property="og:title" content="The council opens rooms">'
    assert read_web_page(page(head))[0][0] == (BlockKind.TITLE, "Reading rooms")
    assert read_web_page(page(head, BODY.replace("h1", "h4")))[0][0] == (BlockKind.TITLE, "The council opens rooms")


def test_a_line_break_ends_a_paragraph_unless_the_sentence_goes_on() -> None:
    body = BODY.replace("lend books to anybody.", "lend<br>books to anybody.<br><br>They open in May.")
    texts = [text for _, text in read_web_page(page(body=body))[0]]
    assert texts[1:3] == [
        "The council will open three reading rooms at the piers of the town and lend books to anybody.",
        "They open in May.",
    ]


def test_nested_lists_are_items_each() -> None:
    nested = "<ul><li>lend books<ul><li>to children</li><li>to all</li></ul></li><li>read aloud</li></ul></article>"
    blocks = read_web_page(page(body=BODY.replace("</article>", nested)))[0]
    items = [text for kind, text in blocks if kind is BlockKind.ITEM]
    assert items == ["lend books", "to children", "to all", "read aloud"]


@pytest.mark.parametrize("text", ["", "<html></html>", page(body="<img src='a.png'>")])
def test_a_page_without_a_text_says_so(text: str) -> None:
    with pytest.raises(ReleaseError, match=r"this is no HTML page|no text that could be told from its menus"):
        read_web_page(text)


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030"])
def test_a_page_is_decoded_by_the_charset_that_it_declares(charset: str) -> None:
    text = (SAMPLES / "bureau.html").read_text(encoding="utf-8").replace("gb2312", charset)
    assert decode_page(text.encode("gb18030")) == text


def test_the_charset_that_came_with_a_page_and_a_byte_order_mark_come_first() -> None:
    text = '<meta charset="utf-8"><p>議會'
    assert decode_page(text.encode("big5"), "Big5") == text
    assert decode_page(b"\xef\xbb\xbf" + text.encode(), "big5") == text
    assert decode_page(b"\xff\xfe" + text.encode("utf-16-le")) == text


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"<p>\xff", "not utf-8 at byte 3"),
        (b'<meta charset="big5">\xff\xff', "not big5hkscs at byte 21"),
        (b'<meta charset="utf-7">', "the page's charset 'utf-7' is not supported"),
        (b'<meta charset="zip">', "the page's charset 'zip' is not supported"),
    ],
)
def test_bytes_that_are_not_what_they_declare_are_refused(content: bytes, error: str) -> None:
    with pytest.raises(ReleaseError, match=error):
        decode_page(content)
