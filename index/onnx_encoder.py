"""The encoder as it answers: the same model exported to ONNX in eight bits, run without PyTorch.

It loads in a fraction of the time and encodes a question in a fraction of it; its vectors have a cosine similarity of
over 0.99 to those of the original, which is checked when it is exported.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import onnxruntime
from filelock import FileLock

from corpus.errors import EncoderError
from index.encoder import Encoder, Role, Vectors, Weights
from index.exported import NETWORK, folder_of, is_export_of, link, read_card, write_card
from index.tokenizing import slim, tokenize_of

LOCK = "lock"
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
        """Load a folder that `export` wrote, whose files have been checked. Raises EncoderError for a bad card."""
        card = read_card(folder)
        self._prompts: dict[str, str] = card["prompts"]
        self._tokenize = tokenize_of(folder, card["longest"])
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # A question is short: one core encodes it as fast as all do, and several askers are served at once.
        options.intra_op_num_threads = 1
        # It was written as onnxruntime would optimise it.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
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
        tokens = np.array([self._tokenize(text)], dtype=np.int64)
        vector = self._session.run(None, {"tokens": tokens, "mask": np.ones_like(tokens)})[0][0]
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def exported(weights: Weights, cache: Path, load: Callable[[], Encoder], held: Path | None = None) -> Path:
    """The folder below `cache` with the export of some weights; made first, if it is not there or not whole.

    It is taken from a folder that is `held` by an index, if that has it, else written by the encoder that `load` gives.
    Raises EncoderError as `export` does.
    """
    target = folder_of(weights, cache)
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / LOCK):
        if not is_export_of(weights, target):
            shutil.rmtree(target, ignore_errors=True)
            if held and is_export_of(weights, held):
                with unfinished(target) as folder:
                    link(held, folder)
            else:
                export(load(), weights, target)
            remove_earlier(target)
    return target


def remove_earlier(target: Path) -> None:
    """Remove what earlier versions of this software exported the same weights to."""
    name, _, digest = target.name.rsplit("-", 2)
    for path in target.parent.glob(f"{name}-*-{digest}"):
        if path != target:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Give a name for a folder that has yet to be made, and rename what is there in the end to `target`."""
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=target.parent) as scratch:
        folder = Path(scratch) / target.name
        yield folder
        folder.rename(target)


def export(encoder: Encoder, weights: Weights, target: Path) -> None:
    """Export an encoder for answering into a new folder.

    Raises EncoderError if the model cannot be exported, or its export does not encode as it does.
    """
    if not isinstance(encoder, Exporter):
        raise EncoderError(f"{type(encoder).__name__} cannot be exported")
    with unfinished(target) as folder:
        folder.mkdir()
        about = encoder.export(folder)
        slim(folder, about["longest"], PROBES)
        write_card(folder, weights, about)
        check(encoder, OnnxEncoder(folder), weights.name)


def answering(weights: Weights, cache: Path) -> OnnxEncoder:
    """The encoder as it answers, exported first if that has not been done. Raises EncoderError."""

    def load() -> Encoder:
        from index.sentence_encoder import SentenceEncoder

        return SentenceEncoder(weights)

    return OnnxEncoder(exported(weights, cache, load))


def check(original: Encoder, exported: Encoder, name: str) -> None:
    """Compare the vectors of both on a few texts. Raises EncoderError."""
    for role in Role:
        similarities = np.sum(original.encode(PROBES, role) * exported.encode(PROBES, role), axis=1)
        if not similarities.min() >= LEAST_SIMILARITY:
            raise EncoderError(
                f"the export of {name!r} does not encode as the model does: similarity {similarities.min():.3f}"
            )
