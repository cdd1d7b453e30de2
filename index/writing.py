"""Writes the files of a new index: outlines, rows and vectors, copied from the old one where they stay as they are."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.split import SPLITTER_VERSION, split
from corpus.store import OutlineWriter, SavedOutlines
from index.dense import DenseIndex
from index.encoder import Weights
from index.exported import ENCODER, link, read_card
from index.lexical import LexicalIndex
from index.manifest import FORMAT_VERSION, Manifest, counts_of, digest_of_corpus
from index.pieces import write_pieces
from index.rows import make_rows, passage_text, row_text
from index.saved import LEXICAL, MANIFEST, ROWS, Rows, check_files, current_folder, current_name, digests, read_rows
from index.vectors import SavedVectors, VectorWriter

# Told what is being done, and how many of how many pieces are; of 0 where it is not known how many there will be.
Progress = Callable[[str, int, int], None]
READING, ENCODING, MEANINGS, WORDS = "Reading", "Encoding", "Indexing meanings", "Indexing words"
ADDED = "added"


@dataclass(frozen=True, slots=True)
class Old:
    """The current index as a source of the new one.

    `rows` has the passage of each row, `starts` and `row_starts` the first passage and row of each release and, last,
    how many there are. They are those of the new index too if it is `built_alike`: with the same splitter and the same
    encoder. It is `equipped_alike` if it says the same of the encoder, and carries the same export of it.
    """

    outlines: SavedOutlines
    vectors: SavedVectors
    rows: Rows
    starts: NDArray[np.int64]
    row_starts: NDArray[np.int64]
    lexical: LexicalIndex
    built_alike: bool
    equipped_alike: bool

    @classmethod
    def of(cls, root: Path, weights: Weights, exported: Path | None = None) -> "Old | None":
        """The current index; None if there is none. Raises IndexUnusable if there is one that cannot be read."""
        if current_name(root) is None:
            return None
        folder = current_folder(root)
        manifest = Manifest.read(folder / MANIFEST)
        check_files(folder, manifest)
        outlines = SavedOutlines(folder)
        starts = np.cumsum([0, *(entry.passages for entry in outlines.entries)])
        rows = read_rows(folder)
        row_starts = np.searchsorted(rows, starts.astype(rows.dtype))
        alike = manifest.fits(weights), manifest.says(weights, digest_of_export(exported))
        lexical = LexicalIndex.load(folder / LEXICAL)
        return cls(outlines, SavedVectors(folder), rows, starts, row_starts, lexical, *alike)

    def rows_of(self, place: int) -> slice:
        """The rows of the release at a place."""
        return slice(*map(int, self.row_starts[place : place + 2]))


def digest_of_export(exported: Path | None) -> str | None:
    """The digest of an exported encoder, if there is one."""
    return str(read_card(exported)["digest"]) if exported else None


def merge(folder: Path, old: Old | None, added: Mapping[str, int], removed: Set[str]) -> list[int | None]:
    """Write the outlines of the new index, ordered by id, from the old ones and those in the folder of added ones.

    Gives for each release its place in the old index if it is copied from there.
    """
    incoming = SavedOutlines(folder / ADDED)
    staying = old.outlines.places.keys() - removed - added.keys() if old else frozenset()
    copied: list[int | None] = []
    with OutlineWriter(folder) as out:
        for release_id in sorted(staying | added.keys()):
            if old is None or release_id in added:
                place = added[release_id]
                out.copy(incoming.entries[place], incoming.line(place))
                copied.append(None)
            elif old.built_alike:
                place = old.outlines.places[release_id]
                out.copy(old.outlines.entries[place], old.outlines.line(place))
                copied.append(place)
            else:
                out.write(split(old.outlines.of(release_id).release))
                copied.append(None)
    shutil.rmtree(folder / ADDED)
    return copied


def write_rows(
    folder: Path, old: Old | None, copied: Sequence[int | None], writer: VectorWriter, progress: Progress
) -> None:
    """Write which passage each row belongs to, and the vector of each row."""
    outlines = SavedOutlines(folder)
    first = np.cumsum([0, *(entry.passages for entry in outlines.entries)])
    rows = [first[n] + passages_of_rows(outlines, n, old, place) for n, place in enumerate(copied)]
    np.save(folder / ROWS, np.concatenate(rows).astype(np.int32))
    total = sum(len(own) for own, place in zip(rows, copied, strict=True) if place is None)
    with writer:
        writer.tell = lambda written: progress(ENCODING, written, total)
        writer.tell(0)
        for number, place in enumerate(copied):
            if old and place is not None:
                own = old.rows_of(place)
                writer.copy(old.vectors.vectors[own], old.vectors.digests[own])
            else:
                passages = outlines.at(number).passages
                writer.write(row_text(row, passages) for row in make_rows(passages))


def passages_of_rows(outlines: SavedOutlines, number: int, old: Old | None, place: int | None) -> Rows:
    """The passage of each row of a release, counted from its first; `place` is that in the old index, if it has one."""
    if old and place is not None:
        return np.asarray(old.rows[old.rows_of(place)] - old.starts[place], dtype=np.int32)
    return np.array([row.passage for row in make_rows(outlines.at(number).passages)], dtype=np.int32)


def texts_of(
    outlines: SavedOutlines, old: Old | None, copied: Sequence[int | None], progress: Progress
) -> Iterator[str | int]:
    """The text of each passage, or the number that it has in the old index if it is copied from there."""
    for number, place in enumerate(copied):
        progress(WORDS, number + 1, len(copied))
        if old and place is not None:
            yield from range(*map(int, old.starts[place : place + 2]))
        else:
            yield from map(passage_text, outlines.at(number).passages)


def write_index(
    folder: Path,
    old: Old | None,
    copied: Sequence[int | None],
    weights: Weights,
    exported: Path | None,
    progress: Progress,
) -> None:
    """Index what is written, put the exported encoder beside it, and write the manifest last."""
    outlines, vectors = SavedOutlines(folder), SavedVectors(folder)
    DenseIndex.build(vectors.vectors, folder, lambda done, total: progress(MEANINGS, done, total))
    previous = old.lexical if old else None
    LexicalIndex.build(texts_of(outlines, old, copied, progress), previous).save(folder / LEXICAL)
    entries = outlines.entries
    write_pieces(folder)
    if exported:
        link(exported, folder / ENCODER)
    Manifest(
        format_version=FORMAT_VERSION,
        splitter_version=SPLITTER_VERSION,
        model=weights.name,
        model_digest=weights.digest,
        languages=weights.languages,
        encoder=digest_of_export(exported),
        corpus_digest=digest_of_corpus(entry.fingerprint for entry in entries),
        dimension=vectors.vectors.shape[1],
        counts=counts_of(entries, vectors.rows),
        files=digests(folder),
    ).write(folder / MANIFEST)
