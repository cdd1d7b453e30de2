"""Turns a question and a statement in its context into the token numbers that the two networks read.

Training and answering use this one file, so that they read alike.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from assistant.reader.texts import Text

MARKS = START, PAD, END = 0, 1, 2
# How many tokens of each are read: of a question and a statement the first, of a context the last.
QUESTION, CONTEXT, STATEMENT = 48, 28, 96
LONGEST = QUESTION + CONTEXT + STATEMENT + 4
# What multilingual-e5-small wants before a question and before a statement, if it sees them apart.
ASKED, STATED, BELOW = "query:", "passage:", "|"

Tokenizer = SentencePieceProcessor
Numbers = NDArray[np.int64]
Row = list[int]


def load(path: Path) -> Tokenizer:
    """The tokenizer of a file; marks that an asker types are read as the characters that they are."""
    return Tokenizer(model_file=str(path))


def encode(tokenizer: Tokenizer, question: str, texts: Sequence[Text]) -> list[Row]:
    """One row of token numbers a text: start, question, end, context, end, statement, end."""
    asked = tokenizer.encode(question)[:QUESTION]
    return [
        [
            START, *asked, END, *tokenizer.encode(text.context)[-CONTEXT:], END,
            *tokenizer.encode(text.statement)[:STATEMENT], END,
        ]
        for text in texts
    ]  # fmt: skip


def question_row(tokenizer: Tokenizer, question: str) -> Row:
    """A question alone."""
    return [START, *tokenizer.encode(ASKED), *tokenizer.encode(question)[:QUESTION], END]


def statement_row(tokenizer: Tokenizer, text: Text) -> Row:
    """A statement after its context."""
    context = [*tokenizer.encode(text.context)[-CONTEXT:], *tokenizer.encode(BELOW)] if text.context else []
    return [START, *tokenizer.encode(STATED), *context, *tokenizer.encode(text.statement)[:STATEMENT], END]


def padded(rows: Sequence[Sequence[int]], length: int) -> tuple[Numbers, Numbers]:
    """The rows as one array, with the mask that tells tokens (1) from padding (0); both of shape (rows, length)."""
    tokens = np.full((len(rows), length), PAD, np.int64)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = row
    return tokens, (tokens != PAD).astype(np.int64)
