"""Turns a question and a statement in its context into the token numbers that the cross-encoder reads.

Training and answering use this one file, so that they read alike.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.reader.texts import Text

MARKS = START, PAD, END = 0, 1, 2
# How many tokens of each are read: of a question and a statement the first, of a context the last.
QUESTION, CONTEXT, STATEMENT = 48, 28, 96

Numbers = NDArray[np.int64]


def load(path: Path) -> Tokenizer:
    """The tokenizer of a file; marks that an asker types are read as the characters that they are."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    return tokenizer


def encode(tokenizer: Tokenizer, question: str, texts: Sequence[Text]) -> list[list[int]]:
    """One row of token numbers a text: start, question, end, context, end, statement, end."""
    asked = numbers(tokenizer, question)[:QUESTION]
    return [
        [
            START, *asked, END, *numbers(tokenizer, text.context)[-CONTEXT:], END,
            *numbers(tokenizer, text.statement)[:STATEMENT], END,
        ]
        for text in texts
    ]  # fmt: skip


def numbers(tokenizer: Tokenizer, text: str) -> list[int]:
    """The token numbers of a text, without any marks, typed ones neither."""
    return [number for number in tokenizer.encode(text, add_special_tokens=False).ids if number not in MARKS]


def padded(rows: Sequence[Sequence[int]], length: int) -> tuple[Numbers, Numbers]:
    """The rows as one array, with the mask that tells tokens (1) from padding (0); both of shape (rows, length)."""
    tokens = np.full((len(rows), length), PAD, np.int64)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = row
    return tokens, (tokens != PAD).astype(np.int64)
