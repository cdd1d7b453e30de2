"""Outlines kept on disk come back equal; damaged ones are told by their line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from corpus.errors import ReleaseError
from corpus.model import Outline
from corpus.outlines import entry_of
from corpus.read import packaged_releases, read_release
from corpus.split import split
from corpus.store import OutlineWriter, SavedOutlines, decode, encode
from tests.corpus.test_spans import outlines
from tests.doubles import outline_of

FIRST = outline_of("Title", "Guests included Mr A; Ms B; Dr C.", "Finance", "----", "Lend money.", "Ends/May 2, 2025")
SECOND = outline_of("標題", "兩地加強合作。", id="P2", language="zh-Hant", issued="2025-04-24T18:32:00+05:30")


def saved(folder: Path, *kept: Outline) -> Path:
    """A file that keeps some outlines."""
    with OutlineWriter(folder) as out:
        for outline in kept:
            out.write(outline)
    return folder / "outlines.jsonl"


def read(path: Path) -> list[Outline]:
    """All outlines beside a catalogue."""
    return list(SavedOutlines(path.parent))


def test_outlines_come_back_equal_and_in_order(tmp_path: Path) -> None:
    packaged = split(read_release(packaged_releases()[0]))
    assert read(saved(tmp_path, SECOND, packaged, FIRST)) == [SECOND, packaged, FIRST]
    assert read(saved(tmp_path)) == []


@given(outlines())
def test_whatever_a_release_says_comes_back_from_json(outline: Outline) -> None:
    assert decode(json.loads(json.dumps(encode(outline)))) == outline


def test_each_outline_is_one_line_and_readable(tmp_path: Path) -> None:
    first, second = saved(tmp_path, FIRST, SECOND).read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["id"] == "P1"
    assert "兩地加強合作" in second


def test_the_words_of_passages_are_kept_once(tmp_path: Path) -> None:
    assert saved(tmp_path, FIRST).read_text(encoding="utf-8").count("Lend money.") == 1


def test_a_changed_text_is_told_by_its_line_and_release(tmp_path: Path) -> None:
    path = saved(tmp_path, FIRST, SECOND)
    path.write_text(path.read_text(encoding="utf-8").replace("加強", "減弱"), encoding="utf-8")
    with pytest.raises(
        ReleaseError, match=r"outlines.jsonl, line 2, .*text of P2 does not match.*`communique check --repair`"
    ):
        read(path)


@pytest.mark.parametrize("left", [1, 20, 300])
def test_a_truncated_line_is_told(tmp_path: Path, left: int) -> None:
    path = saved(tmp_path, SECOND, FIRST)
    first, second = path.read_bytes().splitlines()
    path.write_bytes(first + b"\n" + second[:left])
    with pytest.raises(ReleaseError, match=r"outlines.jsonl, line 2, is damaged .*run `communique check --repair`"):
        read(path)


def test_a_line_truncated_within_a_character_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, FIRST, SECOND)
    written = path.read_bytes()
    path.write_bytes(written[: written.index("標".encode()) + 1])
    with pytest.raises(ReleaseError, match="line 2, is damaged"):
        read(path)


DAMAGES: dict[str, Callable[[dict[str, object]], object]] = {
    "a key is missing": lambda row: row.pop("issued"),
    "a time is none": lambda row: row.update(issued="yesterday"),
    "a kind is unknown": lambda row: row.update(blocks=[["verse", 0, 5]]),
    "a span is empty": lambda row: row.update(blocks=[["title", 5, 5]]),
    "a span is no pair": lambda row: row.update(sections=[["finance", 5]]),
    "a section is missing": lambda row: row.update(sections=[]),
    "the text is none": lambda row: row.update(text=None),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_value_is_told_by_its_line(tmp_path: Path, damage: Callable[[dict[str, object]], object]) -> None:
    row = encode(FIRST)
    damage(row)
    with OutlineWriter(tmp_path) as out:
        out.copy(entry_of(FIRST), json.dumps(row).encode() + b"\n")
    with pytest.raises(ReleaseError, match="line 1, is damaged"):
        read(tmp_path / "outlines.jsonl")
