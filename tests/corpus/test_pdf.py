"""The lines of a PDF become paragraphs, headings and rows; a PDF that cannot be read says why."""

import pytest

from corpus.errors import ReleaseError
from corpus.model import BlockKind
from corpus.pdf import read_pdf
from corpus.pdf_blocks import blocks_of
from corpus.pdf_lines import Cell, Line, Page, without_furniture
from tests.corpus.documents import SAMPLES, pdf_file

HEIGHT = 800.0


def line(text: str, top: float, left: float = 70, size: float = 10, bold: bool = False) -> Line:
    """A line set half as wide as it is high a letter; bars part its cells, each beginning at a multiple of 150."""
    places = [left + 150 * number for number in range(text.count("|") + 1)]
    cells = [
        Cell(place, place + size * 0.5 * len(part) * (2 if ord(part[0]) > 0x2FFF else 1), part)
        for place, part in zip(places, text.split("|"), strict=True)
    ]
    return Line(cells, top - size, top, size, bold)


def page(*texts: str, top: float = 650, pitch: float = 13) -> Page:
    """A page with those lines at one pitch, and an empty line where a text is empty."""
    places = [(text, top - pitch * number) for number, text in enumerate(texts)]
    return Page(HEIGHT, [line(text, place) for text, place in places if text])


def texts(*pages: Page) -> list[str]:
    """The texts of the blocks of some pages."""
    return [text for _, text in blocks_of(pages)[0]]


LONG = [
    "The council will open three reading rooms at the",
    "Salt Quay and lend books there to anybody who asks",
    "for one. Nobody pays.",
]


def test_the_lines_of_a_paragraph_are_joined_and_an_empty_line_parts_two() -> None:
    assert texts(page(*LONG, "", *LONG)) == [" ".join(LONG)] * 2


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    assert texts(page(*LONG[:2]), page(LONG[2], "", *LONG)) == [" ".join(LONG)] * 2
    assert texts(page(*LONG), page(*LONG)) == [" ".join(LONG)] * 2


def test_a_first_line_that_is_set_in_begins_a_paragraph() -> None:
    first, second = page(*LONG[:2]).lines, page("set in, and full: nobody has ever paid for it here.", top=624).lines
    full = [*first, line("for one, and nobody shall ever pay anything for it.", 624)]
    assert texts(Page(HEIGHT, [*full, line("Then", 611, left=90)]))[1:] == ["Then"]
    assert len(texts(Page(HEIGHT, [*first, *second]))) == 1


def test_chinese_lines_are_joined_without_a_space() -> None:
    assert texts(page("渡輪署今日公布三條新航線，將於六月開航，往來", "內港與外島。")) == [
        "渡輪署今日公布三條新航線，將於六月開航，往來內港與外島。"
    ]


def test_listed_items_stay_apart() -> None:
    items = ["1. Keep the covers of valves free of parked cars at", "all times.", "2. Report leaks."]
    assert blocks_of([page("The board asks:", *items)])[0][1:] == [
        (BlockKind.ITEM, f"{items[0]} {items[1]}"),
        (BlockKind.ITEM, items[2]),
    ]


def test_rows_are_lines_whose_cells_begin_at_the_same_places() -> None:
    blocks = blocks_of([page(*LONG, "", "Quay|Begin|End", "Salt Quay|May|June", "", *LONG)])[0]
    assert blocks == [
        (BlockKind.PARAGRAPH, " ".join(LONG)),
        (BlockKind.ITEM, "Quay | Begin | End"),
        (BlockKind.ITEM, "Salt Quay | May | June"),
        (BlockKind.PARAGRAPH, " ".join(LONG)),
    ]
    assert texts(page(*LONG, "", "Left|alone", "", *LONG))[1] == "Left alone"


def test_larger_or_bold_short_lines_are_headings_and_the_largest_is_the_title() -> None:
    lines = [
        line("PRESS RELEASE", 700, bold=True),
        line("A title of two lines, which", 680, size=18),
        line("is the largest", 658, size=18),
        *page(*LONG, top=620).lines,
        line("Routes", 560, bold=True),
        *page(*LONG, top=540).lines,
    ]
    blocks, title = blocks_of([Page(HEIGHT, lines)])
    assert title == "A title of two lines, which is the largest"
    assert [text for kind, text in blocks if kind is BlockKind.HEADING] == ["PRESS RELEASE", title, "Routes"]


def test_what_repeats_at_the_edges_of_pages_is_left_out_and_so_are_their_numbers() -> None:
    pages = [
        Page(HEIGHT, [line("Water Board - News", 790), line("Said once", 780), *page(*LONG).lines, line(foot, 30)])
        for foot in ("Page 1 of 2", "- 2 -", "第 3 頁")
    ]
    pages[1].lines[1] = line("Said elsewhere", 780)
    pages[2].lines[1] = line("Said at the end", 780)
    kept = [[kept.text for kept in lines] for lines in without_furniture(pages)]
    assert [texts[0] for texts in kept] == ["Said once", "Said elsewhere", "Said at the end"]
    assert all(texts[1:] == LONG for texts in kept)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "this is no whole PDF"),
        (b"%PDF-1.7\n", "this is no whole PDF"),
        ((SAMPLES / "water.pdf").read_bytes()[:400], "this is no whole PDF"),
        (pdf_file(), "the PDF has no text layer; recognise its text"),
        (pdf_file("Secret", encrypt=True), "the PDF is encrypted; save it without a password"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(content: bytes, error: str) -> None:
    with pytest.raises(ReleaseError, match=error):
        read_pdf(content)


def test_a_pdf_without_any_heading_is_a_title_and_paragraphs() -> None:
    blocks, found = read_pdf(pdf_file("Ferries to Gullholm", "", "The council will add eight ferries."))
    assert blocks == [
        (BlockKind.TITLE, "Ferries to Gullholm"),
        (BlockKind.PARAGRAPH, "The council will add eight ferries."),
    ]
    assert found == {}
