"""An index that was built from or with something else is told, by the field that differs."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexUnusable
from corpus.outlines import fingerprint
from corpus.split import SPLITTER_VERSION
from index.encoder import Weights
from index.manifest import FORMAT_VERSION, Counts, Manifest, digest_of_corpus
from tests.doubles import WEIGHTS, release_of

MANIFEST = Manifest(
    format_version=FORMAT_VERSION,
    splitter_version=SPLITTER_VERSION,
    model=WEIGHTS.name,
    model_digest=WEIGHTS.digest,
    languages=WEIGHTS.languages,
    encoder=None,
    corpus_digest="sha256:corpus",
    dimension=64,
    counts=Counts(releases=1, sections=0, passages=2, statements=2, rows=2),
    files={"outlines.jsonl": "00"},
)


def told(field: str, found: object, wanted: object) -> str:
    """What is said of a field that differs."""
    return f"the saved index does not match: its {field} is {found!r}, wanted is {wanted!r}; run `communique build`"


def written(folder: Path, **changes: object) -> Path:
    """A manifest on disk with something changed."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**dataclasses.asdict(MANIFEST), **changes}), encoding="utf-8")
    return path


def test_a_manifest_comes_back_equal(tmp_path: Path) -> None:
    MANIFEST.write(tmp_path / "manifest.json")
    assert Manifest.read(tmp_path / "manifest.json") == MANIFEST


def test_a_manifest_that_matches_passes() -> None:
    MANIFEST.check(WEIGHTS)
    MANIFEST.check(WEIGHTS, "sha256:corpus")


def test_another_splitter_is_told() -> None:
    manifest = dataclasses.replace(MANIFEST, splitter_version=SPLITTER_VERSION + 1)
    with pytest.raises(IndexUnusable) as caught:
        manifest.check(WEIGHTS)
    assert str(caught.value) == told("splitter_version", SPLITTER_VERSION + 1, SPLITTER_VERSION)


@pytest.mark.parametrize(
    ("weights", "field", "wanted"),
    [
        (Weights("other", Path(), WEIGHTS.digest), "model", "other"),
        (Weights(WEIGHTS.name, Path(), "sha256:other"), "model_digest", "sha256:other"),
    ],
)
def test_another_model_is_told(weights: Weights, field: str, wanted: str) -> None:
    with pytest.raises(IndexUnusable) as caught:
        MANIFEST.check(weights)
    assert str(caught.value) == told(field, getattr(MANIFEST, field), wanted)


def test_another_corpus_is_told() -> None:
    with pytest.raises(IndexUnusable) as caught:
        MANIFEST.check(WEIGHTS, "sha256:other")
    assert str(caught.value) == told("corpus_digest", "sha256:corpus", "sha256:other")


def test_another_format_is_told_before_anything_else_is_read(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable) as caught:
        Manifest.read(written(tmp_path, format_version=FORMAT_VERSION + 1, counts="of another shape"))
    assert str(caught.value) == told("format_version", FORMAT_VERSION + 1, FORMAT_VERSION)


def test_the_same_weights_in_another_folder_are_the_same() -> None:
    MANIFEST.check(dataclasses.replace(WEIGHTS, folder=Path("elsewhere")))


def test_a_missing_manifest_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=f"there is no index at {tmp_path}; run `communique build`"):
        Manifest.read(tmp_path / "manifest.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"format_version": 3}', "\udcff"])
def test_a_damaged_manifest_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(IndexUnusable, match=r"manifest\.json is damaged .*; run `communique check --repair`"):
        Manifest.read(path)


@pytest.mark.parametrize("changes", [{"surplus": 1}, {"counts": None}, {"counts": {"releases": 1}}])
def test_a_manifest_of_another_shape_is_damaged(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(IndexUnusable, match=r"manifest\.json is damaged"):
        Manifest.read(written(tmp_path, **changes))


def test_the_digest_of_a_corpus_does_not_depend_on_the_order() -> None:
    assert digest_of_corpus(["one", "other"]) == digest_of_corpus(["other", "one"])
    assert digest_of_corpus(["one", "other"]) != digest_of_corpus(["one"])


CHANGES: dict[str, Any] = {
    "id": "P9",
    "title": "X",
    "issuer": "X",
    "issued": datetime(2025, 4, 24, tzinfo=UTC),
    "language": "zh-Hant",
    "url": "X",
    "digest": "X",
    "blocks": (),
    "editions": ("X",),
    "supersedes": "X",
}


@pytest.mark.parametrize("field", CHANGES)
def test_the_fingerprint_of_a_release_tells_every_change(field: str) -> None:
    release = release_of("One", "Text.")
    changed = dataclasses.replace(release, **{field: CHANGES[field]})
    assert fingerprint(changed) != fingerprint(release)
