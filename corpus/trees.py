"""Parses an HTML page into a tree of elements."""

from typing import Any

from corpus.errors import ReleaseError

UNWRITTEN = ("script", "style")


def parse_page(page: str) -> Any:
    """The root element of a page. Raises ReleaseError for what is no HTML page."""
    from lxml import etree, html

    try:
        return html.fromstring(page)
    except (etree.LxmlError, ValueError) as error:
        raise ReleaseError(f"this is no HTML page: {error}") from error


def strip_unwritten(element: Any) -> None:
    """Take comments, scripts and styles out of an element."""
    from lxml import etree

    etree.strip_elements(element, etree.Comment, etree.PI, *UNWRITTEN, with_tail=False)


def words_of_html(piece: str) -> str:
    """The words of a piece of a page, in lines as it has them; nothing if there are only tags."""
    try:
        root = parse_page(f"<div>{piece}</div>")
    except ReleaseError:
        return ""
    strip_unwritten(root)
    return str(root.text_content())
