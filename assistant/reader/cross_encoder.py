"""Runs the cross-encoder that ships with the software: it says how well a statement answers a question."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.reader.shipped import FOLDER, TOKENIZER, check, open_session
from assistant.reader.texts import Text
from assistant.reader.tokens import encode, load

MODEL, NUMBERS, CARD = "reader.onnx", "reader.onnx.data", "card.json"
FILES = (MODEL, NUMBERS, TOKENIZER)
# So many pairs are remembered: what is asked once is often asked again, and a refusal is often followed by a rewording.
REMEMBERED = 4096


class CrossEncoder:
    """Scores statements for a question; may be used from several threads at once."""

    def __init__(self, folder: Path = FOLDER, threads: int = 0) -> None:
        """Load the weights of a folder, to be used by so many threads of its own; 0 for as many as there are cores.

        Raises ReaderError if they are not those that its card names.
        """
        check(folder, CARD, FILES)
        self._tokenizer = load(folder / TOKENIZER)
        self._session = open_session(folder / MODEL)
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
