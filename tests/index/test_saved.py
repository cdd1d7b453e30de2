"""A saved index is loaded as it was built, without encoding, or what is wrong with it is told."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexUnusable
from corpus.model import Release
from corpus.outlines import fingerprint
from corpus.split import split
from index.building import build
from index.encoder import Encoder
from index.manifest import Manifest, digest_of_corpus
from index.saved import current_folder, is_there, load, read_manifest
from index.vectors import WINDOW
from index.writing import ENCODING, READING
from tests.doubles import DIMENSION, WEIGHTS, HashingEncoder, release_of

AIR = release_of("Air", "Aviation", "----", "Add flights. Train pilots.")
SEA = release_of("海運", "增加渡輪班次。", id="P2", language="zh-Hant")
FILES = ["outlines.jsonl", "catalogue.jsonl", "rows.npy", "vectors.f16", "digests.bin", "dimension"]


def built(root: Path, encoder: Encoder | None = None) -> Manifest:
    """The manifest of a new index over both releases."""
    return build(root, [SEA, AIR], WEIGHTS, encoder or HashingEncoder())


def refusal(root: Path) -> str:
    """What is said when the index cannot be loaded."""
    with pytest.raises(IndexUnusable) as caught:
        load(root, WEIGHTS, HashingEncoder())
    return str(caught.value)


def test_an_index_is_loaded_without_encoding(tmp_path: Path) -> None:
    built(tmp_path)
    encoder = HashingEncoder()
    index = load(tmp_path, WEIGHTS, encoder)
    assert encoder.texts == []
    index.search("flights", 2)
    assert encoder.texts == ["flights"]


def test_what_is_loaded_is_what_was_built_ordered_by_release(tmp_path: Path) -> None:
    manifest = built(tmp_path)
    index = load(tmp_path, WEIGHTS, HashingEncoder())
    assert list(index.outlines) == [split(AIR), split(SEA)]
    assert index.digest == manifest.corpus_digest == digest_of_corpus([fingerprint(AIR), fingerprint(SEA)])
    assert index.search("增加渡輪", 1)[0].passage == split(SEA).passages[1]


def test_each_passage_and_statement_is_encoded_once_when_built(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    built(tmp_path, encoder)
    assert encoder.texts == [
        "Air",
        "Aviation: Add flights. Train pilots.",
        "Aviation: Add flights.",
        "Aviation: Train pilots.",
        "海運",
        "增加渡輪班次。",
    ]


def test_the_manifest_says_what_was_built(tmp_path: Path) -> None:
    manifest = built(tmp_path)
    assert read_manifest(tmp_path) == manifest
    assert dataclasses.astuple(manifest.counts) == (2, 1, 4, 5, 6)
    assert (manifest.model, manifest.model_digest, manifest.dimension) == (WEIGHTS.name, WEIGHTS.digest, DIMENSION)
    assert set(manifest.files) >= set(FILES)
    assert any(name.startswith("lexical/") for name in manifest.files)


def test_the_order_in_which_releases_come_changes_nothing(tmp_path: Path) -> None:
    one = build(tmp_path / "one", [AIR, SEA], WEIGHTS, HashingEncoder())
    assert build(tmp_path / "other", [SEA, AIR], WEIGHTS, HashingEncoder()) == one


def test_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    releases = [release_of("Title", "Text.", id=f"P{number}") for number in range(WINDOW)]
    build(tmp_path, releases, WEIGHTS, HashingEncoder(), lambda *one: told.append(one))
    total = 2 * WINDOW
    assert [one[1:] for one in told if one[0] == READING] == [(number + 1, 0) for number in range(WINDOW)]
    assert [one[1:] for one in told if one[0] == ENCODING] == [(0, total), (WINDOW, total), (total, total)]
    assert list(dict.fromkeys(stage for stage, _, _ in told))[:2] == [READING, ENCODING]


def test_a_second_build_replaces_the_first_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    built(tmp_path)
    first = current_folder(tmp_path)
    build(tmp_path, [AIR], WEIGHTS, HashingEncoder())
    assert [outline.release for outline in load(tmp_path, WEIGHTS, HashingEncoder()).outlines] == [AIR]
    assert not first.exists()
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [current_folder(tmp_path)]


@pytest.mark.parametrize("releases", [[], [AIR, AIR], [AIR, dataclasses.replace(SEA, id=AIR.id)]])
def test_releases_without_an_id_of_their_own_are_refused_before_anything_is_encoded_or_left(
    tmp_path: Path, releases: list[Release]
) -> None:
    encoder = HashingEncoder()
    with pytest.raises(IndexUnusable, match=f"needs releases with different ids, not '{AIR.id}' twice|needs a release"):
        build(tmp_path, releases, WEIGHTS, encoder)
    assert encoder.texts == []
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_where_there_is_no_index_the_remedy_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"there is no index at {tmp_path}; run `communique build`"
    assert "there is no index at" in refusal(tmp_path / "nowhere")


def test_an_index_is_there_though_it_is_damaged(tmp_path: Path) -> None:
    assert not is_there(tmp_path)
    built(tmp_path)
    assert is_there(tmp_path)
    pointer, manifest = tmp_path / "current", current_folder(tmp_path) / "manifest.json"
    for path, damage in ((manifest, b"{"), (pointer, b"\xff"), (pointer, b"elsewhere"), (pointer, b"")):
        before = path.read_bytes()
        path.write_bytes(damage)
        assert is_there(tmp_path)
        assert refusal(tmp_path).endswith("; run `communique check --repair`")
        path.write_bytes(before)
    manifest.write_text('{"format_version": 1}', encoding="utf-8")
    assert not is_there(tmp_path)


def test_an_index_whose_folder_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("gone", encoding="utf-8")
    assert refusal(tmp_path) == f"there is no index at {tmp_path / 'gone'}; run `communique build`"


DAMAGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda path: path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "emptied": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, damage: Callable[[Path], object]) -> None:
    built(tmp_path)
    path = current_folder(tmp_path) / name
    damage(path)
    assert refusal(tmp_path) == f"the file {path} is not as it was built; run `communique check --repair`"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    built(tmp_path)
    folder = current_folder(tmp_path)
    (folder / name).unlink()
    assert refusal(tmp_path) == f"the index in {folder} lacks {name}; run `communique check --repair`"


def test_a_file_too_many_is_named(tmp_path: Path) -> None:
    built(tmp_path)
    (current_folder(tmp_path) / "surplus").touch()
    assert "surplus is not as it was built" in refusal(tmp_path)


@pytest.mark.parametrize("field", ["format_version", "splitter_version", "model", "model_digest"])
def test_an_index_built_with_something_else_is_refused_by_the_field(tmp_path: Path, field: str) -> None:
    built(tmp_path)
    path = current_folder(tmp_path) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), field: 99}), encoding="utf-8")
    assert refusal(tmp_path).startswith(f"the saved index does not match: its {field} is 99, wanted is ")
    assert refusal(tmp_path).endswith("; run `communique build`")


@pytest.mark.parametrize("name", ["", "current"])
def test_a_pointer_to_no_folder_of_an_index_is_refused(tmp_path: Path, name: str) -> None:
    built(tmp_path)
    (tmp_path / "current").write_text(name, encoding="utf-8")
    wanted = f"{tmp_path / 'current'} names no folder of an index; run `communique check --repair`"
    assert refusal(tmp_path) == wanted


def test_a_refused_index_is_mended_by_building_again(tmp_path: Path) -> None:
    built(tmp_path)
    (current_folder(tmp_path) / "vectors.f16").unlink()
    built(tmp_path)
    assert len(load(tmp_path, WEIGHTS, HashingEncoder()).outlines) == 2
