"""Checks a saved index against itself: the files, every outline, every row and vector; names all that is wrong."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.damage import DamagedOutlines, Line, differences, faults_of
from corpus.digests import digest_of_file
from corpus.errors import CommuniqueError, IndexUnusable
from corpus.model import Outline
from corpus.outlines import Entry, entry_of
from corpus.split import SPLITTER_VERSION, split
from corpus.store import CATALOGUE, DAMAGE, OUTLINES, decode
from index.dense import DenseIndex
from index.digests import row_digest
from index.encoder import Weights
from index.exported import CARD, ENCODER, read_card
from index.lexical import LexicalIndex
from index.manifest import REMEDY, Manifest, counts_of, digest_of_corpus
from index.rows import make_rows, row_text
from index.saved import CURRENT, LEXICAL, MANIFEST, ROWS, files_of, finished_folders, named_folder, read_rows
from index.vectors import DIGESTS, VECTORS, SavedVectors, as_array
from index.writing import Progress

CHECKING = "Checking"
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a saved index; `release` is the id, or the line, of the release that it is about."""

    file: str
    what: str
    release: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, {self.release}" if self.release else self.file
        return f"{where}: {self.what}"


def check(root: Path, weights: Weights, progress: Progress = lambda *_: None) -> list[Problem]:
    """All that is wrong with the current index, file by file and release by release; nothing if it is whole.

    Raises IndexUnusable if there is no index.
    """
    while True:
        folder = folder_of(root)
        problems = Check(folder, weights, progress).run()
        if named_folder(root) is None:
            return [Problem(CURRENT, "names no folder of an index"), *problems]
        # A build may have put another index in its place meanwhile, and removed this one.
        if not problems or named_folder(root) == folder:
            return problems


def folder_of(root: Path) -> Path:
    """The folder of the current index; else the only finished one there is. Raises IndexUnusable."""
    if named := named_folder(root):
        return named
    if len(finished := finished_folders(root)) == 1:
        return finished[0]
    raise IndexUnusable(f"there is no index at {root}; {REMEDY}")


