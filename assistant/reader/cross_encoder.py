"""Runs the cross-encoder that ships with the software: it says how well a statement answers a question."""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from assistant.reader.texts import Text
from assistant.reader.tokens import encode, load
from corpus.digests import digest_of_file
from corpus.errors import ReaderError

FOLDER = Path(__file__).parent / "weights"
MODEL, NUMBERS, TOKENIZER, CARD = "reader.onnx", "reader.onnx.data", "tokenizer.model", "card.json"
FILES = (MODEL, NUMBERS, TOKENIZER)
# So many pairs are remembered: what is asked once is often asked again, and a refusal is often followed by a rewording.
REMEMBERED = 4096


class CrossEncoder:
    """Scores statements for a question; may be used from several threads at once."""

    def __init__(self, folder: Path = FOLDER, threads: int = 0) -> None:
        """Load the weights of a folder, to be used by so many threads of its own; 0 for as many as there are cores.

        Raises ReaderError if they are not those that its card names.
        """
        check(folder)
        self._tokenizer = load(folder / TOKENIZER)
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # A pair for each core is an eighth faster than all cores on one pair, and several askers are served at once.
        options.intra_op_num_threads = 1
        # It was written as onnxruntime would optimise it.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        threads = threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(threads, "reader") if threads > 1 else None
        self._score = lru_cache(REMEMBERED)(self._score_of)

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text: the higher, the better it answers; above 0 it rather does than not.

        Each text is read alone: rounding makes the score of one that is read with others depend on them.
        """
        rows = [np.array(row, np.int32).tobytes() for row in encode(self._tokenizer, question, texts)]
        return list(self._pool.map(self._score, rows) if self._pool else map(self._score, rows))

    def _score_of(self, row: bytes) -> float:
        """The score of one pair; its tokens come as bytes, which take least room to be remembered by."""
        tokens = np.frombuffer(row, np.int32).astype(np.int64)[None]
        return float(self._session.run(None, {"tokens": tokens, "mask": np.ones_like(tokens)})[0][0])


def check(folder: Path) -> None:
    """Compare the files with the digests on their card."""
    try:
        expected = json.loads((folder / CARD).read_text(encoding="utf-8"))["digests"]
        for name in FILES:
            if (actual := digest_of_file(folder / name)) != expected[name]:
                raise ReaderError(
                    f"{folder / name} has the sha256 {actual}, its card names {expected[name]}; reinstall"
                )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderError(f"the reader's weights in {folder} cannot be read ({error}); reinstall") from error
