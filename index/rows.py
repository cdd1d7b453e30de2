"""The texts that are encoded and indexed: each passage and each of its statements, under its heading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.model import Outline, Passage, Statement


@dataclass(frozen=True, slots=True)
class Row:
    """One vector's place: the number of a passage, and of one of its statements; None for the whole passage."""

    passage: int
    statement: int | None


def all_passages(outlines: Iterable[Outline]) -> list[Passage]:
    """Every passage of some releases, in the order that the index numbers them."""
    return [passage for outline in outlines for passage in outline.passages]


def make_rows(passages: Iterable[Passage]) -> list[Row]:
    """The rows of some passages; a passage of one statement needs no second vector for it."""
    rows: list[Row] = []
    for number, passage in enumerate(passages):
        rows.append(Row(number, None))
        if len(passage.statements) > 1:
            rows += [Row(number, place) for place in range(len(passage.statements))]
    return rows


def row_text(row: Row, passages: Sequence[Passage]) -> str:
    """The text that stands for a row: the heading gives a short measure its subject."""
    passage = passages[row.passage]
    return (
        passage_text(passage) if row.statement is None else statement_text(passage, passage.statements[row.statement])
    )


def passage_text(passage: Passage) -> str:
    """A passage under its heading."""
    return f"{passage.heading}: {passage.text}" if passage.heading else passage.text


def statement_text(passage: Passage, statement: Statement) -> str:
    """A statement under its heading; a clause follows the words that open its enumeration."""
    parts = (passage.heading and f"{passage.heading}:", statement.lead_in, statement.text)
    return " ".join(part for part in parts if part)
