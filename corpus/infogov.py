"""Reads a press release page of info.gov.hk: its blocks, and what the page says about the release."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from corpus.blocks import RawBlock, clean, mark_closing, read_lines
from corpus.errors import ReleaseError
from corpus.kinds import TABLE_CELL
from corpus.model import BlockKind

BREAKING = {"br", "p", "div", "table", "tbody", "thead", "tr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "blockquote"}
ISSUERS = {"en": "HKSAR Government", "zh-Hant": "香港特別行政區政府", "zh-Hans": "香港特别行政区政府"}
# Attachments, share buttons and other furniture inside the release's own element.
FURNITURE = "descendant-or-self::*[contains(@class, 'controlDisplay') or self::script or self::style or self::comment()]"


def read_page(page: str) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a page and its metadata (`id`, `url`; those that are found).

    Raises ReleaseError if the page does not have the elements that info.gov.hk puts a release in.
    """
    try:
        root = html.fromstring(page)
    except (etree.ParserError, ValueError) as error:
        raise ReleaseError(f"this is no HTML page: {error}") from error
    headline, body = find(root, "PRHeadlineSpan"), find(root, "pressrelease")
    for furniture in body.xpath(FURNITURE):
        furniture.drop_tree()
    blocks: list[RawBlock] = [(BlockKind.TITLE, clean(headline.text_content()))]
    blocks += mark_closing(read_body(body))
    return [block for block in blocks if block[1]], page_metadata(page)


def find(root: Any, element_id: str) -> Any:
    """The element with that id, or ReleaseError."""
    found = root.xpath("//*[@id=$id]", id=element_id)
    if not found:
        raise ReleaseError(f"the page has no element with the id {element_id!r}; is it a press release of info.gov.hk?")
    return found[0]


def read_body(body: Any) -> list[RawBlock]:
    """The blocks under the headline, list items and table rows kept apart from paragraphs.

    `read_lines` takes the first line for a title, so each run of lines is given one, which is dropped again.
    """
    blocks: list[RawBlock] = []
    lines: list[str] = ["title"]
    for kind, line in flatten(body):
        if kind is BlockKind.ITEM:
            blocks += read_lines(lines)[1:]
            blocks.append((kind, clean(line)))
            lines = ["title"]
        else:
            lines.append(line)
    return blocks + read_lines(lines)[1:]


def flatten(element: Any) -> Iterator[tuple[BlockKind, str]]:
    """The lines of an element in the order of the page; a list item or a table row is one line."""
    line = element.text or ""
    for child in element:
        if child.tag in ("li", "tr"):  # one line each, cells divided by bars
            yield BlockKind.PARAGRAPH, line
            cells = child.xpath("./td|./th") or [child]
            yield BlockKind.ITEM, TABLE_CELL.join(clean(cell.text_content()) for cell in cells)
            line = ""
        elif child.tag in BREAKING or any(grandchild.tag in BREAKING for grandchild in child.iter()):
            yield BlockKind.PARAGRAPH, line
            yield from flatten(child)
            line = ""
        else:
            line += child.text_content()
        line += child.tail or ""
    yield BlockKind.PARAGRAPH, line


def page_metadata(page: str) -> dict[str, str]:
    """The release's id and address, from the page's links to its own printed form."""
    found = re.search(r"(P(\d{6})(\d{2})\d{5})p\.htm", page) or re.search(
        r"general%2F\d{6}%2F\d{2}%2F(P(\d{6})(\d{2})\d{5})\.htm", page
    )
    if not found:
        return {}
    release_id, month, day = found.groups()
    return {"id": release_id, "url": f"https://www.info.gov.hk/gia/general/{month}/{day}/{release_id}.htm"}
