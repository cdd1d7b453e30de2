"""The encoder as it answers: the same model exported to ONNX in eight bits, run without PyTorch.

It loads in a fraction of the time and encodes a question in a fraction of it; its vectors have a cosine similarity of
over 0.99 to those of the original, which is checked when it is exported.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from corpus.digests import digest_of_file
from corpus.errors import EncoderError
from corpus.split import slugify
from index.encoder import Encoder, Role, Vectors, Weights

VERSION = 1
NETWORK, TOKENIZER, CARD = "encoder.onnx", "tokenizer.json", "card.json"
# So like the original's have the vectors of these texts to be.
LEAST_SIMILARITY = 0.99
PROBES = (
    "Which airports get more flights?",
    "The two parties will strengthen exchanges between their museums and jointly organise exhibitions.",
    "有多少名學生會獲得獎學金？",
    "housing",
)


@runtime_checkable
class Exporter(Encoder, Protocol):
    """An encoder that can write itself as ONNX."""

    def export(self, folder: Path) -> dict[str, Any]:
        """Write the network and its tokenizer; give what else is to be known to run them."""
        ...


class OnnxEncoder:
    """Encodes with an exported model; may be used from several threads at once."""

    def __init__(self, folder: Path) -> None:
        """Load a folder that `export` wrote. Raises EncoderError if it is not as it was written."""
        card = read_card(folder)
        self._prompts: dict[str, str] = card["prompts"]
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.encode_special_tokens = True
        self._tokenizer.enable_truncation(card["longest"])
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / NETWORK), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text: float32, shape (texts, dimension), each of length 1.

        Each text is run alone, so that its vector never depends on its neighbours.
        """
        return np.stack([self._encode(self._prompts[role] + text) for text in texts])

    def _encode(self, text: str) -> Vectors:
        """The vector of one text."""
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector = self._session.run(None, {"tokens": tokens, "mask": np.ones_like(tokens)})[0][0]
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def read_card(folder: Path) -> dict[str, Any]:
    """What a folder says of itself, its files compared with the digests there. Raises EncoderError."""
    remedy = f"remove {folder} and run `communique build`"
    try:
        card: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
        for name, digest in card["digests"].items():
            if digest_of_file(folder / name) != digest:
                raise EncoderError(f"{folder / name} is not as it was written; {remedy}")
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise EncoderError(f"the encoder in {folder} cannot be read ({error}); {remedy}") from error
    return card


def folder_of(weights: Weights, cache: Path) -> Path:
    """Where below a cache the export of some weights stands."""
    return cache / f"{slugify(weights.name)}-onnx-{VERSION}-{weights.digest.removeprefix('sha256:')[:12]}"


def export(encoder: Encoder, weights: Weights, cache: Path) -> None:
    """Export an encoder for answering, unless that is done already.

    Raises EncoderError if the model cannot be exported, or its export does not encode as it does.
    """
    target = folder_of(weights, cache)
    if target.exists():
        return
    if not isinstance(encoder, Exporter):
        raise EncoderError(f"{type(encoder).__name__} cannot be exported")
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=cache))
    try:
        card = encoder.export(unfinished)
        card["digests"] = {name: digest_of_file(unfinished / name) for name in (NETWORK, TOKENIZER)}
        (unfinished / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
        check(encoder, OnnxEncoder(unfinished), weights.name)
        os.replace(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def answering(weights: Weights, cache: Path) -> OnnxEncoder:
    """The encoder as it answers, exported first if that has not been done. Raises EncoderError."""
    folder = folder_of(weights, cache)
    if not folder.exists():
        from index.sentence_encoder import SentenceEncoder

        export(SentenceEncoder(weights), weights, cache)
    return OnnxEncoder(folder)


def check(original: Encoder, exported: Encoder, name: str) -> None:
    """Compare the vectors of both on a few texts. Raises EncoderError."""
    for role in Role:
        similarities = np.sum(original.encode(PROBES, role) * exported.encode(PROBES, role), axis=1)
        if not similarities.min() >= LEAST_SIMILARITY:
            raise EncoderError(
                f"the export of {name!r} does not encode as the model does: similarity {similarities.min():.3f}"
            )
