"""Whatever is wrong with a saved index is found and named; repairing mends it, or names what is lost."""

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from corpus.model import Release
from corpus.split import split
from index.building import build, update
from index.checking import CHECKING, Problem, check
from index.manifest import Manifest
from index.pieces import PIECE, write_pieces
from index.repairing import Repaired, repair
from index.rows import make_rows, row_text
from index.saved import current_folder, digests, load
from index.vectors import SavedVectors
from tests.doubles import DIMENSION, WEIGHTS, HashingEncoder, release_of

AIR = release_of("Air", "Aviation", "----", "Add flights. Train pilots.", "Build runways.", id="P1")
SEA = release_of("海運", "增加渡輪班次。", "Heading", "----", "Guests included Mr A; Ms B; Dr C.", id="P2")
ROAD = release_of("Road", "Mend bridges.", id="P3")
ALL = ("P1", "P2", "P3")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three releases."""
    root = tmp_path_factory.mktemp("pristine")
    build(root, [AIR, SEA, ROAD], WEIGHTS, HashingEncoder())
    return root


@pytest.fixture
def root(pristine: Path, tmp_path: Path) -> Path:
    """A copy of that index, to be damaged."""
    return Path(shutil.copytree(pristine, tmp_path / "root"))


def found(root: Path) -> set[tuple[str, str]]:
    """In which files, and which releases there, something is wrong."""
    return {(problem.file, problem.release) for problem in check(root, WEIGHTS)}


def repaired(root: Path) -> tuple[Repaired, list[str]]:
    """What repairing keeps and loses, and which texts it encodes; the index is whole then."""
    encoder = HashingEncoder()
    result = repair(root, WEIGHTS, encoder)
    assert check(root, WEIGHTS) == []
    kept = load(root, WEIGHTS, HashingEncoder()).outlines
    assert tuple(kept.places) == result.kept
    assert [path for path in root.iterdir() if path.is_dir()] == [current_folder(root)]
    return result, encoder.texts


def flip(path: Path, place: int) -> None:
    """Change a bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def sealed(root: Path) -> None:
    """Make the manifest fit the files, so that only what is in them can tell that they are damaged."""
    folder = current_folder(root)
    write_pieces(folder)
    manifest = Manifest.read(folder / "manifest.json")
    dataclasses.replace(manifest, files=digests(folder)).write(folder / "manifest.json")


def test_a_whole_index_has_no_problem(root: Path) -> None:
    told: list[tuple[str, int, int]] = []
    assert check(root, WEIGHTS, lambda *one: told.append(one)) == []
    assert told == [(CHECKING, 1, 3), (CHECKING, 2, 3), (CHECKING, 3, 3)]


def test_repairing_a_whole_index_changes_nothing_and_encodes_nothing(root: Path) -> None:
    before = load(root, WEIGHTS, HashingEncoder())
    assert repaired(root) == (Repaired(ALL, ()), [])
    after = load(root, WEIGHTS, HashingEncoder())
    assert list(after.outlines) == list(before.outlines)
    assert after.digest == before.digest


def test_where_there_is_no_index_there_is_nothing_to_check_or_repair(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexUnusable, match=r"there is no index at .*; run `communique build`"):
            check(root, WEIGHTS)
        with pytest.raises(IndexUnusable, match=r"there is no index at .*; run `communique build`"):
            repair(root, WEIGHTS, HashingEncoder())
        assert list(tmp_path.iterdir()) == []


def test_a_problem_says_where_it_is() -> None:
    assert str(Problem("rows.npy", "is missing")) == "rows.npy: is missing"
    assert str(Problem("outlines.jsonl", "is damaged", "P1")) == "outlines.jsonl, P1: is damaged"


