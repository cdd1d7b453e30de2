"""The index of a folder kept in Milvus too: written there before it becomes current, searched there instead of here."""

from collections.abc import Callable, Collection
from pathlib import Path

from corpus.store import SavedOutlines
from index.entities import collection_name
from index.extents import Extents
from index.manifest import Manifest
from index.milvus import Milvus, MilvusDense, MilvusLexical
from index.saved import MANIFEST, read_rows
from index.vectors import SavedVectors


class Mirror:
    """Keeps indexes in Milvus, each in a collection of its own."""

    def __init__(self, milvus: Milvus) -> None:
        self._milvus = milvus

    def write(self, folder: Path, progress: Callable[[int, int], None] = lambda *_: None) -> None:
        """Have the index of a folder in Milvus; what is there already is not sent again. Raises IndexUnusable."""
        self._milvus.write(name_of(folder), SavedOutlines(folder), SavedVectors(folder).vectors, progress)

    def keep(self, names: Collection[str]) -> None:
        """Remove all but some collections. Raises IndexUnusable."""
        self._milvus.drop_others(names)

    def open(self, folder: Path) -> tuple[MilvusDense, MilvusLexical]:
        """The dense and the lexical index of a folder, in Milvus. Raises IndexUnusable if they are not whole."""
        manifest = Manifest.read(folder / MANIFEST)
        name = collection_name(manifest.corpus_digest, manifest.model_digest)
        passages = [entry.passages for entry in SavedOutlines(folder).entries]
        extents = Extents.of(passages, read_rows(folder))
        dense = MilvusDense(self._milvus, name, manifest.dimension, extents)
        return dense, MilvusLexical(self._milvus, name, extents)


def name_of(folder: Path) -> str:
    """The name of the collection of the index in a folder."""
    manifest = Manifest.read(folder / MANIFEST)
    return collection_name(manifest.corpus_digest, manifest.model_digest)
