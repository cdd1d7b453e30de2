"""A question and a statement become numbers: marks between the parts, none too long, padding told from tokens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.texts import Text
from assistant.reader.tokens import (
    CONTEXT,
    END,
    LONGEST,
    PAD,
    QUESTION,
    START,
    STATEMENT,
    encode,
    padded,
    question_row,
    statement_row,
)
from corpus.blocks import clean
from tests.assistant.reader.tiny import MARKS, WORDS, tokenizer
from tests.corpus.texts import TEXTS

TOKENIZER = tokenizer()
LONG = " ".join(WORDS * 10)


def row(question: str, context: str, statement: str) -> list[int]:
    """The numbers of one statement."""
    [found] = encode(TOKENIZER, question, [Text(context, statement)])
    return found


def read(*texts: str) -> list[list[int]]:
    """The numbers of some texts, each alone."""
    return [TOKENIZER.encode(text) for text in texts]


def test_the_marks_are_those_of_the_tokenizer() -> None:
    assert (MARKS[START], MARKS[PAD], MARKS[END]) == ("<s>", "<pad>", "</s>")


def test_question_context_and_statement_follow_each_other_with_marks_between() -> None:
    question, context, statement = read("how many ferries", "the museum", "ferries sail")
    assert row("how many ferries", "the museum", "ferries sail") == [
        START, *question, END, *context, END, *statement, END,
    ]  # fmt: skip
    assert [TOKENIZER.id_to_piece(number) for number in question] == ["\u2581how", "\u2581many", "\u2581ferries"]


def test_a_statement_without_context_leaves_its_place_empty() -> None:
    question, statement = read("how many ferries", "ferries sail")
    assert row("how many ferries", "", "ferries sail") == [START, *question, END, END, *statement, END]


def test_each_text_has_a_row_of_its_own_in_order() -> None:
    texts = [Text("", "ferries sail"), Text("the mayor", "the museum opens")]
    assert encode(TOKENIZER, "who", texts) == [
        row("who", "", "ferries sail"),
        row("who", "the mayor", "the museum opens"),
    ]
    assert encode(TOKENIZER, "who", []) == []


def test_of_a_question_and_a_statement_the_first_tokens_are_read_and_of_a_context_the_last() -> None:
    [long] = read(LONG)
    assert len(long) > max(QUESTION, CONTEXT, STATEMENT)
    assert long[-CONTEXT:] != long[:CONTEXT]
    assert row(LONG, LONG, LONG) == [
        START, *long[:QUESTION], END, *long[-CONTEXT:], END, *long[:STATEMENT], END,
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["<pad>", "</s>", "<s>", "a <pad> b"])
def test_a_mark_that_is_typed_is_none(typed: str) -> None:
    assert row(typed, typed, typed).count(END) == 3
    assert not {START, PAD, END} & {*TOKENIZER.encode(typed)}


CLEAN = TEXTS.map(clean)  # as questions and releases are, before anything reads them


@given(CLEAN, CLEAN, CLEAN)
def test_whatever_is_read_no_row_is_longer_than_the_limit_and_each_begins_and_ends_with_its_marks(
    question: str, context: str, statement: str
) -> None:
    found = row(question, context, statement)
    assert len(found) <= LONGEST
    assert (found[0], found[-1]) == (START, END)
    assert found.count(END) == 3
    assert START not in found[1:]
    assert PAD not in found


def test_a_question_and_a_statement_apart_are_told_from_each_other() -> None:
    asked, stated, bar, question, context, statement = read("query:", "passage:", "|", "how many", "the mayor", "opens")
    assert question_row(TOKENIZER, "how many") == [START, *asked, *question, END]
    assert statement_row(TOKENIZER, Text("", "opens")) == [START, *stated, *statement, END]
    assert statement_row(TOKENIZER, Text("the mayor", "opens")) == [
        START, *stated, *context, *bar, *statement, END,
    ]  # fmt: skip


def test_of_texts_apart_no_more_is_read_than_together() -> None:
    asked, stated, bar, long = read("query:", "passage:", "|", LONG)
    assert question_row(TOKENIZER, LONG) == [START, *asked, *long[:QUESTION], END]
    assert statement_row(TOKENIZER, Text(LONG, LONG)) == [
        START, *stated, *long[-CONTEXT:], *bar, *long[:STATEMENT], END,
    ]  # fmt: skip
    assert len(statement_row(TOKENIZER, Text(LONG, LONG))) <= LONGEST


def test_rows_are_padded_to_a_length_and_the_mask_tells_tokens_from_padding() -> None:
    tokens, mask = padded([[0, 5, 2], [0, 2]], 4)
    assert tokens.tolist() == [[0, 5, 2, PAD], [0, 2, PAD, PAD]]
    assert mask.tolist() == [[1, 1, 1, 0], [1, 1, 0, 0]]
    assert tokens.dtype == mask.dtype == np.int64


@given(st.lists(st.lists(st.integers(2, 99), min_size=1, max_size=9), max_size=5), st.integers(9, 12))
def test_what_is_padded_can_be_taken_apart_again(rows: list[list[int]], length: int) -> None:
    tokens, mask = padded(rows, length)
    assert tokens.shape == mask.shape == (len(rows), length)
    assert [line[kept == 1].tolist() for line, kept in zip(tokens, mask, strict=True)] == rows


def test_a_row_that_is_longer_than_its_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        padded([[0, 5, 2]], 2)
