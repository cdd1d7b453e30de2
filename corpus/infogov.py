"""Reads a press release page of info.gov.hk: its blocks, and what the page says about the release."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from corpus.blocks import RawBlock, clean, mark_closing, read_body
from corpus.errors import ReleaseError
from corpus.kinds import TABLE_CELL
from corpus.metadata import language_of
from corpus.model import BlockKind
from corpus.trees import parse_page, strip_unwritten

BREAKING = {"br", "p", "div", "table", "tbody", "thead", "tr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "blockquote"}
ISSUERS = {"en": "HKSAR Government", "zh-Hant": "香港特別行政區政府", "zh-Hans": "香港特别行政区政府"}
# Attachments and share buttons inside the release's own element.
FURNITURE = "descendant::*[contains(@class, 'controlDisplay')]"
ELEMENTS = ("PRHeadlineSpan", "pressrelease")
# The links at the head of a page to the same release in other languages.
EDITION = re.compile(
    r"<a\b[^>]{0,300}?href=[\"'][^\"'>]{0,300}?(P\d{13})\.htm[^>]{0,300}>\s*<img\b[^>]{0,300}?(?:hdr(?:TC|SC|EN)Lnk|lang_(?:tc|sc|en))",
    re.IGNORECASE,
)
ON_BEHALF = re.compile(
    r"The following (?:\w+ )?is issued on behalf of (?:the )?(.{2,120}?)\s?[:：︰]|下稿代(?:表)?(.{2,40}?)[發发]出"
)
# The Simplified pages are made from the Traditional ones as they are asked for, under the same id.
SIMPLIFIED_ID = "-sc"
SIMPLIFIED_SITE = "https://sc.isd.gov.hk/TuniS/www.info.gov.hk"
SITE = "https://www.info.gov.hk"


def read_page(page: str) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a page and its metadata (`issuer`, and `id`, `url` and `editions` if they are found).

    Raises ReleaseError if the page does not have the elements that info.gov.hk puts a release in.
    """
    root = parse_page(page)
    headline, body = (find(root, element_id) for element_id in ELEMENTS)
    strip_unwritten(body)
    for furniture in body.xpath(FURNITURE):
        furniture.drop_tree()
    blocks = [(BlockKind.TITLE, clean(headline.text_content())), *mark_closing(read_element(body))]
    blocks = [block for block in blocks if block[1]]
    language = language_of(" ".join(text for _, text in blocks))
    return blocks, {"issuer": issuer(blocks, language), **page_metadata(page, language)}


def is_release_page(page: str) -> bool:
    """Whether a page has the elements that info.gov.hk puts a release in."""
    return all(element_id in page for element_id in ELEMENTS)


def issuer(blocks: list[RawBlock], language: str) -> str:
    """The body on whose behalf the release is issued, if it opens with such a line, else the government."""
    for _, text in blocks[1:2]:
        if found := ON_BEHALF.match(text):
            return clean(found[1] or found[2])
    return ISSUERS[language]


def find(root: Any, element_id: str) -> Any:
    """The element with that id, or ReleaseError."""
    found = root.xpath("//*[@id=$id]", id=element_id)
    if not found:
        raise ReleaseError(f"the page has no element with the id {element_id!r}; is it a press release of info.gov.hk?")
    return found[0]


def read_element(element: Any) -> list[RawBlock]:
    """The blocks of an element, list items and table rows kept apart from paragraphs."""
    blocks: list[RawBlock] = []
    for is_item, lines in groupby(flatten(element), key=lambda line: line[0] is BlockKind.ITEM):
        texts = [text for _, text in lines]
        blocks += [(BlockKind.ITEM, clean(text)) for text in texts] if is_item else read_body(texts)
    return blocks


def flatten(element: Any) -> Iterator[tuple[BlockKind, str]]:
    """The lines of an element in the order of the page; a list item or a table row is one line."""
    line = element.text or ""
    for child in element:
        if child.tag in ("li", "tr"):
            yield BlockKind.PARAGRAPH, line
            yield BlockKind.ITEM, TABLE_CELL.join(map(on_one_line, child.xpath("./td|./th") or [child]))
            line = ""
        elif any(inner.tag in BREAKING for inner in child.iter()):
            yield BlockKind.PARAGRAPH, line
            yield from flatten(child)
            line = ""
        else:
            line += child.text_content()
        line += child.tail or ""
    yield BlockKind.PARAGRAPH, line


def on_one_line(element: Any) -> str:
    """The words of an element on one line, those of its inner lines with spaces between them."""
    return clean(" ".join(line for _, line in flatten(element)))


def page_metadata(page: str, language: str = "") -> dict[str, str]:
    """The release's id and address, from the page's links to its own printed form, and the ids of its editions."""
    found = re.search(r"(P(\d{6})(\d{2})\d{5})p\.htm", page) or re.search(
        r"general%2F\d{6}%2F\d{2}%2F(P(\d{6})(\d{2})\d{5})\.htm", page
    )
    if not found:
        return {}
    page_id, month, day = found.groups()
    simplified = language == "zh-Hans"
    release_id = page_id + SIMPLIFIED_ID if simplified else page_id
    editions = dict.fromkeys([*([page_id] if simplified else []), *EDITION.findall(page)])
    others = " ".join(edition for edition in editions if edition != release_id)
    path = f"/gia/general/{month}/{day}/{page_id}.htm"
    metadata = {"id": release_id, "url": (SIMPLIFIED_SITE if simplified else SITE) + path}
    return {**metadata, "editions": others} if others else metadata
