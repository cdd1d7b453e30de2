"""Of damaged outlines is read what can be; an outline that the splitter makes has no fault."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from corpus.damage import DamagedOutlines, differences, faults_of, id_in, release_in
from corpus.model import Outline
from corpus.outlines import entry_of
from corpus.store import OutlineWriter, encode
from tests.corpus.test_spans import outlines
from tests.doubles import outline_of

FIRST = outline_of("Title", "Guests included Mr A; Ms B; Dr C.", "Finance", "----", "Lend money.", id='A"1')
SECOND = outline_of("標題", "兩地加強合作。", id="P2", language="zh-Hant")
IDS = ['A"1', "P2"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two outlines."""
    with OutlineWriter(tmp_path) as out:
        out.write(FIRST)
        out.write(SECOND)
    return tmp_path


@given(outlines())
def test_what_the_splitter_makes_has_no_fault_and_its_release_is_believed(outline: Outline) -> None:
    assert list(faults_of(outline)) == []
    assert differences(entry_of(outline), outline) == []
    assert release_in(json.dumps(encode(outline)).encode()) == outline.release


def test_lines_come_with_the_entries_of_their_releases(folder: Path) -> None:
    lines = list(DamagedOutlines(folder))
    assert [line.name for line in lines] == IDS
    assert [line.listed for line in lines] == [entry_of(FIRST), entry_of(SECOND)]
    assert [release_in(line.bytes) for line in lines] == [FIRST.release, SECOND.release]


def test_without_a_catalogue_lines_are_told_by_the_id_that_they_begin_with(folder: Path) -> None:
    (folder / "catalogue.jsonl").unlink()
    lines = list(DamagedOutlines(folder))
    assert [(line.name, line.listed) for line in lines] == [(name, None) for name in IDS]


def test_a_line_that_does_not_tell_its_id_is_told_by_its_number(folder: Path) -> None:
    (folder / "catalogue.jsonl").write_bytes(b"{\n\xff\n")
    path = folder / "outlines.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"id": "P2"', b'"ix": "P2"'))
    found = DamagedOutlines(folder)
    assert found.unreadable == [1, 2]
    assert [line.name for line in found] == ['A"1', "line 2"]


def test_a_catalogue_that_fits_says_where_lines_end_though_their_ends_are_gone(folder: Path) -> None:
    path = folder / "outlines.jsonl"
    path.write_bytes(path.read_bytes().replace(b"\n", b" "))
    assert [release_in(line.bytes) for line in DamagedOutlines(folder)] == [FIRST.release, SECOND.release]


@pytest.mark.parametrize("line", [b"", b"{", b'{"id": "unended', b'{"id": 5}', b'{"id": "\\ud"}', b"\xff"])
def test_a_line_without_an_id_has_none(line: bytes) -> None:
    assert id_in(line) is None
    assert release_in(line) is None
