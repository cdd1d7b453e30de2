"""Reads a press release on the page of any public body: its blocks, and what the page says about it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.blocks import ENUMERATOR, RawBlock, clean, infer_headings, mark_closing
from corpus.dates import parse_time
from corpus.errors import ReleaseError
from corpus.kinds import TABLE_CELL
from corpus.model import BlockKind
from corpus.paragraphs import STOP, join
from corpus.titles import with_title
from corpus.trees import parse_page
from corpus.words import HAN

# A line that ends in the source between two Chinese characters shows no space.
CHINESE_BREAK = re.compile(f"(?<=[{HAN}，。、；：])[ \t]*\r?\n\\s*(?=[{HAN}])")
# Where pages say when they were published; when they were last changed is another thing. A date in the text is the
# text's to find: of several there, a guess would often be wrong.
PUBLISHED = frozenset(
    """
    article:published_time datepublished dc.date.issued dcterms.issued dc.date dcterms.date dc.date.created
    dcterms.created date pubdate publishdate publish_date publication_date
    """.split()
)
TIMES = "//time[@pubdate or @itemprop='datePublished']/@datetime"
LINKED_DATA = "//script[@type='application/ld+json']/text()"
MAX_DEPTH = 8


def read_web_page(page: str) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a page's main text and its metadata (`issuer`, `issued` and `url`; those that are found).

    Raises ReleaseError if no main text can be told from the rest of the page.
    """
    import trafilatura

    root = parse_page(CHINESE_BREAK.sub("", page))
    try:
        document = trafilatura.bare_extraction(
            root, fast=True, favor_recall=True, include_comments=False, with_metadata=True
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
        raise ReleaseError(f"the page is too damaged to be read: {error}") from error
    if document is None or isinstance(document, dict) or document.body is None:
        raise ReleaseError("the page has no text that could be told from its menus; save the release as text")
    blocks = [block for block in walk(document.body) if block[1]]
    blocks = infer_headings(mark_closing(with_title(blocks, title_of(root, blocks, document.title or ""))))
    found = {"issuer": document.sitename, "url": document.url, "issued": published(root)}
    return blocks, {key: clean(value) for key, value in found.items() if value}


def walk(element: Any) -> Iterator[RawBlock]:
    """The blocks under an element of what trafilatura has extracted."""
    for child in element:
        if child.tag == "head":
            yield BlockKind.HEADING, clean(words(child))
        elif child.tag == "item":
            yield from item(child)
        elif child.tag == "row" and len(child) > 1:
            cells = [clean(words(cell)) for cell in child]
            yield BlockKind.ITEM, clean(TABLE_CELL.join(cells)) if sum(map(bool, cells)) > 1 else "".join(cells)
        elif child.tag in ("list", "table", "row", "cell", "div", "quote") and len(child):
            yield BlockKind.PARAGRAPH, clean(child.text or "")
            yield from walk(child)
        else:
            yield from lines(child)
        yield BlockKind.PARAGRAPH, clean(child.tail or "")


def item(element: Any) -> Iterator[RawBlock]:
    """A list's item, and the items of a list within it."""
    inner = [child for child in element if child.tag == "list"]
    for child in inner:
        element.remove(child)
    yield BlockKind.ITEM, clean(words(element))
    for child in inner:
        yield from walk(child)


def lines(element: Any) -> Iterator[RawBlock]:
    """The lines of a paragraph; one that goes on with a sentence is joined to the one before."""
    found = [line for line in map(clean, words(element, "\n").split("\n")) if line]
    joined: list[str] = []
    for line in found:
        if joined and not STOP.search(joined[-1]) and line[0].islower():
            joined[-1] = join([joined[-1], line])
        else:
            joined.append(line)
    for line in joined:
        yield BlockKind.ITEM if ENUMERATOR.match(line) else BlockKind.PARAGRAPH, line


def words(element: Any, line_break: str = " ") -> str:
    """The words of an element, those of its inner paragraphs and lines kept apart."""
    text = element.text or ""
    for child in element:
        apart = line_break if child.tag in ("lb", "p", "item", "list", "row", "cell") else ""
        text += apart + words(child, line_break) + (apart if child.tag != "lb" else "") + (child.tail or "")
    return text


def title_of(root: Any, blocks: list[RawBlock], described: str) -> str:
    """The title: the page's only first heading, or else as its metadata says."""
    headings = [clean(heading.text_content()) for heading in root.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    return clean(described) or (blocks[0][1] if blocks else "")


def published(root: Any) -> str:
    """The time of publication that a page gives for machines, in ISO form, or nothing."""
    metas = [
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "", meta) for meta in root.iter("meta")
    ]
    given = [meta.get("content") or "" for name, meta in metas if name.lower() in PUBLISHED]
    given += map(str, root.xpath(TIMES))
    for text in root.xpath(LINKED_DATA):
        try:
            given += dates_of(json.loads(str(text)), MAX_DEPTH)
        except (ValueError, RecursionError):
            continue  # what a page cannot say properly to machines, its text may still say
    times = filter(None, map(parse_time, given))
    return next((time.isoformat() for time in times), "")


def dates_of(data: Any, depth: int) -> list[str]:
    """The values of `datePublished` in linked data."""
    if depth == 0 or not isinstance(data, dict | list):
        return []
    if isinstance(data, list):
        return [found for value in data for found in dates_of(value, depth - 1)]
    own = data.get("datePublished")
    inner = [found for value in data.values() for found in dates_of(value, depth - 1)]
    return [own, *inner] if isinstance(own, str) else inner
