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

FORMAT_VERSION = 3
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
    """What a saved index is; `files` holds the sha256 of each of its files.

    `languages` are those that its encoder reads, None where that is not known; `encoder` is the digest of the exported
    encoder that it carries, None if the model could not be exported.
    """

    format_version: int
    splitter_version: int
    model: str
    model_digest: str
    languages: frozenset[str] | None
    encoder: str | None
    corpus_digest: str
    dimension: int
    counts: Counts
    files: dict[str, str]

    def write(self, path: Path) -> None:
        """Write the manifest as JSON."""
        languages = None if self.languages is None else sorted(self.languages)
        path.write_text(json.dumps({**asdict(self), "languages": languages}, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read a manifest. Raises IndexUnusable if there is none, or it is damaged or of another format version."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["format_version"] != FORMAT_VERSION:
                raise mismatch("format_version", values["format_version"], FORMAT_VERSION)
            languages = None if values["languages"] is None else frozenset(values["languages"])
            counts, files = Counts(**values["counts"]), dict(values["files"])
            return cls(**{**values, "languages": languages, "counts": counts, "files": files})
        except (FileNotFoundError, NotADirectoryError) as error:
            if path.parent.is_dir() and any(path.parent.iterdir()):
                raise IndexUnusable(f"the manifest {path} is missing; {REPAIR}") from error
            raise IndexUnusable(f"there is no index at {path.parent}; {REMEDY}") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnusable(f"the manifest {path} is damaged ({error!r}); {REPAIR}") from error

    def fits(self, weights: Weights) -> bool:
        """Whether rows and vectors of the index are as this splitter and encoder would make them."""
        return (self.splitter_version, self.model_digest) == (SPLITTER_VERSION, weights.digest)

    def says(self, weights: Weights, encoder: str | None) -> bool:
        """Whether the index says of its encoder what is to be said of this one, and carries the export of a digest."""
        return (self.model, self.languages, self.encoder) == (weights.name, weights.languages, encoder)

    def check(self, weights: Weights, corpus_digest: str | None = None) -> None:
        """Raise IndexUnusable, naming the field, if the index was built with something else than this."""
        self.check_model(weights.name)
        self._expect(model_digest=weights.digest, languages=weights.languages)
        if corpus_digest is not None:
            self._expect(corpus_digest=corpus_digest)

    def check_model(self, model: str) -> None:
        """Raise IndexUnusable, naming the field, if the splitter or the name of the model is another."""
        self._expect(splitter_version=SPLITTER_VERSION, model=model)

    def _expect(self, **fields: object) -> None:
        for field, value in fields.items():
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