@pytest.mark.parametrize(
    ("name", "releases"), [("digests.bin", {"", "P2"}), ("pieces.txt", {""}), ("vectors.f16", {""})]
)
def test_a_file_with_a_bit_that_flipped_is_named(root: Path, name: str, releases: set[str]) -> None:
    path = current_folder(root) / name
    flip(path, path.stat().st_size // 2)
    assert found(root) == {(name, release) for release in releases}
    assert repaired(root)[0] == Repaired(ALL, ())


def test_each_file_that_is_missing_is_named_and_made_again_if_it_derives_from_the_outlines(root: Path) -> None:
    names = sorted(digests(current_folder(root)))
    assert {"catalogue.jsonl", "rows.npy", "dimension", "pieces.txt"} < set(names)
    for name in names:
        copy = Path(shutil.copytree(root, root.with_name(f"without-{name.replace('/', '-')}")))
        (current_folder(copy) / name).unlink()
        assert Problem(name, "is missing") in check(copy, WEIGHTS)
        if name == "outlines.jsonl":
            with pytest.raises(IndexUnusable, match=r"no release .* can be read; run `communique build`"):
                repair(copy, WEIGHTS, HashingEncoder())
        else:
            assert repaired(copy)[0] == Repaired(ALL, ())


def test_a_file_that_does_not_belong_to_the_index_is_named(root: Path) -> None:
    (current_folder(root) / "surplus").touch()
    assert check(root, WEIGHTS) == [Problem("surplus", "does not belong to the index")]
    assert repaired(root)[0] == Repaired(ALL, ())


@pytest.mark.parametrize("text", ["", "{}", None])
def test_a_manifest_that_cannot_be_read_is_named_and_made_again(root: Path, text: str | None) -> None:
    path = current_folder(root) / "manifest.json"
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    # A build that was killed may have left another folder that looks like an index.
    shutil.copytree(current_folder(root), root / "another")
    assert found(root) == {("manifest.json", "")}
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("corpus_digest", "sha256:0", "manifest.json: has another corpus_digest than the outlines"),
        ("dimension", 65, "vectors.f16: has 14 vectors of 64, not 14 of 65"),
        ("model", "x", "manifest.json: the saved index does not match: its model is 'x', wanted is 'hashing'"),
        ("model_digest", "sha256:0", "manifest.json: the saved index does not match: its model_digest is 'sha256:0'"),
        ("splitter_version", 0, "manifest.json: the saved index does not match: its splitter_version is 0"),
    ],
)
def test_a_manifest_that_says_something_else_is_named(root: Path, field: str, value: object, told: str) -> None:
    path = current_folder(root) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), field: value}), encoding="utf-8")
    problems = list(map(str, check(root, WEIGHTS)))
    assert problems[0].startswith(told)
    assert len(problems) == (4 if field == "model_digest" else 1)
    assert repaired(root) == (Repaired(ALL, ()), [])


def test_counts_that_are_wrong_are_named(root: Path) -> None:
    path = current_folder(root) / "manifest.json"
    manifest = Manifest.read(path)
    dataclasses.replace(manifest, counts=dataclasses.replace(manifest.counts, sections=9)).write(path)
    (problem,) = check(root, WEIGHTS)
    assert problem.file == "manifest.json"
    assert "sections=9" in problem.what
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize("pointer", [b"", b"\xff", b"nowhere"])
def test_a_pointer_to_nothing_is_named_and_mended(root: Path, pointer: bytes) -> None:
    (root / "current").write_bytes(pointer)
    assert check(root, WEIGHTS) == [Problem("current", "names no folder of an index")]
    # What comes before the repair must not take the folder for a leftover.
    with pytest.raises(IndexUnusable):
        update(root, [ROAD], WEIGHTS, HashingEncoder())
    assert repaired(root) == (Repaired(ALL, ()), [])


def rewritten(root: Path, name: str, place: int, change: Callable[[Row], object]) -> None:
    """Change one line of a file of JSON lines, and nothing else."""
    path = current_folder(root) / name
    lines = path.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[place])
    change(row)
    lines[place] = json.dumps(row, ensure_ascii=False)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


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


@pytest.mark.parametrize("value", [0, 3, -1])
def test_rows_of_another_passage_are_named_and_made_again(root: Path, value: int) -> None:
    path = current_folder(root) / "rows.npy"
    rows = np.load(path)
    rows[6] = value
    np.save(path, rows)
    assert found(root) == {("rows.npy", ""), ("rows.npy", "P2")}
    sealed(root)
    assert found(root) == {("rows.npy", "P2")}
    assert repaired(root) == (Repaired(ALL, ()), [])


def test_rows_that_are_too_few_are_named(root: Path) -> None:
    path = current_folder(root) / "rows.npy"
    np.save(path, np.load(path)[:-1])
    sealed(root)
    assert found(root) == {("rows.npy", ""), ("rows.npy", "P3")}
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize("rows", [np.zeros(3), np.zeros((2, 2), np.int32)])
def test_rows_of_another_shape_are_named(root: Path, rows: Any) -> None:
    np.save(current_folder(root) / "rows.npy", rows)
    assert found(root) == {("rows.npy", "")}
    assert repaired(root) == (Repaired(ALL, ()), [])


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf, 7.0])
def test_vectors_that_have_no_length_of_1_are_named_and_encoded_again(root: Path, value: float) -> None:
    path = current_folder(root) / "vectors.f16"
    vectors = np.memmap(path, dtype="<f2", mode="r+")
    vectors[:DIMENSION] = value
    vectors.flush()
    assert found(root) == {("vectors.f16", ""), ("vectors.f16", "P1")}
    sealed(root)
    assert found(root) == {("vectors.f16", "P1")}
    assert repaired(root) == (Repaired(ALL, ()), ["Air"])


