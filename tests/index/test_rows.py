"""What is encoded: each passage and each of its statements, under its heading."""

from hypothesis import given

from corpus.model import Outline
from index.rows import Row, all_passages, make_rows, passage_text, row_text, statement_text
from tests.corpus.test_spans import outlines
from tests.doubles import outline_of

OUTLINE = outline_of("Title", "Guests included Mr A; Ms B; Dr C.", "Finance", "----", "Lend money.", "Save. Spend.")


def test_a_passage_of_several_statements_has_a_row_for_each_after_its_own() -> None:
    rows = [(row.passage, row.statement) for row in make_rows(OUTLINE.passages)]
    assert rows == [(0, None), (1, None), (1, 0), (1, 1), (1, 2), (1, 3), (2, None), (3, None), (3, 0), (3, 1)]


def test_a_heading_gives_a_measure_its_subject() -> None:
    assert [passage_text(p) for p in OUTLINE.passages[2:]] == ["Finance: Lend money.", "Finance: Save. Spend."]
    assert passage_text(OUTLINE.passages[0]) == "Title"


def test_a_statement_stands_under_its_heading() -> None:
    passage = OUTLINE.passages[3]
    assert [statement_text(passage, s) for s in passage.statements] == ["Finance: Save.", "Finance: Spend."]


def test_a_clause_follows_the_words_that_open_its_enumeration() -> None:
    passage = OUTLINE.passages[1]
    texts = [row_text(Row(1, number), list(OUTLINE.passages)) for number in range(4)]
    assert texts == ["Guests included", "Guests included Mr A", "Guests included Ms B", "Guests included Dr C."]
    assert row_text(Row(1, None), list(OUTLINE.passages)) == passage.text


def test_passages_are_numbered_through_all_releases() -> None:
    other = outline_of("Other", "Text.", id="P2")
    assert all_passages([OUTLINE, other]) == [*OUTLINE.passages, *other.passages]


@given(outlines())
def test_every_passage_has_one_row_of_its_own_and_they_are_in_order(outline: Outline) -> None:
    rows = make_rows(outline.passages)
    assert [row.passage for row in rows if row.statement is None] == list(range(len(outline.passages)))
    assert [row.passage for row in rows] == sorted(row.passage for row in rows)
