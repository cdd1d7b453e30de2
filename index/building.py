"""Makes a new index out of the current one and what is to change in it, and puts it in its place.

Releases that stay are copied with their vectors; only texts that neither the current index nor a build that was killed
holds are encoded. All goes through in batches, so that memory is bounded however many releases there are.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import IndexUnusable
from corpus.model import Release
from corpus.outlines import Entry, fingerprint
from corpus.split import split
from corpus.store import OutlineWriter
from index.encoder import Encoder, Weights
from index.manifest import Manifest
from index.saved import MANIFEST, UNFINISHED, current_folder, publish, writing
from index.vectors import KnownVectors, VectorWriter
from index.writing import ADDED, READING, Old, Progress, merge, write_index, write_rows


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build changed: the ids of the releases that are new, in place of another, as they were, or gone."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything did."""
        return bool(self.added or self.replaced or self.removed)


@dataclass(slots=True)
class Intake:
    """The releases that come in: where each stands among those written, and which are there already, or may not in."""

    places: dict[str, int] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def has(self, release_id: str) -> bool:
        """Whether a release with that id came already."""
        return release_id in self.places or release_id in self.unchanged or release_id in self.refused


def build(
    root: Path,
    releases: Iterable[Release],
    weights: Weights,
    encoder: Encoder,
    progress: Progress = lambda *_: None,
    known: Sequence[KnownVectors] = (),
    exported: Path | None = None,
) -> Manifest:
    """Make an index of just these releases the current one below `root`, and give its manifest.

    It carries the encoder that is `exported` to a folder, if one is given. An index there that cannot be read is
    replaced too. Raises IndexUnusable as `update` does.
    """
    with writing(root) as leftovers:
        old = old_or_none(root, weights, exported)
        sources = [*known, *leftovers]
        renew(root, old, releases, weights, encoder, progress, sources, lambda _: False, exported=exported)
        # Before the next build may put another one in its place.
        return Manifest.read(current_folder(root) / MANIFEST)


def update(
    root: Path,
    releases: Iterable[Release],
    weights: Weights,
    encoder: Encoder,
    progress: Progress = lambda *_: None,
    known: Sequence[KnownVectors] = (),
    keeps: Callable[[Entry], bool] = lambda _: True,
    replaces: Callable[[Entry, Release], bool] = lambda *_: True,
    anew: bool = False,
    ready: Callable[[Path], None] = lambda _: None,
    exported: Path | None = None,
) -> Changes:
    """Put releases into the index below `root`, of which stays what `keeps` says, and give what changed.

    `known` has vectors that need not be encoded again, `replaces` says whether a release may take the place of another
    one with its id, `ready` is called with the folder of the new index before it becomes current, and that carries the
    encoder that is `exported` to a folder. Two builds at once take turns, and the current index stands until the new
    one is whole; it stays if nothing changes. Raises IndexUnusable if two releases have one id, none would be left, the
    index cannot be written, or, unless it is built `anew`, the current one cannot be read.
    """
    with writing(root) as leftovers:
        old = old_or_none(root, weights, exported) if anew else Old.of(root, weights, exported)
        sources = [*known, *leftovers]
        return renew(root, old, releases, weights, encoder, progress, sources, keeps, replaces, ready, exported)


def renew(
    root: Path,
    old: Old | None,
    releases: Iterable[Release],
    weights: Weights,
    encoder: Encoder,
    progress: Progress,
    known: Sequence[KnownVectors],
    keeps: Callable[[Entry], bool] = lambda _: True,
    replaces: Callable[[Entry, Release], bool] = lambda *_: True,
    ready: Callable[[Path], None] = lambda _: None,
    exported: Path | None = None,
) -> Changes:
    """Write the new index and make it the current one, unless the old one is just that."""
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root))
    intake = take_in(folder / ADDED, releases, old, replaces, progress)
    changes = changes_of(intake, old, keeps)
    if changes.any or old is None or not (old.built_alike and old.equipped_alike):
        sources = [*known, *([old.vectors] if old else [])]
        copied = merge(folder, old, intake.places, set(changes.removed))
        write_rows(folder, old, copied, VectorWriter(folder, weights.digest, encoder, sources), progress)
        write_index(folder, old, copied, weights, exported, progress)
        ready(folder)
        publish(root, folder)
    return changes


def old_or_none(root: Path, weights: Weights, exported: Path | None) -> Old | None:
    """The current index; None if there is none that can be read."""
    try:
        return Old.of(root, weights, exported)
    except IndexUnusable:
        return None


def take_in(
    folder: Path,
    releases: Iterable[Release],
    old: Old | None,
    replaces: Callable[[Entry, Release], bool],
    progress: Progress,
) -> Intake:
    """Split the releases that come in and write them into a folder, as they come; those that stay as they are not."""
    intake = Intake()
    folder.mkdir()
    with OutlineWriter(folder) as out:
        for number, release in enumerate(releases, 1):
            if intake.has(release.id):
                raise IndexUnusable(f"an index needs releases with different ids, not {release.id!r} twice")
            there = old.outlines.entry(release.id) if old and release.id in old.outlines.places else None
            if there and there.fingerprint == fingerprint(release):
                intake.unchanged.add(release.id)
            elif there and not replaces(there, release):
                intake.refused.add(release.id)
            else:
                intake.places[release.id] = len(intake.places)
                out.write(split(release))
            progress(READING, number, 0)
    return intake


def changes_of(intake: Intake, old: Old | None, keeps: Callable[[Entry], bool]) -> Changes:
    """What changes, by id. Raises IndexUnusable if no release would be left."""
    there = {entry.id: keeps(entry) for entry in old.outlines.entries} if old else {}
    given = intake.places.keys() | intake.unchanged | intake.refused
    removed = sorted(one for one, kept in there.items() if not kept and one not in given)
    if not given and len(removed) == len(there):
        raise IndexUnusable("an index needs a release; none would be left")
    return Changes(
        added=tuple(sorted(intake.places.keys() - there.keys())),
        replaced=tuple(sorted(intake.places.keys() & there.keys())),
        unchanged=tuple(sorted(intake.unchanged)),
        removed=tuple(removed),
    )
