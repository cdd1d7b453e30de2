"""A release in any format is read into its areas and measures, whole sentences each, and quoted to the letter."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from corpus.kinds import TABLE_CELL
from corpus.model import Outline, Release
from corpus.read import read_file
from corpus.split import split
from tests.corpus.documents import ADDRESS, documents

ISSUER = {"ferries.pdf": {"issuer": "渡輪署"}}
AREAS = {
    "library.txt": {"Routes": 2, "Readers": 3},
    "agency.html": {"Works on the quays": 2, "Help for the fishing fleet": 3},
    "bureau.html": {"线路": 2, "票价": 2},
    "harbour.md": {"New fees": 1, "Relief": 1},
    "water.pdf": {"Supply": 3, "Prices": 2, "What the board asks of the public": 3},
    "ferries.pdf": {"航班": 2, "票價": 1},
    "flats.docx": {"Building": 3, "Rents": 2},
}
KNOWN = {
    "library.txt": ("District Council of Stoke Aldmark", "2026-02-09T00:00:00+00:00", "en"),
    "agency.html": ("Port Authority of Gullholm", "2026-03-12T09:30:00+01:00", "en"),
    "bureau.html": ("海湾市交通局", "2026-06-15T00:00:00+00:00", "zh-Hans"),
    "harbour.md": ("Gullholm Harbour Office", "2026-05-04T00:00:00+00:00", "en"),
    "water.pdf": ("Aldmark Water Board", "2026-02-17T00:00:00+00:00", "en"),
    "ferries.pdf": ("渡輪署", "2026-03-16T00:00:00+00:00", "zh-Hant"),
    "flats.docx": ("Housing Office of Alberry", "2026-05-21T00:00:00+00:00", "en"),
}
TITLES = {
    "library.txt": "Stoke Aldmark opens a library on wheels",
    "agency.html": "Port Authority to rebuild two quays",
    "bureau.html": "海湾市交通局公布公交新措施",
    "harbour.md": "Harbour fees change on 1 July",
    "water.pdf": "Aldmark Water Board lays three new mains and lowers the price of water for small households",
    "ferries.pdf": "渡輪署公布三條新航線",
    "flats.docx": "Alberry to build 240 flats on the old cattle market",
}
TABLES = {
    "agency.html": ["Quay | Begin | End", "Salt Quay | May 2026 | February 2027"],
    "bureau.html": ["票种 | 价格", "单程票 | 二元", "月票 | 一百二十元"],
    "harbour.md": ["Length | Summer | Winter", "under 8 m | 12 crowns | 4 crowns"],
    "water.pdf": ["Main | Works begin | In service", "Kinwey to Alberry | January 2027 | August 2027"],
    "ferries.pdf": ["航線 | 首班船 | 末班船", "內港至南島 | 上午六時三十分 | 晚上十時"],
    "flats.docx": ["Flat | Rent |", "2 rooms | 410 | a", "520 | b"],
}
WHOLE = {
    "library.txt": "(a) lend up to 15 books to a reader for four weeks without any charge, and renew each loan once",
    "agency.html": "September 2027. The board approved the plan, which costs 41.5 million crowns, on Tuesday.",
    "bureau.html": "涉及线路、票价和服务三个方面，将于今年七月一日起在全市范围内施行。",
    "harbour.md": "2. Boats built before 1950 pay half, if their owner keeps them in working order.",
    "water.pdf": "ductile iron and polyethylene. Valves every 400 metres will allow a broken stretch to be shut off",
    "ferries.pdf": "長者及學生可享半價優惠。署方承諾三年內不會增加票價，亦會與巴士公司商討轉乘優惠，詳情將於五月公布，",
    "flats.docx": "The Housing Office of Alberry will build 240 flats on the old cattle market. A third of them",
}
FURNITURE = {
    "agency.html": ["Jobs at the port", "Cookies", "Ice house"],
    "bureau.html": ["首页", "版权", "网站地图"],
    "harbour.md": ["**", "tags", "guild.example", "---"],
    "water.pdf": ["Aldmark Water Board - News", "Page 1", "\x02"],
    "ferries.pdf": ["第 1 頁", "第 2 頁"],
    "flats.docx": ["Housing Office - News", "seven"],
}
# How a passage ends that is a sentence or a part of a list; titles, rows and bare dates end as they do.
ENDS = re.compile(r"[.。:：;；!?！？”\"]$|; and$")


@pytest.fixture(scope="module")
def outlines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outline]:
    """The one release of each file, split."""
    folder = tmp_path_factory.mktemp("documents")
    return {name: split(read(folder, name, content)) for name, content in documents().items() if name in TITLES}


def read(folder: Path, name: str, content: bytes) -> Release:
    """The release of a file with that name."""
    (folder / name).write_bytes(content)
    assumed = {} if name in ("agency.html", "harbour.md") else ADDRESS
    (release,) = read_file(folder / name, assumed | ISSUER.get(name, {}))
    assert isinstance(release, Release), release
    return release


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_the_title_stands_first(outlines: dict[str, Outline], name: str, title: str) -> None:
    outline = outlines[name]
    assert outline.release.title == title
    assert (outline.passages[0].kind, outline.passages[0].text) == ("title", title)
    assert outline.release.text.startswith(title)


@pytest.mark.parametrize(("name", "areas"), AREAS.items())
def test_areas_and_measures_are_those_that_a_reader_sees(
    outlines: dict[str, Outline], name: str, areas: dict[str, int]
) -> None:
    found = {section.heading: len(section.measures) for section in outlines[name].sections}
    assert {heading: count for heading, count in found.items() if count} == areas


@pytest.mark.parametrize(("name", "known"), KNOWN.items())
def test_issuer_issue_time_and_language_are_found(
    outlines: dict[str, Outline], name: str, known: tuple[str, str, str]
) -> None:
    release = outlines[name].release
    assert (release.issuer, release.issued, release.language) == (known[0], datetime.fromisoformat(known[1]), known[2])


@pytest.mark.parametrize(("name", "rows"), TABLES.items())
def test_a_table_is_read_row_by_row(outlines: dict[str, Outline], name: str, rows: list[str]) -> None:
    texts = [passage.text for passage in outlines[name].passages]
    assert [text for text in texts if text in rows] == rows


@pytest.mark.parametrize(("name", "words"), WHOLE.items())
def test_lines_of_one_paragraph_are_one_passage(outlines: dict[str, Outline], name: str, words: str) -> None:
    assert [words in passage.text for passage in outlines[name].passages].count(True) == 1


@pytest.mark.parametrize(("name", "words"), FURNITURE.items())
def test_what_stands_around_a_release_is_no_word_of_it(
    outlines: dict[str, Outline], name: str, words: list[str]
) -> None:
    assert [word for word in words if word in outlines[name].release.text] == []


@pytest.mark.parametrize("name", TITLES)
def test_no_passage_ends_in_mid_sentence(outlines: dict[str, Outline], name: str) -> None:
    short = 40
    cut = [
        passage.text
        for passage in outlines[name].passages
        if passage.kind not in ("title", "issued") and TABLE_CELL not in passage.text
        if len(passage.text) > short and not ENDS.search(passage.text)
    ]
    assert cut == []


@pytest.mark.parametrize("name", TITLES)
def test_every_statement_is_what_stands_at_its_span(outlines: dict[str, Outline], name: str) -> None:
    text = outlines[name].release.text
    statements = [statement for passage in outlines[name].passages for statement in passage.statements]
    assert len(statements) > 5
    assert all(statement.span.of(text) == statement.text for statement in statements)
