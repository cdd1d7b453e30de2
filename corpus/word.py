"""Reads a press release in a Word file (DOCX): its blocks, and what the file's properties say about it."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from corpus.blocks import ENUMERATOR, RawBlock, clean, infer_headings, mark_closing
from corpus.errors import ReleaseError
from corpus.kinds import TABLE_CELL
from corpus.model import BlockKind
from corpus.paragraphs import join
from corpus.titles import first_title, likely_title, with_title

MAX_UNPACKED = 200 * 2**20
ENCRYPTED = b"\xd0\xcf\x11\xe0"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What was deleted or moved away, and the second writing of a text box for older programs.
LEFT_OUT = {f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
BREAKS = {f"{W}br", f"{W}cr"}
HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
LIST_STYLE = re.compile(r"list\b", re.IGNORECASE)
# A paragraph that is bold from end to end, and so short, is a heading where no style says so.
MAX_BOLD_HEADING = 120


def read_word(content: bytes) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a Word file's body, and its metadata (`author`).

    Headers, footers and footnotes are left out. Raises ReleaseError for a file that is broken, encrypted or too large.
    """
    document = open_document(content)
    styles = style_names(document)
    try:
        blocks = [block for block in walk(document.element.body, styles) if block[1]]
        title, author = document.core_properties.title, document.core_properties.author
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ReleaseError(f"the Word file is damaged: {error}") from error
    blocks = bold_as_heading(blocks, document, styles)
    blocks = with_title(blocks, first_title(blocks) or likely_title(blocks, clean(title or "")))
    author = clean(author or "")
    return infer_headings(mark_closing(blocks)), {"author": author} if author else {}


def open_document(content: bytes) -> Any:
    """The document, opened by python-docx; ReleaseError says why it cannot be."""
    import docx
    from docx.opc.exceptions import OpcError

    if content.startswith(ENCRYPTED):
        raise ReleaseError("the file is encrypted, or in Word's old format; save it as DOCX without a password")
    # An error of the XML parser is a SyntaxError.
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if unpacked > MAX_UNPACKED:
            raise ReleaseError(f"the Word file is larger than {MAX_UNPACKED // 2**20} MB unpacked")
        return docx.Document(io.BytesIO(content))
    except (
        OpcError, SyntaxError, zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError,
        ValueError, KeyError, AttributeError, TypeError, IndexError, AssertionError,
    ) as error:  # fmt: skip
        raise ReleaseError(f"this is no Word file, or a damaged one: {error}") from error


def style_names(document: Any) -> dict[str, str]:
    """The names of the paragraph styles by their ids."""
    root = document.styles.element
    named = ((style.get(f"{W}styleId"), style.find(f"{W}name")) for style in root.iter(f"{W}style"))
    return {style_id: name.get(f"{W}val") or "" for style_id, name in named if style_id and name is not None}


def walk(element: Any, styles: dict[str, str]) -> Iterator[RawBlock]:
    """The blocks under an element, those within content controls included."""
    for child in element:
        if child.tag == f"{W}p":
            yield paragraph(child, styles)
        elif child.tag == f"{W}tbl":
            yield from table(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from walk(child, styles)


def paragraph(element: Any, styles: dict[str, str]) -> RawBlock:
    """A paragraph as a block, by its style."""
    text = text_of(element)
    style = styles.get(property_of(element, "pStyle"), "")
    heading = HEADING_STYLE.match(style)
    if style.lower() == "title":
        return BlockKind.TITLE, text
    if heading or property_of(element, "outlineLvl") in set("012345"):
        return BlockKind.HEADING, text
    listed = element.find(f"{W}pPr/{W}numPr") is not None or LIST_STYLE.match(style)
    return BlockKind.ITEM if listed or ENUMERATOR.match(text) else BlockKind.PARAGRAPH, text


def property_of(element: Any, name: str) -> str:
    """The value of a paragraph's property, or nothing."""
    found = element.find(f"{W}pPr/{W}{name}")
    return (found.get(f"{W}val") or "") if found is not None else ""


def text_of(element: Any) -> str:
    """The words of a paragraph on one line; what was inserted is in it, what was deleted is not."""
    return join("".join(pieces(element)).split("\n"))


def pieces(element: Any) -> Iterator[str]:
    """The pieces of a text in their order."""
    for child in element:
        if child.tag in LEFT_OUT:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield " "
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag in BREAKS:
            yield "\n"
        else:
            yield from pieces(child)
            if child.tag == f"{W}p":
                yield "\n"


def table(element: Any) -> Iterator[RawBlock]:
    """The rows of a table, a cell that goes on from the row above left out."""
    for row in element.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is element:
            cells = [text_of(cell) for cell in row.iterchildren(f"{W}tc") if not goes_on(cell)]
            yield BlockKind.ITEM, clean(TABLE_CELL.join(cells)) if any(cells) else ""


def goes_on(cell: Any) -> bool:
    """Whether a cell only continues the merged one above it."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(f"{W}val") != "restart"


def bold_as_heading(blocks: list[RawBlock], document: Any, styles: dict[str, str]) -> list[RawBlock]:
    """The blocks; where no style marks a heading, short paragraphs that are wholly bold are headings."""
    if any(kind is BlockKind.HEADING for kind, _ in blocks):
        return blocks
    bold = {paragraph(p, styles)[1] for p in document.element.body.iter(f"{W}p") if is_bold(p)}
    return [
        (BlockKind.HEADING, text)
        if number and kind is BlockKind.PARAGRAPH and text in bold and len(text) <= MAX_BOLD_HEADING
        else (kind, text)
        for number, (kind, text) in enumerate(blocks)
    ]


def is_bold(element: Any) -> bool:
    """Whether every run with words in it is bold."""
    runs = [run for run in element.iter(f"{W}r") if any((text.text or "").strip() for text in run.iter(f"{W}t"))]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(mark is not None and mark.get(f"{W}val") not in ("0", "false") for mark in marks)
