"""The manifest of a saved index: what it was built from and with, and how an index that does not match is told."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.digests import digest_of
from corpus.errors import IndexUnusable
from corpus.outlines import Entry
from corpus.split import SPLITTER_VERSION
from index.encoder import Weights

FORMAT_VERSION = 2
REMEDY, REPAIR = "run `communique build`", "run `communique check --repair`"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a saved index holds."""

    releases: int
    sections: int
    passages: int
    statements: int
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a saved index is; `files` holds the sha256 of each of its files."""

    format_version: int
    splitter_version: int
    model: str
    model_digest: str
    corpus_digest: str
    dimension: int
    counts: Counts
    files: dict[str, str]

    def write(self, path: Path) -> None:
        """Write the manifest as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read a manifest. Raises IndexUnusable if there is none, or it is damaged or of another format version."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["format_version"] != FORMAT_VERSION:
                raise mismatch("format_version", values["format_version"], FORMAT_VERSION)
            return cls(**{**values, "counts": Counts(**values["counts"]), "files": dict(values["files"])})
        except (FileNotFoundError, NotADirectoryError) as error:
            if path.parent.is_dir() and any(path.parent.iterdir()):
                raise IndexUnusable(f"the manifest {path} is missing; {REPAIR}") from error
            raise IndexUnusable(f"there is no index at {path.parent}; {REMEDY}") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnusable(f"the manifest {path} is damaged ({error!r}); {REPAIR}") from error

    def fits(self, weights: Weights) -> bool:
        """Whether rows and vectors of the index are as this splitter and encoder would make them."""
        return (self.splitter_version, self.model_digest) == (SPLITTER_VERSION, weights.digest)

    def check(self, weights: Weights, corpus_digest: str | None = None) -> None:
        """Raise IndexUnusable, naming the field, if the index was built with something else than this."""
        expected = {"splitter_version": SPLITTER_VERSION, "model": weights.name, "model_digest": weights.digest}
        if corpus_digest is not None:
            expected["corpus_digest"] = corpus_digest
        for field, value in expected.items():
            if getattr(self, field) != value:
                raise mismatch(field, getattr(self, field), value)


def format_of(path: Path) -> object:
    """The format version of a manifest; None if it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["format_version"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def counts_of(entries: Sequence[Entry], rows: int) -> Counts:
    """How much an index of some releases holds."""
    return Counts(
        releases=len(entries),
        sections=sum(entry.sections for entry in entries),
        passages=sum(entry.passages for entry in entries),
        statements=sum(entry.statements for entry in entries),
        rows=rows,
    )


def mismatch(field: str, found: object, wanted: object) -> IndexUnusable:
    """The error for a field of the manifest that is not as it should be."""
    return IndexUnusable(f"the saved index does not match: its {field} is {found!r}, wanted is {wanted!r}; {REMEDY}")


def digest_of_corpus(fingerprints: Iterable[str]) -> str:
    """One digest over everything about some releases that an index or an answer holds, from their fingerprints."""
    return digest_of("\n".join(sorted(fingerprints)))
