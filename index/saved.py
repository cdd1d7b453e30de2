"""Keeps an index on disk, and loads it.

A saved index is a folder of its own beside a small file, `current`, that names it. A build writes a new folder and
then replaces that file, which is atomic: killed at any moment, it leaves the old index whole.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from corpus.digests import digest_of_file
from corpus.errors import EncoderError, IndexUnusable, ReleaseError
from corpus.store import OUTLINES, SavedOutlines
from index.dense import DenseIndex
from index.encoder import Encoder, Weights
from index.exported import ENCODER
from index.lexical import LexicalIndex
from index.manifest import FORMAT_VERSION, REMEDY, REPAIR, Manifest, format_of, mismatch
from index.search import Dense, Lexical, SearchIndex
from index.vectors import DIGESTS, DIMENSION, VECTORS, LeftVectors, SavedVectors

CURRENT, LOCK, UNFINISHED = "current", "lock", "unfinished-"
MANIFEST, ROWS, LEXICAL = "manifest.json", "rows.npy", "lexical"

Rows = NDArray[np.int32]
# Opens the dense and the lexical index of a folder where they are kept besides it.
Elsewhere = Callable[[Path], tuple[Dense, Lexical]]
# Gives the encoder for the index in a folder, whose files have been checked; raises IndexUnusable if there is none.
EncoderOf = Callable[[Path, Manifest], Encoder]


@contextmanager
def writing(root: Path) -> Iterator[list[LeftVectors]]:
    """Hold the lock of those who write below `root`; gives the vectors that a build which was killed has left.

    Afterwards only the current index remains; if something fails, also the vectors that are there by then. Raises
    IndexUnusable where the disk does not let an index be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / LOCK):
            try:
                yield tidy(root)
            except BaseException:
                with suppress(OSError):
                    tidy(root)
                raise
            remove_all_but_current(root)
    except OSError as error:
        raise IndexUnusable(
            f"the index in {root} cannot be written ({error}); the one there, if any, stands"
        ) from error


def tidy(root: Path) -> list[LeftVectors]:
    """Keep of unfinished builds only the vectors of the one that got furthest, and give them.

    So a build that is killed over and over does not fill the disk.
    """
    # Where nothing names the current index, whatever is finished may be it.
    pattern = "*" if (current := named_folder(root)) else f"{UNFINISHED}*"
    folders = sorted(path for path in root.glob(pattern) if path.is_dir() and path != current)
    left = {folder: vectors for folder in folders if (vectors := leftover(folder))}
    best = max(left, key=lambda folder: left[folder].rows, default=None)
    # A folder in the place of the file is in the way of the next build.
    for folder in [*folders, root / f"{CURRENT}.new"]:
        if folder != best and folder.is_dir():
            shutil.rmtree(folder)
    if best is None:
        return []
    for path in best.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in {VECTORS, DIGESTS, DIMENSION}:
            path.unlink()
    return [left[best]]


def leftover(folder: Path) -> LeftVectors | None:
    """The vectors that an unfinished build had so far, if it had any."""
    try:
        vectors = LeftVectors(folder) if folder.name.startswith(UNFINISHED) else None
    except IndexUnusable:
        return None
    return vectors if vectors and vectors.rows else None


def files_of(folder: Path) -> dict[str, Path]:
    """Each file below a folder but the manifest, by its name there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path for path in files}


def digests(folder: Path) -> dict[str, str]:
    """The sha256 of each of these files."""
    return {name: digest_of_file(path) for name, path in files_of(folder).items()}


def publish(root: Path, folder: Path) -> None:
    """Make a finished folder the current index: everything on disk first, then one atomic replacement."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)
    final = folder.with_name(folder.name.removeprefix(UNFINISHED))
    pointer = root / f"{CURRENT}.new"
    pointer.write_text(final.name, encoding="utf-8")
    sync(pointer)
    folder.rename(final)
    # The folder has to be there under its name before anything names it.
    sync(root)
    pointer.replace(root / CURRENT)
    sync(root)


