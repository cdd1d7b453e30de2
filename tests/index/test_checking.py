"""Whatever is wrong with a saved index is found and named; repairing mends it, or names what is lost."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from corpus.model import Release
from index.building import update
from index.checking import CHECKING, Problem, check
from index.manifest import Manifest
from index.repairing import Repaired, repair
from index.saved import current_folder, digests, load
from tests.doubles import WEIGHTS, HashingEncoder
from tests.index.damaged import (
    AIR,
    ALL,
    ROAD,
    SEA,
    assert_vectors_are_right,
    flip,
    found,
    repaired,
    rewritten,
    sealed,
)


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
    ("name", "releases"),
    [
        ("digests.bin", {"", "P2"}),
        ("pieces.txt", {""}),
        ("vectors.f16", {""}),
        ("encoder/encoder.onnx.data", {""}),
        ("encoder/card.json", {""}),
    ],
)
def test_a_file_with_a_bit_that_flipped_is_named(root: Path, name: str, releases: set[str]) -> None:
    path = current_folder(root) / name
    flip(path, path.stat().st_size // 2)
    assert found(root) == {(name, release) for release in releases}
    assert repaired(root)[0] == Repaired(ALL, ())


def test_each_file_that_is_missing_is_named_and_made_again_if_it_derives_from_the_outlines(root: Path) -> None:
    names = sorted(digests(current_folder(root)))
    assert {"catalogue.jsonl", "rows.npy", "dimension", "pieces.txt", "encoder/encoder.onnx"} < set(names)
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
        ("languages", ["en"], "manifest.json: the saved index does not match: its languages is frozenset({'en'})"),
        ("encoder", "sha256:0", "manifest.json: has the encoder sha256:0, the folder sha256:"),
        ("encoder", None, "manifest.json: has the encoder None, the folder sha256:"),
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
