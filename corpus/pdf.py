"""Reads a press release in a PDF: the lines of its pages, made blocks by `corpus.pdf_blocks`."""

import ctypes
import math
import sys
from collections.abc import Iterator
from typing import Any

from corpus.blocks import RawBlock, clean, infer_headings, mark_closing
from corpus.errors import ReleaseError
from corpus.pdf_blocks import blocks_of
from corpus.pdf_lines import Cell, Line, Page
from corpus.titles import likely_title, with_title

MAX_PAGES = 2000
# In ems: a gap that parts two cells of a table, and a step back that begins a line.
CELL_GAP = 1.2
STEP_BACK = 1.0
HYPHENS = "\x02\ufffe"
BOLD = ("bold", "black", "heavy")
BOLD_WEIGHT = 600


def read_pdf(content: bytes) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a PDF, its title first, and its metadata (`author`).

    Raises ReleaseError for a file that is broken, encrypted, too long or without a text layer.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > MAX_PAGES:
                raise ReleaseError(f"the PDF has {len(document)} pages; at most {MAX_PAGES} are read")
            pages = [read_page(document, number) for number in range(len(document))]
            properties = document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        reason = "the PDF is encrypted; save it without a password" if locked else f"this is no whole PDF: {error}"
        raise ReleaseError(reason) from error
    if not any(page.lines for page in pages):
        raise ReleaseError("the PDF has no text layer; recognise its text (OCR) first, or give the release as text")
    blocks, title = blocks_of(pages)
    blocks = with_title(blocks, title or likely_title(blocks, title_property(properties)))
    author = clean(properties.get("Author", ""))
    return infer_headings(mark_closing(blocks)), {"author": author} if author else {}


def title_property(properties: dict[str, str]) -> str:
    """The title among a file's properties, unless a program has put a file's name there."""
    title = clean(properties.get("Title", ""))
    return "" if title.startswith("Microsoft ") or title.lower().endswith((".doc", ".docx", ".pdf", ".indd")) else title


def read_page(document: Any, number: int) -> Page:
    """The lines of one page in the order in which the file has them."""
    page = document[number]
    try:
        text = page.get_textpage()
        try:
            return Page(page.get_height(), merged(list(segments(text))))
        finally:
            text.close()
    finally:
        page.close()


def segments(text: Any) -> Iterator[Line]:
    """The stretches of characters that stand beside each other."""
    import pypdfium2.raw as pdfium

    line: Line | None = None
    for index in range(text.count_chars()):
        character = chr(min(pdfium.FPDFText_GetUnicode(text.raw, index), sys.maxunicode))
        if pdfium.FPDFText_IsGenerated(text.raw, index) == 1 or character.isspace():
            if line:
                line.add_space()
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if line is None or not line.takes(left, bottom, top, STEP_BACK):
            if line:
                yield line
            size, bold = font_of(text, index)
            line = Line([Cell(left, right)], bottom, top, size or top - bottom, bold)
        elif left - line.right > CELL_GAP * line.size:
            line.cells.append(Cell(left, right))
        if line.bold and character.isalnum() and not font_of(text, index)[1]:
            line.bold = False
        line.add("-" if character in HYPHENS else character, right)
    if line:
        yield line


def merged(parts: list[Line]) -> list[Line]:
    """The lines: parts that follow each other at one height are the cells of one line."""
    lines: list[Line] = []
    for part in parts:
        last = lines[-1] if lines else None
        if last and last.same_height(part.bottom, part.top) and part.left > last.right:
            last.cells += part.cells
            last.bold &= part.bold
        else:
            lines.append(part)
    return [line for line in lines if clean(line.text)]


def font_of(text: Any, index: int) -> tuple[float, bool]:
    """The size of a character's font on the page, and whether it is a bold one."""
    import pypdfium2.raw as pdfium

    matrix, flags, name = pdfium.FS_MATRIX(), ctypes.c_int(), ctypes.create_string_buffer(128)
    scale = math.hypot(matrix.c, matrix.d) if pdfium.FPDFText_GetMatrix(text.raw, index, matrix) else 1.0
    pdfium.FPDFText_GetFontInfo(text.raw, index, name, len(name), flags)
    named = any(word in name.value.decode("utf-8", "replace").lower() for word in BOLD)
    bold = named or pdfium.FPDFText_GetFontWeight(text.raw, index) >= BOLD_WEIGHT
    return round(pdfium.FPDFText_GetFontSize(text.raw, index) * scale, 1), bold
