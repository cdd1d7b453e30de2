"""Outlines and catalogue entries that are damaged are named; what nothing confirms is lost, the rest is mended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.building import update
from index.repairing import Repaired
from index.saved import current_folder, load
from tests.doubles import WEIGHTS, HashingEncoder
from tests.index.damaged import ALL, SEA, Row, flip, found, repaired, rewritten, sealed

# A damage of the outline of P2 that can be put right, for its release is as it was.
SPLIT_DAMAGES: dict[str, Callable[[Row], object]] = {
    "a statement outside its passage": lambda row: row["passages"][2]["statements"][0].__setitem__(0, 0),
    "a statement outside the text": lambda row: row["passages"][2]["statements"][-1].__setitem__(1, 9999),
    "statements out of order": lambda row: row["passages"][2]["statements"].reverse(),
    "passages out of order": lambda row: row["passages"].reverse(),
    "a passage outside the text": lambda row: row["passages"][2]["span"].__setitem__(1, 9999),
    "two passages of one id": lambda row: row["passages"][2].update(id=row["passages"][1]["id"]),
    "a passage of another release": lambda row: row["passages"][0].update(id="P1#title.1"),
    "a span that is none": lambda row: row["passages"][0].update(span=[5, 5]),
    "a section outside the text": lambda row: row["sections"][0].__setitem__(2, 9999),
    "a section that is missing": lambda row: row.update(sections=[]),
    "another kind": lambda row: row["passages"][2].update(kind="title"),
    "a passage that is missing": lambda row: row["passages"].pop(),
    "another lead-in": lambda row: row["passages"][2]["statements"][0].__setitem__(2, "Guests excluded"),
}
# One that cannot.
LOSSES: dict[str, Callable[[Row], object]] = {
    "another text": lambda row: row.update(text=row["text"].replace("增加", "減少")),
    "no text": lambda row: row.pop("text"),
    "another title": lambda row: row.update(title="空運"),
    "another block": lambda row: row["blocks"][1].__setitem__(0, "item"),
    "a block outside the text": lambda row: row["blocks"][-1].__setitem__(2, 9999),
    "another time": lambda row: row.update(issued="2025-04-25T18:32:00+08:00"),
    "no time": lambda row: row.update(issued="yesterday"),
    "another edition": lambda row: row.update(editions=["P9"]),
}


@pytest.mark.parametrize("damage", SPLIT_DAMAGES)
def test_an_outline_that_is_split_wrongly_is_named_and_split_again(root: Path, damage: str) -> None:
    rewritten(root, "outlines.jsonl", 1, SPLIT_DAMAGES[damage])
    problems = found(root)
    assert {("outlines.jsonl", ""), ("outlines.jsonl", "P2")} <= problems
    assert {release for _, release in problems} <= {"", "P2"}
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize("damage", SPLIT_DAMAGES)
def test_an_outline_that_was_written_wrongly_is_named_and_split_again(root: Path, damage: str) -> None:
    rewritten(root, "outlines.jsonl", 1, SPLIT_DAMAGES[damage])
    sealed(root)
    assert ("outlines.jsonl", "P2") in found(root)
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize("damage", LOSSES)
def test_a_release_that_is_not_as_it_was_is_named_and_lost(root: Path, damage: str) -> None:
    rewritten(root, "outlines.jsonl", 1, LOSSES[damage])
    problems = found(root)
    assert ("outlines.jsonl", "") in problems
    assert {release for _, release in problems} == {"", "P2"}
    assert repaired(root) == (Repaired(("P1", "P3"), ("P2",)), [])
    update(root, [SEA], WEIGHTS, HashingEncoder())
    assert list(load(root, WEIGHTS, HashingEncoder()).outlines.places) == list(ALL)


@pytest.mark.parametrize("name", ["outlines.jsonl", "catalogue.jsonl"])
def test_two_releases_out_of_order_are_named(root: Path, name: str) -> None:
    for one in ("outlines.jsonl", "catalogue.jsonl"):
        path = current_folder(root) / one
        first, second, third = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(second + first + third)
    sealed(root)
    assert (name.replace("catalogue", "outlines"), "P1") in found(root)
    assert repaired(root) == (Repaired(ALL, ()), [])


def test_an_outline_that_is_missing_is_named(root: Path) -> None:
    path = current_folder(root) / "outlines.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert found(root) == {("outlines.jsonl", ""), ("outlines.jsonl", "P3"), ("lexical", "")}
    assert repaired(root) == (Repaired(("P1", "P2"), ("P3",)), [])


@pytest.mark.parametrize("left", [1, 12, 200])
def test_a_file_of_outlines_that_was_cut_loses_only_what_was_cut_off(root: Path, left: int) -> None:
    path = current_folder(root) / "outlines.jsonl"
    first, second, _ = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + second[:left])
    assert {("outlines.jsonl", ""), ("outlines.jsonl", "P3")} < found(root)
    result, _ = repaired(root)
    assert result.kept == ("P1",)
    assert {"P2", "P3"} <= set(result.lost)


def test_a_line_end_that_is_lost_loses_no_other_release(root: Path) -> None:
    path = current_folder(root) / "outlines.jsonl"
    flip(path, path.read_bytes().index(b"\n"))
    assert repaired(root)[0] == Repaired(("P2", "P3"), ("P1",))


@pytest.mark.parametrize("change", [lambda row: row.update(title="X"), lambda row: row.update(passages=9), dict.clear])
def test_an_entry_that_is_not_that_of_its_outline_is_named_and_made_again(
    root: Path, change: Callable[[Row], None]
) -> None:
    rewritten(root, "catalogue.jsonl", 1, change)
    problems = found(root)
    assert ("catalogue.jsonl", "") in problems
    assert ("catalogue.jsonl", "P2") in problems
    assert {file for file, _ in problems} == {"catalogue.jsonl"}
    assert repaired(root) == (Repaired(ALL, ()), [])


def test_where_both_files_are_damaged_what_nothing_confirms_is_lost(root: Path) -> None:
    rewritten(root, "catalogue.jsonl", 1, lambda row: row.update(fingerprint="x"))
    rewritten(root, "outlines.jsonl", 0, lambda row: row.update(title="X"))
    assert repaired(root)[0] == Repaired(("P3",), ("P1", "P2"))
