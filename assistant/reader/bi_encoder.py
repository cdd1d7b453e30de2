"""Says how like an answer a statement is, by the vectors of a small encoder that learned which statements answer what.

A bi-encoder (Reimers and Gurevych, "Sentence-BERT", 2019) for English, started from all-MiniLM-L6-v2 and trained by
`python -m assistant.reader.train_bi_encoder`. It sees a question and a statement apart, and so less than the
cross-encoder does of how they fit; but it was brought up on far more English, and knows that holidaymakers are
tourists.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.reader.texts import Text
from corpus.words import CHINESE
from index.encoder import Encoder, Role

FOLDER = Path(__file__).parent / "bi_encoder_weights"
# So alike are a question and what does not quite answer it: the likeness of "none of them" in training.
NONE = 0.4
# So many vectors are remembered, in 16 bits, a kilobyte each: the statements of a few releases are asked about often.
REMEMBERED = 4096

Remembered = NDArray[np.float16]


class BiEncoder:
    """Scores statements for a question; may be used from several threads at once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vector = lru_cache(REMEMBERED)(self._vector_of)

    def score(self, question: str, texts: Sequence[Text]) -> list[float] | None:
        """One number a text, above 0 for one that rather answers; None if the question or a text is not in English."""
        if any(CHINESE.search(text) for text in (question, *(text.statement for text in texts))):
            return None
        query = self._vector(question, Role.QUERY).astype(np.float32)
        statements = [self._vector(joined(text), Role.PASSAGE).astype(np.float32) for text in texts]
        return [float(statement @ query) - NONE for statement in statements]

    def _vector_of(self, text: str, role: Role) -> Remembered:
        """The vector of one text."""
        vector: Remembered = self._encoder.encode([text], role)[0].astype(np.float16)
        return vector


def joined(text: Text) -> str:
    """A statement after what it stands under, as the bi-encoder reads it."""
    return f"{text.context} | {text.statement}" if text.context else text.statement
