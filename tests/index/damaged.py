"""An index to be damaged, ways to damage it, and what checking and repairing make of it then."""

import dataclasses
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.building import build
from index.checking import check
from index.exported import ENCODER, is_export_of
from index.manifest import Manifest
from index.pieces import write_pieces
from index.repairing import Repaired, repair
from index.saved import current_folder, digests, load
from index.vectors import SavedVectors
from tests.doubles import WEIGHTS, HashingEncoder, release_of
from tests.index.exports import written

AIR = release_of("Air", "Aviation", "----", "Add flights. Train pilots.", "Build runways.", id="P1")
SEA = release_of("海運", "增加渡輪班次。", "Heading", "----", "Guests included Mr A; Ms B; Dr C.", id="P2")
ROAD = release_of("Road", "Mend bridges.", id="P3")
ALL = ("P1", "P2", "P3")
Row = dict[str, Any]


def found(root: Path) -> set[tuple[str, str]]:
    """In which files, and which releases there, something is wrong."""
    return {(problem.file, problem.release) for problem in check(root, WEIGHTS)}


def repaired(root: Path) -> tuple[Repaired, list[str]]:
    """What repairing keeps and loses, and which texts it encodes; the index is whole then."""
    encoder = HashingEncoder()
    with tempfile.TemporaryDirectory() as folder:
        result = repair(root, WEIGHTS, encoder, exported=written(Path(folder) / "encoder", WEIGHTS))
    assert check(root, WEIGHTS) == []
    assert is_export_of(WEIGHTS, current_folder(root) / ENCODER)
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


def rewritten(root: Path, name: str, place: int, change: Callable[[Row], object]) -> None:
    """Change one line of a file of JSON lines, and nothing else."""
    path = current_folder(root) / name
    lines = path.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[place])
    change(row)
    lines[place] = json.dumps(row, ensure_ascii=False)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def assert_vectors_are_right(root: Path) -> None:
    """Each vector of an index is what its text is encoded as."""
    fresh = root.with_name("fresh")
    releases = [outline.release for outline in load(root, WEIGHTS, HashingEncoder()).outlines]
    build(fresh, releases, WEIGHTS, HashingEncoder())
    one, other = SavedVectors(current_folder(root)), SavedVectors(current_folder(fresh))
    assert (one.vectors == other.vectors).all()
