"""The lines of a document's pages: what stands in them, which are running headers, and which are a table's rows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.blocks import ENUMERATOR, clean

# Running headers and footers stand within this share of a page's height at its top and bottom.
MARGIN_ZONE = 0.12
PAGE_NUMBER = re.compile(
    r"(?:page\s)?[-–—]?\s?#\s?[-–—]?(?:\s?(?:of|/|／)\s?#)?|第\s?#\s?[頁页](?:[，,]?\s?共\s?#\s?[頁页])?", re.IGNORECASE
)


@dataclass(slots=True)
class Cell:
    """What stands together in a line: its text between two edges, in points."""

    left: float
    right: float
    text: str = ""


@dataclass(slots=True)
class Line:
    """One line of a page, in points from its lower left corner; cells are parted by wide gaps."""

    cells: list[Cell]
    bottom: float
    top: float
    size: float
    bold: bool = False

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.cells[-1].right

    @property
    def text(self) -> str:
        """The words of the line."""
        return clean(" ".join(cell.text for cell in self.cells))

    def add(self, character: str, right: float) -> None:
        """Write a character at the end of the line."""
        self.cells[-1].text += character
        self.cells[-1].right = max(self.cells[-1].right, right)

    def add_space(self) -> None:
        """Write a space at the end of the line."""
        self.cells[-1].text += " "

    def same_height(self, bottom: float, top: float) -> bool:
        """Whether something between two heights stands in this line."""
        shared = min(top, self.top) - max(bottom, self.bottom)
        return shared > 0.5 * min(top - bottom, self.top - self.bottom)

    def takes(self, left: float, bottom: float, top: float, step_back: float) -> bool:
        """Whether a character there goes on with this line."""
        return self.same_height(bottom, top) and left > self.right - step_back * self.size


@dataclass(slots=True)
class Page:
    """The lines of a page that is so many points high."""

    height: float
    lines: list[Line]


def without_furniture(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of each page without running headers, running footers and page numbers."""
    shapes = [{shape(line) for line in page.lines if in_margin(line, page)} for page in pages]
    repeated = Counter(text for texts in shapes for text in texts)
    often = max(2, len(pages) // 3)
    return [
        [
            line
            for line in page.lines
            if not (in_margin(line, page) and (repeated[shape(line)] >= often or PAGE_NUMBER.fullmatch(shape(line))))
        ]
        for page in pages
    ]


def in_margin(line: Line, page: Page) -> bool:
    """Whether a line stands where running headers and footers do."""
    return line.bottom < MARGIN_ZONE * page.height or line.top > (1 - MARGIN_ZONE) * page.height


def shape(line: Line) -> str:
    """What a line says on every page, whatever number it counts."""
    return re.sub(r"\d+", "#", line.text)


def rows_of(lines: Sequence[Line]) -> set[int]:
    """The lines that are rows of a table: beside one another, with cells that begin at the same places."""
    found: set[int] = set()
    for first, second in pairwise(lines):
        places = [[cell.left for cell in columns(line)[1:]] for line in (first, second)]
        if any(abs(a - b) < first.size for a in places[0] for b in places[1]):
            found |= {id(first), id(second)}
    return found


def columns(line: Line) -> list[Cell]:
    """The cells of a line, the number or bullet of a list's item not counted."""
    return line.cells[1:] if ENUMERATOR.fullmatch(line.cells[0].text.strip() + " ") else line.cells
