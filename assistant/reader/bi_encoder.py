"""Runs the bi-encoder that ships with the software: it says how like an answer a statement is, by vectors.

A bi-encoder (Reimers and Gurevych, "Sentence-BERT", 2019), started from multilingual-e5-small and trained by
`python -m assistant.reader.train_bi_encoder`. It sees a question and a statement apart, and so less than the
cross-encoder does of how they fit; but what it knows of a statement is worked out once, for every question.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.reader.shipped import FOLDER, TOKENIZER, check, open_session
from assistant.reader.texts import Text
from assistant.reader.tokens import Row, load, question_row, statement_row

# The word vectors are the cross-encoder's, and read from its file.
MODEL, NUMBERS, CARD = "bi_encoder.onnx", "bi_encoder.onnx.data", "bi_encoder.json"
FILES = (MODEL, NUMBERS)
# So alike are a question and what does not quite answer it: the likeness of "none of them" in training. Encoders of the
# e5 family find everything alike, and this is about what the one it was started from says of what does not answer.
NONE = 0.83
# So many vectors are remembered, in 16 bits, a kilobyte each: the statements of a few releases are asked about often.
REMEMBERED = 4096
# And so many of questions: the search for another release or another part asks the same again.
ASKED = 256

Remembered = NDArray[np.float16]


class BiEncoder:
    """Scores statements for a question; may be used from several threads at once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load the weights of a folder. Raises ReaderError if they are not those that its card names."""
        check(folder, CARD, FILES)
        self._tokenizer = load(folder / TOKENIZER)
        self._session = open_session(folder / MODEL)
        self._asked = lru_cache(ASKED)(lambda question: self._vector_of(question_row(self._tokenizer, question)))
        self._stated = lru_cache(REMEMBERED)(lambda text: self._vector_of(statement_row(self._tokenizer, text)))

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text: the higher, the more like an answer; above 0 it rather is one than not."""
        query = self._asked(question).astype(np.float32)
        return [float(self._stated(text).astype(np.float32) @ query) - NONE for text in texts]

    def _vector_of(self, row: Row) -> Remembered:
        """The vector of one row, of length 1."""
        tokens = np.array([row])
        vector: Remembered = self._session.run(None, {"tokens": tokens, "mask": np.ones_like(tokens)})[0][0]
        return vector.astype(np.float16)
