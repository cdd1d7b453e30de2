"""Makes blocks of the lines of a document's pages: joins them into paragraphs, and tells headings by their type.

Columns of text are read in the order in which the file has them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.blocks import ENUMERATOR, RawBlock, clean, wide
from corpus.kinds import TABLE_CELL
from corpus.model import BlockKind
from corpus.paragraphs import FULL_STOP, STOP, join, words_of
from corpus.pdf_lines import Cell, Line, Page, rows_of, without_furniture

LARGER = 1.12
TITLE_LARGER = 1.25
SAME_SIZE = 0.08
# Lines of a paragraph follow each other at the usual pitch; with so much more, a new one begins.
NEW_PARAGRAPH = 1.25
WITHIN_SENTENCE = 2.2
INDENT = 0.8
MAX_HEADING = 160


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: the size of its text, the pitch of its lines, where they end, and its words."""

    size: float
    pitch: float
    right: float
    words: frozenset[str]


def blocks_of(pages: Sequence[Page]) -> tuple[list[RawBlock], str]:
    """The blocks of a document in the order of its lines, and the title if its type tells it from the text."""
    pages = [Page(page.height, lines) for page, lines in zip(pages, without_furniture(pages), strict=True)]
    setting = setting_of(pages)
    paragraphs = list(paragraphs_of(pages, setting))
    blocks = [(kind_of(paragraph, setting), text_of(paragraph, setting)) for paragraph in paragraphs]
    return [block for block in blocks if block[1]], title_of(paragraphs, setting)


def setting_of(pages: Sequence[Page]) -> Setting:
    """How most of a document's lines are set."""
    lines = [line for page in pages for line in page.lines]
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 1.0
    pitches = Counter(
        round(first.bottom - second.bottom)
        for page in pages
        for first, second in pairwise(page.lines)
        if first.size == second.size == size and 0 < first.bottom - second.bottom < 3 * size
    )
    # Of pitches about as frequent, the narrowest is that of lines within a paragraph.
    most = max(pitches.values(), default=0)
    pitch = min((pitch for pitch, count in pitches.items() if 2 * count >= most), default=round(1.3 * size))
    right = max((line.right for line in lines if line.size == size and len(line.cells) == 1), default=0.0)
    return Setting(size, pitch, right, words_of("\n".join(line.text for line in lines)))


def paragraphs_of(pages: Sequence[Page], setting: Setting) -> Iterator[list[Line]]:
    """The lines of each paragraph; one that a page's end has cut goes on."""
    paragraph: list[Line] = []
    for page in pages:
        rows = rows_of(page.lines)
        for number, line in enumerate(page.lines):
            if paragraph and not (rows & {id(line), id(paragraph[-1])}):
                joined = across_pages if number == 0 else goes_on
                if joined(paragraph, line, setting, right_of(page.lines, line, setting)):
                    paragraph.append(line)
                    continue
            if paragraph:
                yield as_row(paragraph, rows)
            paragraph = [line]
    if paragraph:
        yield as_row(paragraph, rows)


def as_row(paragraph: list[Line], rows: set[int]) -> list[Line]:
    """A paragraph, its cells kept apart only if it is a table's row."""
    if id(paragraph[0]) not in rows:
        for line in paragraph:
            line.cells = [Cell(line.left, line.right, line.text)]
    return paragraph


def right_of(lines: Sequence[Line], line: Line, setting: Setting) -> float:
    """Where the lines end of the column that a line stands in."""
    texts = (other for other in lines if other.size == line.size and len(other.cells) == 1)
    beside = (other.right for other in texts if other.left < line.right and other.right > line.left)
    column = max(beside, default=line.right)
    has_next = any(other.left > column for other in lines)
    return column if has_next else max(column, setting.right)


def goes_on(paragraph: Sequence[Line], line: Line, setting: Setting, right: float) -> bool:
    """Whether a line belongs to the paragraph above it on the same page."""
    before, pitch = paragraph[-1], paragraph[-1].bottom - line.bottom
    if abs(before.size - line.size) > SAME_SIZE * before.size or ENUMERATOR.match(line.text):
        return False
    if before.size > LARGER * setting.size:
        return 0 < pitch < 1.7 * before.size and not STOP.search(before.text)
    if within_sentence(before, line):
        return pitch < WITHIN_SENTENCE * setting.pitch
    if before.bold != line.bold or not -setting.size < pitch < NEW_PARAGRAPH * setting.pitch + 1:
        return columns_change(before, line) and is_full(before, line, right)
    if FULL_STOP.search(before.text) and indents(paragraph, line):
        return False
    return is_full(before, line, right)


def columns_change(before: Line, line: Line) -> bool:
    """Whether a line begins the next column of text in mid-sentence."""
    return line.bottom > before.top and line.left > before.left and not STOP.search(before.text)


def across_pages(paragraph: Sequence[Line], line: Line, setting: Setting, right: float) -> bool:
    """Whether the first line of a page goes on with the last paragraph of the page before."""
    before = paragraph[-1]
    if abs(before.size - line.size) > SAME_SIZE * before.size or before.bold != line.bold:
        return False
    if STOP.search(before.text) or ENUMERATOR.match(line.text):
        return False
    return within_sentence(before, line) or is_full(before, line, max(right, setting.right))


def within_sentence(before: Line, line: Line) -> bool:
    """Whether a line cannot but go on with the sentence of the line before it."""
    return not STOP.search(before.text) and line.text[:1].islower()


def is_full(before: Line, line: Line, right: float) -> bool:
    """Whether a line ends because its column does: the next one's first word finds no place in it."""
    text = line.text
    first = 1 if wide(text[0]) else len(text.split()[0]) + 1
    return before.right + first * (line.right - line.left) / len(text) > right - 1


def indents(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line begins further in than its paragraph, or further out than a list's item that hangs."""
    before, indent = paragraph[-1], INDENT * line.size
    if ENUMERATOR.match(paragraph[0].text):
        return len(paragraph) > 1 and line.left < before.left - indent
    return line.left > before.left + indent


def text_of(paragraph: Sequence[Line], setting: Setting) -> str:
    """The words of a paragraph; those of a table's row with the mark of a cell between them."""
    if len(paragraph) == 1 and len(paragraph[0].cells) > 1:
        return TABLE_CELL.join(clean(cell.text) for cell in paragraph[0].cells)
    return join((line.text for line in paragraph), setting.words)


def kind_of(paragraph: Sequence[Line], setting: Setting) -> BlockKind:
    """What a paragraph is, by its type: larger or bold and short is a heading."""
    text, first = text_of(paragraph, setting), paragraph[0]
    if TABLE_CELL in text:
        return BlockKind.ITEM
    stands_out = first.size > LARGER * setting.size or all(line.bold for line in paragraph)
    if stands_out and len(text) <= MAX_HEADING and not STOP.search(text):
        return BlockKind.HEADING
    return BlockKind.ITEM if ENUMERATOR.match(text) else BlockKind.PARAGRAPH


def title_of(paragraphs: Sequence[Sequence[Line]], setting: Setting) -> str:
    """The text set in the largest type near the beginning, if it is much larger than the rest; or nothing."""
    near = [paragraph for paragraph in paragraphs[:8] if TABLE_CELL not in text_of(paragraph, setting)]
    largest = max(near, key=lambda paragraph: paragraph[0].size, default=[])
    return text_of(largest, setting) if largest and largest[0].size > TITLE_LARGER * setting.size else ""
