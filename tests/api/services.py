"""Services over some releases: with stand-ins for the encoder and the reader, and with the real ones."""

from collections.abc import Sequence
from pathlib import Path

from api.loading import load_comparer, load_encoder, load_scorer
from api.service import Service
from api.stages import COMPARE, READ, TimedEncoder, TimedScorer, TimedSearcher
from assistant.answering import Assistant
from assistant.reader.judge import LinearReader, Scorer
from assistant.reader.linear_weights import LinearWeights
from corpus.model import Release
from corpus.read import packaged_releases, read_release
from index.building import build
from index.encoder import DEFAULT_MODEL, Encoder, Weights, locate
from index.saved import load
from tests.assistant.doubles import WordComparer, WordScorer
from tests.doubles import DEFAULT_DIGEST, WEIGHTS, HashingEncoder

PACKAGED = [read_release(path) for path in packaged_releases()]


def service_over(releases: Sequence[Release], folder: Path) -> Service:
    """The service with stand-ins; `folder` is where its index goes."""
    return assembled(releases, folder, WEIGHTS, HashingEncoder(), WordComparer(), WordScorer(), DEFAULT_DIGEST)


def real_service(releases: Sequence[Release], models: Path, folder: Path) -> Service:
    """The service with the real encoder and reader."""
    weights = locate(DEFAULT_MODEL, models)
    encoder, scorer = load_encoder(weights), load_scorer(threads=0)
    return assembled(releases, folder, weights, encoder, load_comparer(), scorer, weights.digest)


def assembled(
    releases: Sequence[Release],
    folder: Path,
    weights: Weights,
    encoder: Encoder,
    comparer: Scorer,
    scorer: Scorer,
    digest: str,
) -> Service:
    """The service of some parts."""
    build(folder, releases, weights, encoder)
    timed = TimedEncoder(encoder, weights.name)
    searcher = TimedSearcher(load(folder, weights, timed))
    weights_of_reader = LinearWeights.fitted_to(digest)
    reader = LinearReader(weights_of_reader, TimedScorer(comparer, COMPARE), TimedScorer(scorer, READ))
    return Service(Assistant(searcher, reader), searcher, reader, encoder=timed)
