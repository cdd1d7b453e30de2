"""Builds, saves and loads an index.

A saved index is a folder of its own beside a small file, `current`, that names it. A build writes a new folder and
then replaces that file, which is atomic: killed at any moment, it leaves the old index whole.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.digests import digest_of_file
from corpus.errors import IndexUnusable, ReleaseError
from corpus.model import Outline, Release
from corpus.split import SPLITTER_VERSION, split
from corpus.store import read_outlines, write_outlines
from index.dense import DenseIndex
from index.encoder import Encoder, Role, Vectors, Weights
from index.lexical import LexicalIndex
from index.manifest import FORMAT_VERSION, REMEDY, Counts, Manifest, digest_of_corpus, mismatch
from index.rows import all_passages, make_rows, passage_text, row_text
from index.search import SearchIndex

CURRENT, LOCK, UNFINISHED = "current", "lock", "unfinished-"
MANIFEST, OUTLINES, DENSE, LEXICAL = "manifest.json", "outlines.jsonl", "dense.faiss", "lexical"
BATCH = 64

Progress = Callable[[int, int], None]


def build(
    root: Path, releases: Sequence[Release], weights: Weights, encoder: Encoder, progress: Progress = lambda *_: None
) -> Manifest:
    """Split, encode and index releases, and make the result the current index below `root`.

    `progress` is told how many of how many texts are encoded. Two builds at once take turns. Raises IndexUnusable if
    two releases have one id, or there is none.
    """
    ids = [release.id for release in releases]
    if not ids or len(set(ids)) < len(ids):
        raise IndexUnusable(f"an index needs releases with different ids, not {ids}")
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / LOCK):
        remove_all_but_current(root)
        folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root))
        manifest = write(folder, [split(r) for r in sorted(releases, key=lambda r: r.id)], weights, encoder, progress)
        publish(root, folder)
    return manifest


def write(
    folder: Path, outlines: Sequence[Outline], weights: Weights, encoder: Encoder, progress: Progress
) -> Manifest:
    """Write every file of an index into an empty folder, the manifest last."""
    passages = all_passages(outlines)
    rows = make_rows(passages)
    vectors = encode([row_text(row, passages) for row in rows], encoder, progress)
    write_outlines(folder / OUTLINES, outlines)
    DenseIndex.build(vectors).save(folder / DENSE)
    LexicalIndex.build([passage_text(passage) for passage in passages]).save(folder / LEXICAL)
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        splitter_version=SPLITTER_VERSION,
        model=weights.name,
        model_digest=weights.digest,
        corpus_digest=digest_of_corpus(outline.release for outline in outlines),
        dimension=vectors.shape[1],
        counts=Counts(
            releases=len(outlines),
            sections=sum(len(outline.sections) for outline in outlines),
            passages=len(passages),
            statements=sum(len(passage.statements) for passage in passages),
            rows=len(rows),
        ),
        files=digests(folder),
    )
    manifest.write(folder / MANIFEST)
    return manifest


def encode(texts: Sequence[str], encoder: Encoder, progress: Progress) -> Vectors:
    """Encode texts in batches, telling how far it is."""
    progress(0, len(texts))
    batches = []
    for start in range(0, len(texts), BATCH):
        batches.append(encoder.encode(texts[start : start + BATCH], Role.PASSAGE))
        progress(min(start + BATCH, len(texts)), len(texts))
    return np.concatenate(batches)


def digests(folder: Path) -> dict[str, str]:
    """The sha256 of each file below a folder but the manifest."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): digest_of_file(path) for path in files}


def publish(root: Path, folder: Path) -> None:
    """Make a finished folder the current index: everything on disk first, then one atomic replacement."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)
    final = folder.with_name(folder.name.removeprefix(UNFINISHED))
    folder.rename(final)
    pointer = root / f"{CURRENT}.new"
    pointer.write_text(final.name, encoding="utf-8")
    sync(pointer)
    pointer.replace(root / CURRENT)
    sync(root)
    remove_all_but_current(root)


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
        raise IndexUnusable(f"{root / CURRENT} cannot be read ({error}); remove it and {REMEDY}") from error


def current_folder(root: Path) -> Path:
    """The folder of the current index. Raises IndexUnusable if there is none."""
    name = current_name(root)
    if name is None:
        raise IndexUnusable(f"there is no index at {root}; {REMEDY}")
    return root / name


def read_manifest(root: Path) -> Manifest:
    """The manifest of the current index. Raises IndexUnusable."""
    return Manifest.read(current_folder(root) / MANIFEST)


def load(root: Path, weights: Weights, encoder: Encoder) -> SearchIndex:
    """Load the current index, every file checked against the manifest, nothing encoded again.

    Raises IndexUnusable, naming what differs and what to run, if it is not whole or was built with something else.
    """
    while True:
        folder = current_folder(root)
        try:
            return load_folder(folder, weights, encoder)
        except (IndexUnusable, ReleaseError, OSError) as error:
            # A build may have put another index in its place meanwhile, and removed this one.
            if current_folder(root) == folder:
                raise IndexUnusable(str(error)) from error


def load_folder(folder: Path, weights: Weights, encoder: Encoder) -> SearchIndex:
    """Load the index in one folder."""
    manifest = Manifest.read(folder / MANIFEST)
    manifest.check(weights)
    found = digests(folder)
    if missing := manifest.files.keys() - found.keys():
        raise IndexUnusable(f"the index in {folder} lacks {', '.join(sorted(missing))}; {REMEDY}")
    for name, digest in found.items():
        if manifest.files.get(name) != digest:
            raise IndexUnusable(f"the file {folder / name} is not as it was built; {REMEDY}")
    outlines = read_outlines(folder / OUTLINES)
    dense, lexical = DenseIndex.load(folder / DENSE), LexicalIndex.load(folder / LEXICAL)
    if (dense.dimension, dense.rows) != (manifest.dimension, manifest.counts.rows):
        raise mismatch("dimension", manifest.dimension, dense.dimension)
    return SearchIndex(outlines, dense, lexical, encoder, weights, manifest.corpus_digest)
