"""Loads what answers: the encoder, the reader and the index. What of it is heavy is imported when it is loaded."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.service import Service
from api.settings import Settings
from api.stages import COMPARE, READ, TimedEncoder, TimedScorer, TimedSearcher
from assistant.answering import Assistant
from assistant.english import english
from assistant.reader.judge import LinearReader, Scorer
from assistant.reader.linear_weights import LinearWeights
from assistant.rephrase import Rephraser
from index.encoder import Encoder, Role, Vectors, Weights, locate
from index.exported import ENCODER
from index.manifest import Manifest

if TYPE_CHECKING:
    from index.mirrored import Mirror


def load_encoder(weights: Weights) -> Encoder:
    """The encoder of some weights; PyTorch is imported here and not before."""
    from index.sentence_encoder import SentenceEncoder

    return SentenceEncoder(weights)


class LateEncoder:
    """An encoder that is loaded when it first has to encode: a build may find that there is nothing new."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self.encoder = cache(load)

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text, as the encoder gives it."""
        return self.encoder().encode(texts, role)


def load_answering_encoder(folder: Path, manifest: Manifest, settings: Settings) -> Encoder:
    """The encoder that the index in a folder carries, whose files have been checked; else the model that it names.

    Raises EncoderError, and IndexUnusable if there is another model of that name by now.
    """
    if manifest.encoder:
        from index.onnx_encoder import OnnxEncoder

        return OnnxEncoder(folder / ENCODER)
    weights = locate(manifest.model, settings.models)
    manifest.check(weights)
    return load_encoder(weights)


def load_encoder_alone(settings: Settings) -> Encoder:
    """The encoder that the current index was built with. Raises EncoderError or IndexUnusable."""
    from index.saved import MANIFEST, check_files, current_folder

    folder = current_folder(settings.index)
    manifest = Manifest.read(folder / MANIFEST)
    manifest.check_model(settings.model)
    check_files(folder, manifest)
    return load_answering_encoder(folder, manifest, settings)


def load_scorer(threads: int) -> Scorer:
    """The cross-encoder, reading in so many threads; onnxruntime is imported here and not before."""
    from assistant.reader.cross_encoder import CrossEncoder

    return CrossEncoder(threads=threads)


def load_comparer() -> Scorer:
    """The bi-encoder; onnxruntime is imported here and not before. Raises ReaderError."""
    from assistant.reader.bi_encoder import BiEncoder

    return BiEncoder()


def load_mirror(settings: Settings) -> "Mirror | None":
    """What keeps the index in Milvus too, if one is set; pymilvus is imported here and not before.

    Raises IndexUnusable.
    """
    if not settings.milvus:
        return None
    from index.milvus import Milvus
    from index.mirrored import Mirror

    return Mirror(Milvus(settings.milvus, settings.milvus_token.get_secret_value()))


class Loader:
    """Makes the service over the saved index, and makes it anew over one that has taken its place."""

    def __init__(self, settings: Settings) -> None:
        """Begin to load the reader, which stays, while the index is loaded. Raises IndexUnusable."""
        from index.saved import read_manifest

        # An index that does not match is told at once, before anything that takes long.
        read_manifest(settings.index).check_model(settings.model)
        self._settings = settings
        beside = ThreadPoolExecutor(2, "reader")
        self._comparing, self._reading = beside.submit(load_comparer), beside.submit(load_reading, settings)
        beside.shutdown(wait=False)
        self._mirror = load_mirror(settings)
        self._encoder: TimedEncoder | None = None
        self._encodes: tuple[str, str | None] = "", None
        self._loaded: str | None = None

    def load(self) -> Service:
        """The service over the current index. Raises IndexUnusable, or ReaderError if none fits its encoder."""
        from index.saved import current_name, load_with

        settings = self._settings
        name = current_name(settings.index)
        elsewhere = self._mirror.open if self._mirror else None
        searcher = TimedSearcher(load_with(settings.index, self._encoder_of, elsewhere))
        comparer, (scorer, rephraser) = TimedScorer(self._comparing.result(), COMPARE), self._reading.result()
        reader = LinearReader(LinearWeights.fitted_to(self._encodes[0]), comparer, scorer)
        self._loaded = name
        return Service(Assistant(searcher, reader, rephraser), searcher, reader, encoder=self._encoder)

    def reload(self) -> Service | None:
        """The service over another index, if there is one by now. Raises IndexUnusable or ReaderError."""
        from index.saved import current_name

        return None if current_name(self._settings.index) in (None, self._loaded) else self.load()

    def _encoder_of(self, folder: Path, manifest: Manifest) -> TimedEncoder:
        """The encoder of an index: the one that is loaded, if the index before had the same. Raises IndexUnusable."""
        manifest.check_model(self._settings.model)
        wanted = manifest.model_digest, manifest.encoder
        if self._encoder is None or self._encodes != wanted:
            self._encoder = TimedEncoder(load_answering_encoder(folder, manifest, self._settings), manifest.model)
            self._encodes = wanted
        return self._encoder


def load_to_serve(settings: Settings) -> tuple[Loader, Service]:
    """The loader and its service, with what the first askers would else wait for. Raises as the loader does."""
    loader = Loader(settings)
    service = loader.load()
    english()
    return loader, service


def load_service(settings: Settings) -> Service:
    """The service over the saved index. Raises EncoderError, IndexUnusable or ReaderError."""
    return Loader(settings).load()


def load_reading(settings: Settings) -> tuple[Scorer, Rephraser | None]:
    """What reads, and what lets a language model join statements, if one is set. Raises ReaderError."""
    scorer = TimedScorer(load_scorer(settings.reading_threads), READ)
    return scorer, load_rephraser(settings, scorer)


def load_rephraser(settings: Settings, scorer: Scorer) -> Rephraser | None:
    """What lets a language model join statements, if one is set."""
    if not settings.llm_url:
        return None
    from api.language_model import LanguageModel

    key = settings.llm_key.get_secret_value()
    model = LanguageModel(settings.llm_url, settings.llm_model, key, settings.llm_timeout)
    return Rephraser(model, scorer)