def test_digests_that_are_not_those_of_their_texts_are_named_and_encoded_again(root: Path) -> None:
    flip(current_folder(root) / "digests.bin", 3)
    sealed(root)
    assert found(root) == {("digests.bin", "P1")}
    assert repaired(root) == (Repaired(ALL, ()), ["Air"])


def test_vectors_that_are_too_few_are_named_and_encoded_again(root: Path) -> None:
    path = current_folder(root) / "vectors.f16"
    path.write_bytes(path.read_bytes()[: -2 * DIMENSION])
    sealed(root)
    assert found(root) == {("vectors.f16", ""), ("vectors.f16", "P3"), ("digests.bin", "P3")}
    assert repaired(root) == (Repaired(ALL, ()), ["Mend bridges."])


def test_what_lies_in_pieces_that_are_as_they_were_is_not_encoded_again(tmp_path: Path) -> None:
    # Rows of 128 bytes: so many fill two pieces and a half.
    count = PIECE // 2 // DIMENSION
    release = release_of("Title", *(f"Text {number}." for number in range(5 * count // 2)))
    build(tmp_path, [release], WEIGHTS, HashingEncoder())
    passages = split(release).passages
    texts = [row_text(row, passages) for row in make_rows(passages)]
    assert SavedVectors(current_folder(tmp_path)).rows == len(texts)
    path = current_folder(tmp_path) / "vectors.f16"
    # Turned round: the length does not tell.
    vectors = np.memmap(path, dtype="<f2", mode="r+")
    vectors[(count + 7) * DIMENSION : (count + 8) * DIMENSION] *= -1
    vectors.flush()
    assert found(tmp_path) == {("vectors.f16", "")}
    assert repaired(tmp_path)[1] == texts[count : 2 * count]


def test_a_lexical_index_that_cannot_be_loaded_is_named(root: Path) -> None:
    for path in (current_folder(root) / "lexical").iterdir():
        path.write_bytes(b"")
    assert {file.split("/")[0] for file, _ in found(root)} == {"lexical"}
    sealed(root)
    (problem,) = check(root, WEIGHTS)
    assert problem.file == "lexical"
    assert "cannot be read" in problem.what
    assert repaired(root) == (Repaired(ALL, ()), [])


def test_everything_that_is_wrong_is_named_at_once(root: Path) -> None:
    rewritten(root, "catalogue.jsonl", 0, lambda row: row.update(title="X"))
    flip(current_folder(root) / "digests.bin", 16 * 10)
    rewritten(root, "outlines.jsonl", 2, lambda row: row.pop("text"))
    assert found(root) >= {("catalogue.jsonl", "P1"), ("digests.bin", "P2"), ("outlines.jsonl", "P3")}
    assert repaired(root)[0] == Repaired(("P1", "P2"), ("P3",))


@settings(max_examples=25)
@given(file=st.integers(0, 99), place=st.floats(0, 1, exclude_max=True), kind=st.sampled_from(["flip", "cut", "zero"]))
def test_whatever_is_damaged_is_found_and_nothing_false_is_left(
    pristine: Path, tmp_path_factory: pytest.TempPathFactory, file: int, place: float, kind: str
) -> None:
    root = Path(shutil.copytree(pristine, tmp_path_factory.mktemp("damaged") / "root"))
    files = sorted(path for path in current_folder(root).rglob("*") if path.is_file() and path.stat().st_size)
    path = files[file % len(files)]
    data = path.read_bytes()
    at = int(place * len(data))
    rest = {"flip": bytes([data[at] ^ 16]) + data[at + 1 :], "cut": b"", "zero": bytes(len(data) - at)}[kind]
    path.write_bytes(data[:at] + rest)
    if path.read_bytes() == data:
        return
    named = {problem.file for problem in check(root, WEIGHTS)}
    # A digest in the manifest that has changed is seen at the file that it was the digest of.
    assert named if path.name == "manifest.json" else path.relative_to(current_folder(root)).as_posix() in named
    try:
        result, _ = repaired(root)
    except IndexUnusable:
        assert path.name == "outlines.jsonl"
        return
    releases: dict[str, Release] = {release.id: release for release in (AIR, SEA, ROAD)}
    index = load(root, WEIGHTS, HashingEncoder())
    assert [outline.release for outline in index.outlines] == [releases[one] for one in result.kept]
    assert result.kept == ALL or path.name == "outlines.jsonl"
    assert_vectors_are_right(root)


def assert_vectors_are_right(root: Path) -> None:
    """Each vector of an index is what its text is encoded as."""
    fresh = root.with_name("fresh")
    releases = [outline.release for outline in load(root, WEIGHTS, HashingEncoder()).outlines]
    build(fresh, releases, WEIGHTS, HashingEncoder())
    one, other = SavedVectors(current_folder(root)), SavedVectors(current_folder(fresh))
    assert (one.vectors == other.vectors).all()