def sync(path: Path) -> None:
    """Have the operating system put a file or folder on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_all_but_current(root: Path) -> None:
    """Remove what earlier builds left, finished or not; only whoever holds the lock may."""
    current = current_name(root)
    for path in root.iterdir():
        if path.is_dir() and path.name != current:
            shutil.rmtree(path, ignore_errors=True)


def current_name(root: Path) -> str | None:
    """The name of the current index's folder; None if there is none."""
    try:
        return (root / CURRENT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable(f"{root / CURRENT} cannot be read ({error}); {REPAIR}") from error


def looks_finished(folder: Path) -> bool:
    """Whether a folder looks like that of an index, whole or damaged."""
    finished = not folder.name.startswith(UNFINISHED)
    return finished and any((folder / name).is_file() for name in (MANIFEST, OUTLINES))


def finished_folders(root: Path) -> list[Path]:
    """The folders below `root` that do."""
    return sorted(filter(looks_finished, root.glob("*")))


def named_folder(root: Path) -> Path | None:
    """The folder that is named as the current index, if there is one of that name that looks like it."""
    try:
        name = current_name(root)
    except IndexUnusable:
        return None
    return root / name if name and looks_finished(root / name) else None


def is_there(root: Path) -> bool:
    """Whether there is an index of the form that this software reads, damaged or not."""
    folders = finished_folders(root) if (root / CURRENT).exists() else []
    return any(format_of(folder / MANIFEST) in (FORMAT_VERSION, None) for folder in folders)


def current_folder(root: Path) -> Path:
    """The folder of the current index. Raises IndexUnusable if there is none."""
    while (name := current_name(root)) is not None:
        if looks_finished(root / name) or not finished_folders(root):
            return root / name
        # A build may have put another index in its place meanwhile, and removed this one.
        if current_name(root) == name:
            raise IndexUnusable(f"{root / CURRENT} names no folder of an index; {REPAIR}")
    raise IndexUnusable(f"there is no index at {root}; {REMEDY}")


def read_manifest(root: Path) -> Manifest:
    """The manifest of the current index. Raises IndexUnusable."""
    return Manifest.read(current_folder(root) / MANIFEST)


def load(root: Path, weights: Weights, encoder: Encoder, elsewhere: Elsewhere | None = None) -> SearchIndex:
    """Load the current index, every file checked against the manifest, nothing encoded again.

    It is searched `elsewhere`, if that is given.

    Raises IndexUnusable, naming what differs and what to run, if it is not whole or was built with something else.
    """

    def given(_: Path, manifest: Manifest) -> Encoder:
        manifest.check(weights)
        return encoder

    return load_with(root, given, elsewhere)


def load_with(root: Path, encoder_of: EncoderOf, elsewhere: Elsewhere | None = None) -> SearchIndex:
    """Load the current index as `load` does, with the encoder that is right for it. Raises IndexUnusable."""
    while True:
        folder = current_folder(root)
        try:
            return load_folder(folder, encoder_of, elsewhere)
        except (EncoderError, IndexUnusable, ReleaseError, OSError) as error:
            # A build may have put another index in its place meanwhile, and removed this one.
            if current_folder(root) == folder:
                raise IndexUnusable(str(error)) from error


def encoder_folder(root: Path) -> Path | None:
    """Where the current index carries its encoder, if there is an index that does."""
    folder = named_folder(root)
    return folder / ENCODER if folder and (folder / ENCODER).is_dir() else None


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare the files of an index with their digests. Raises IndexUnusable, naming the first that differs."""
    found = digests(folder)
    if missing := manifest.files.keys() - found.keys():
        raise IndexUnusable(f"the index in {folder} lacks {', '.join(sorted(missing))}; {REPAIR}")
    for name, digest in found.items():
        if manifest.files.get(name) != digest:
            raise IndexUnusable(f"the file {folder / name} is not as it was built; {REPAIR}")


def read_rows(folder: Path) -> Rows:
    """The passage of each row, read as it is used. Raises ValueError for anything else."""
    rows = np.load(folder / ROWS, mmap_mode="r")
    if rows.ndim != 1 or rows.dtype != np.int32:
        raise ValueError(f"an array of shape {rows.shape} and type {rows.dtype}")
    return np.asarray(rows)


def load_folder(folder: Path, encoder_of: EncoderOf, elsewhere: Elsewhere | None) -> SearchIndex:
    """Load the index in one folder."""
    manifest = Manifest.read(folder / MANIFEST)
    check_files(folder, manifest)
    encoder = encoder_of(folder, manifest)
    vectors = SavedVectors(folder)
    if (vectors.dimension, vectors.rows) != (manifest.dimension, manifest.counts.rows):
        raise mismatch("dimension", manifest.dimension, vectors.dimension)
    rows = read_rows(folder)
    words = LexicalIndex.load(folder / LEXICAL)
    dense, lexical = elsewhere(folder) if elsewhere else (DenseIndex.load(folder, vectors.vectors), words)
    outlines = SavedOutlines(folder)
    return SearchIndex(outlines, rows, dense, lexical, encoder, manifest.languages, manifest.corpus_digest, words)
