"""Runs the cross-encoder that ships with the software: it says how well a statement answers a question."""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import onnxruntime

from assistant.reader.texts import Text
from assistant.reader.tokens import encode, load, padded
from corpus.digests import digest_of_file
from corpus.errors import ReaderError

FOLDER = Path(__file__).parent / "weights"
MODEL, TOKENIZER, CARD = "reader.onnx", "tokenizer.json", "card.json"


class CrossEncoder:
    """Scores statements for a question; may be used from several threads at once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load the weights of a folder. Raises ReaderError if they are not those that its card names."""
        check(folder)
        self._tokenizer = load(folder / TOKENIZER)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # A pair for each core is an eighth faster than all cores on one pair, and several askers are served at once.
        options.intra_op_num_threads = 1
        self._pool = ThreadPoolExecutor(os.cpu_count(), "reader")
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text: the higher, the better it answers; above 0 it rather does than not.

        Each text is read alone: rounding makes the score of one that is read with others depend on them.
        """
        return list(self._pool.map(self._score, encode(self._tokenizer, question, texts)))

    def _score(self, row: list[int]) -> float:
        """The score of one pair."""
        tokens, mask = padded([row], len(row))
        return float(self._session.run(None, {"tokens": tokens, "mask": mask})[0][0])


def check(folder: Path) -> None:
    """Compare the files with the digests on their card."""
    try:
        expected = json.loads((folder / CARD).read_text(encoding="utf-8"))["digests"]
        for name in (MODEL, TOKENIZER):
            if (actual := digest_of_file(folder / name)) != expected[name]:
                raise ReaderError(
                    f"{folder / name} has the sha256 {actual}, its card names {expected[name]}; reinstall"
                )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderError(f"the reader's weights in {folder} cannot be read ({error}); reinstall") from error
