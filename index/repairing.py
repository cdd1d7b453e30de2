"""Makes a damaged index whole from what of it can be believed, and names the releases that are lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.damage import DamagedOutlines, release_in
from corpus.digests import digest_of_file
from corpus.errors import IndexUnusable
from corpus.model import Release
from corpus.outlines import Entry, fingerprint
from corpus.store import OUTLINES
from index.building import renew
from index.checking import folder_of
from index.encoder import Encoder, Weights
from index.manifest import FORMAT_VERSION, REMEDY, Manifest, format_of
from index.pieces import IntactVectors
from index.saved import MANIFEST, named_folder, writing
from index.vectors import KnownVectors
from index.writing import Progress


@dataclass(frozen=True, slots=True)
class Repaired:
    """The ids of the releases that the new index holds, and the ids or lines of those that have to be added again."""

    kept: tuple[str, ...]
    lost: tuple[str, ...]


def repair(
    root: Path,
    weights: Weights,
    encoder: Encoder,
    progress: Progress = lambda *_: None,
    exported: Path | None = None,
) -> Repaired:
    """Make a new index of those releases in the current one that can be believed, and put it in its place.

    Everything that derives from the releases is made again; vectors that may be damaged are encoded again; the encoder
    that is `exported` to a folder is carried. Raises IndexUnusable if there is no index, no release can be believed, or
    the new index cannot be written.
    """
    # Where there is no index, none is begun.
    folder_of(root)
    with writing(root) as leftovers:
        folder = folder_of(root)
        found = Believed(folder)
        if not any(True for _ in found):
            raise IndexUnusable(f"no release of the index in {folder} can be read; {REMEDY}")
        sources = [*intact_vectors(folder), *leftovers]
        renew(root, None, found, weights, encoder, progress, sources, exported=exported)
        return Repaired(tuple(sorted(found.kept)), tuple(found.lost))


class Believed:
    """The releases of a damaged index that are as they were: their file is, or their entry in the catalogue says so.

    Each time they are gone through, `kept` and `lost` have the ids of those that were given, and that were not.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._whole = is_whole(folder, OUTLINES)
        self.kept: set[str] = set()
        self.lost: list[str] = []

    def __iter__(self) -> Iterator[Release]:
        """The releases, read as they are asked for."""
        if not (self._folder / OUTLINES).is_file():
            return
        lines = DamagedOutlines(self._folder)
        unseen = dict.fromkeys(lines.listed)
        self.kept, self.lost = set(), []
        for line in lines:
            unseen.pop(line.name, None)
            release = release_in(line.bytes)
            if release and release.id not in self.kept and (self._whole or confirms(line.listed, release)):
                self.kept.add(release.id)
                yield release
            else:
                self.lost.append(line.name)
        self.lost += unseen


def held_before(root: Path) -> Iterable[Release]:
    """The releases of an index of an earlier form that can be believed; none where there is no such index."""
    folder = named_folder(root)
    return () if folder is None or format_of(folder / MANIFEST) in (FORMAT_VERSION, None) else Believed(folder)


def confirms(listed: Entry | None, release: Release) -> bool:
    """Whether the entry of a release says that it is as it was."""
    return listed is not None and listed.fingerprint == fingerprint(release)


def is_whole(folder: Path, name: str) -> bool:
    """Whether a file is as the manifest, if that can be read, says that it was built."""
    try:
        return Manifest.read(folder / MANIFEST).files.get(name) == digest_of_file(folder / name)
    except (IndexUnusable, OSError):
        return False


def intact_vectors(folder: Path) -> list[KnownVectors]:
    """The vectors that are as they were, if there are any."""
    try:
        return [IntactVectors(folder)]
    except IndexUnusable:
        return []