class Check:
    """One check of one folder."""

    def __init__(self, folder: Path, weights: Weights, progress: Progress) -> None:
        self.problems: list[Problem] = []
        self._folder, self._weights, self._progress = folder, weights, progress
        self._entries: list[Entry] = []
        self._passages = self._row = 0
        # Past a release of which neither the outline nor the entry can be read, it is not known whose a row is.
        self._adrift = False

    def run(self) -> list[Problem]:
        """Everything that is wrong."""
        self._manifest = self._attempt(MANIFEST, lambda: Manifest.read(self._folder / MANIFEST))
        if self._manifest:
            self._check_files(self._manifest)
            self._check_encoder(self._manifest)
        self._rows = self._attempt(ROWS, lambda: read_rows(self._folder))
        self._vectors = self._attempt(VECTORS, lambda: SavedVectors(self._folder))
        lines = self._attempt(OUTLINES, lambda: DamagedOutlines(self._folder))
        if lines is not None:
            self._attempt(OUTLINES, lambda: self._check_outlines(lines))
        self._check_sizes()
        self._check_indexes()
        return self.problems

    def _say(self, file: str, what: str, release: str = "") -> None:
        self.problems.append(Problem(file, what, release))

    def _attempt(self, file: str, read: Callable[[], Read]) -> Read | None:
        """What can be read of a file, or None and a problem."""
        try:
            return read()
        except (CommuniqueError, OSError, ValueError, EOFError) as error:
            self._say(file, f"cannot be read ({error})")
            return None

    def _check_files(self, manifest: Manifest) -> None:
        """Compare what the manifest says with what is used now, and with the files."""
        try:
            manifest.check(self._weights)
        except IndexUnusable as error:
            self._say(MANIFEST, str(error))
        found = files_of(self._folder)
        for name in sorted(manifest.files.keys() | found.keys()):
            if name not in found:
                self._say(name, "is missing")
            elif name not in manifest.files:
                self._say(name, "does not belong to the index")
            elif self._attempt(name, partial(digest_of_file, found[name])) not in (manifest.files[name], None):
                self._say(name, "is not as it was built")

    def _check_encoder(self, manifest: Manifest) -> None:
        """Compare the encoder that the index carries, if its card is what it was, with what the manifest says of it."""
        name = f"{ENCODER}/{CARD}"
        if any(problem.file == name for problem in self.problems):
            return
        card = self._attempt(name, lambda: read_card(self._folder / ENCODER)) if name in manifest.files else {}
        if card is not None and manifest.encoder != card.get("digest"):
            self._say(MANIFEST, f"has the encoder {manifest.encoder}, the folder {card.get('digest')}")

    def _check_outlines(self, lines: DamagedOutlines) -> None:
        """Check every release, one after the other."""
        for number in lines.unreadable:
            self._say(CATALOGUE, "is damaged", f"line {number}")
        last, unseen = "", dict.fromkeys(lines.listed)
        for number, line in enumerate(lines, 1):
            unseen.pop(line.name, None)
            try:
                outline = decode(json.loads(line.bytes))
            except DAMAGE as error:
                self._say(OUTLINES, f"is damaged ({error})", line.name)
                self._pass_over(line)
            else:
                if outline.release.id <= last:
                    self._say(OUTLINES, f"does not come after {last}", line.name)
                last = outline.release.id
                self._check_outline(outline, line)
            self._progress(CHECKING, number, len(lines.listed))
        for name in unseen:
            self._say(OUTLINES, "is missing", name)

    def _pass_over(self, line: Line) -> None:
        """Find where the rows after those of a damaged outline begin."""
        if line.listed is None or self._rows is None:
            self._adrift = True
        else:
            self._passages += line.listed.passages
            self._row = int(np.searchsorted(self._rows, np.int32(self._passages)))

    def _check_outline(self, outline: Outline, line: Line) -> None:
        """Check an outline, its entry in the catalogue and its rows."""
        name = outline.release.id
        faults = list(faults_of(outline))
        if not faults and self._splits_alike() and split(outline.release) != outline:
            faults = ["is not split as it is now"]
        for fault in faults:
            self._say(OUTLINES, fault, name)
        if line.listed is None:
            self._say(CATALOGUE, "is missing", name)
        elif others := differences(line.listed, outline):
            self._say(CATALOGUE, f"has another {', '.join(others)} than the outline", name)
        self._entries.append(entry_of(outline))
        if faults:
            self._pass_over(line)
        elif not self._adrift:
            self._check_rows(outline)

    def _splits_alike(self) -> bool:
        return self._manifest is None or self._manifest.splitter_version == SPLITTER_VERSION

    def _check_rows(self, outline: Outline) -> None:
        """Compare the rows of a release with what they should be."""
        name, rows = outline.release.id, make_rows(outline.passages)
        own = slice(self._row, self._row + len(rows))
        wanted = np.array([self._passages + row.passage for row in rows])
        self._passages, self._row = self._passages + len(outline.passages), own.stop
        if self._rows is not None and not np.array_equal(self._rows[own], wanted):
            self._say(ROWS, "has other rows than the outline", name)
        if self._vectors is None:
            return
        model = self._manifest.model_digest if self._manifest else self._weights.digest
        texts = as_array([row_digest(model, row_text(row, outline.passages)) for row in rows])
        found = self._vectors.digests[own]
        if count := len(rows) - int((found == texts[: len(found)]).all(axis=1).sum()):
            self._say(DIGESTS, f"has {count} of {len(rows)} digests that are not those of its texts", name)
        there = np.arange(own.start, min(own.stop, self._vectors.rows))
        if count := len(rows) - int(self._vectors.whole(there).sum()):
            self._say(VECTORS, f"has {count} of {len(rows)} vectors that are missing or not of length 1", name)

    def _check_sizes(self) -> None:
        """Compare how much there is with what the manifest says."""
        manifest = self._manifest
        if manifest is None:
            return
        if self._rows is not None and len(self._rows) != manifest.counts.rows:
            self._say(ROWS, f"has {len(self._rows)} rows, not {manifest.counts.rows}")
        if self._vectors and (self._vectors.rows, self._vectors.dimension) != (
            manifest.counts.rows,
            manifest.dimension,
        ):
            shape = f"{self._vectors.rows} vectors of {self._vectors.dimension}"
            self._say(VECTORS, f"has {shape}, not {manifest.counts.rows} of {manifest.dimension}")
        if self._adrift or any(problem.file == OUTLINES for problem in self.problems):
            return
        counts = counts_of(self._entries, self._row)
        if counts != manifest.counts:
            self._say(MANIFEST, f"counts {manifest.counts}, the outlines {counts}")
        if digest_of_corpus(entry.fingerprint for entry in self._entries) != manifest.corpus_digest:
            self._say(MANIFEST, "has another corpus_digest than the outlines")

    def _check_indexes(self) -> None:
        """Load both indexes, as far as their files are what they were."""
        damaged = {problem.file for problem in self.problems}
        if not any(name.startswith(LEXICAL) for name in damaged):
            lexical = self._attempt(LEXICAL, lambda: LexicalIndex.load(self._folder / LEXICAL))
            # Adrift, it is not known how many there should be.
            if lexical and not self._adrift and lexical.rows != self._passages:
                self._say(LEXICAL, f"has {lexical.rows} passages, not {self._passages}")
        vectors = self._vectors
        if vectors and vectors.rows and not any(name.startswith("dense") for name in damaged):
            dense = self._attempt("dense", lambda: DenseIndex.load(self._folder, vectors.vectors))
            if dense and (dense.rows, dense.dimension) != (vectors.rows, vectors.dimension):
                self._say(
                    "dense", f"has {dense.rows} vectors of {dense.dimension}, not {vectors.rows} of {vectors.dimension}"
                )
