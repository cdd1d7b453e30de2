"""Answers are scored by what they cite and say, and a bad file of questions is told by its line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Quotable, Status
from assistant.evaluate import Row, Scored, covers, evaluate, figures, is_right, mean, precision, read_rows, recall
from assistant.quotes import cite
from corpus.errors import QuestionFileError
from tests.assistant.doubles import HARBOUR, passage_on

HERRING, DECK = "Limit the catch of herring.", "Train deck officers."
ROW = Row("1", "lookup", "Which fish?", (), (HERRING,), ("herring",), None, None)
REFUSAL = replace(ROW, type="unanswerable", gold=(), must=())
LINE = {"id": "1", "type": "lookup", "question": "Which fish?", "gold": [HERRING], "must": []}


def answer_of(status: Status, *fragments: str, text: str = "Limit the catch of herring. [1]") -> Answer:
    """An answer that quotes the passages that hold some fragments."""
    passages = [passage_on(HARBOUR, fragment) for fragment in fragments]
    citations = [cite(Quotable(p, p.span), n, {"P1": HARBOUR.release}) for n, p in enumerate(passages, 1)]
    return Answer("ans_1", status, "en", "Which fish?", None, text, (), citations, None, (), (), 0.9)


def scored(row: Row, answer: Answer, milliseconds: float = 1.0) -> Scored:
    """A question with its answer, scored."""
    return Scored(row, answer, is_right(row, answer), milliseconds)


RIGHT = scored(ROW, answer_of(Status.ANSWERED, HERRING))
REFUSED = scored(ROW, answer_of(Status.NOT_STATED))


@pytest.mark.parametrize("status", [Status.NOT_STATED, Status.NO_QUESTION])
def test_a_question_without_gold_has_to_be_refused(status: Status) -> None:
    assert is_right(REFUSAL, answer_of(status))
    assert not is_right(ROW, answer_of(status))


def test_an_answer_where_a_refusal_is_due_is_wrong() -> None:
    assert not is_right(REFUSAL, answer_of(Status.ANSWERED, HERRING))


@pytest.mark.parametrize(
    ("must", "right"),
    [((), True), (("HERRING",), True), (("herring", "cod"), False), (("cod|herring",), True), (("cod|eel",), False)],
)
def test_a_right_answer_has_every_must_or_one_of_its_options_in_whatever_case(
    must: tuple[str, ...], right: bool
) -> None:
    assert is_right(replace(ROW, must=must), answer_of(Status.ANSWERED, HERRING)) is right


def test_a_status_that_a_row_wants_has_to_be_met() -> None:
    partial = replace(ROW, status="partial")
    assert is_right(partial, answer_of(Status.PARTIAL, HERRING))
    assert not is_right(partial, answer_of(Status.ANSWERED, HERRING))


@pytest.mark.parametrize(
    ("quote", "fragment", "expected"),
    [
        ("Limit the catch of herring.", "catch of herring", True),
        ("the  catch\n\nof herring", "catch of herring", True),
        ("catch of", "the catch of herring", True),
        ("catch", "the catch of herring", False),
        ("catch of cod", "catch of herring", False),
    ],
)
def test_a_quote_covers_what_it_contains_or_fills_by_a_third(quote: str, fragment: str, expected: bool) -> None:
    assert covers(quote, fragment) is expected


def test_recall_is_the_share_of_gold_that_is_quoted_and_precision_the_share_of_quotes_that_are_gold() -> None:
    both = replace(ROW, gold=(HERRING, DECK))
    assert recall(scored(both, answer_of(Status.ANSWERED, HERRING))) == 0.5
    assert precision(scored(both, answer_of(Status.ANSWERED, HERRING))) == 1.0
    assert precision(scored(ROW, answer_of(Status.ANSWERED, HERRING, DECK))) == 0.5


def test_the_figures_tell_right_from_wrong() -> None:
    wrong = scored(ROW, answer_of(Status.ANSWERED, DECK, text=DECK))
    turned_away = scored(REFUSAL, answer_of(Status.NOT_STATED))
    measured = figures([RIGHT, REFUSED, wrong, RIGHT, turned_away, scored(REFUSAL, answer_of(Status.ANSWERED, DECK))])
    assert (measured["correct"], measured["refused"], measured["over_refused"]) == (0.5, 0.5, 0.25)
    assert (measured["cite_recall"], measured["cite_prec"]) == (0.5, 0.6667)
    assert measured["by_type"] == {"lookup": "2/4", "unanswerable": "1/2"}
    assert measured["questions"] == 6


def test_times_are_told_by_their_median_and_their_slow_end() -> None:
    times = [scored(ROW, answer_of(Status.ANSWERED, HERRING), float(number)) for number in range(1, 102)]
    assert (figures(times)["p50_ms"], figures(times)["p95_ms"]) == (51.0, 96.0)


def test_without_questions_there_are_no_figures() -> None:
    measured = figures([])
    assert (measured["correct"], measured["refused"], measured["p50_ms"], measured["questions"]) == (None,) * 3 + (0,)
    assert mean([]) is None


def test_every_question_is_asked_once_in_order() -> None:
    asked: list[str] = []

    def ask(row: Row) -> Answer:
        asked.append(row.id)
        return answer_of(Status.ANSWERED, HERRING)

    results = evaluate([ROW, replace(REFUSAL, id="2")], ask)
    assert asked == ["1", "2"]
    assert [(one.row.id, one.right) for one in results] == [("1", True), ("2", False)]
    assert all(one.milliseconds >= 0 for one in results)


def write(folder: Path, *lines: str) -> Path:
    """A file of questions with some lines."""
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_file_of_questions_is_read_blank_lines_left_out(tmp_path: Path) -> None:
    full = {**LINE, "id": "2", "history": ["Boats?"], "status": "partial", "release": "P1"}
    rows = read_rows(write(tmp_path, json.dumps(LINE), "", json.dumps(full)))
    assert rows == [
        Row("1", "lookup", "Which fish?", (), (HERRING,), (), None, None),
        Row("2", "lookup", "Which fish?", ("Boats?",), (HERRING,), (), "partial", "P1"),
    ]


@pytest.mark.parametrize("bad", ["{", "[]", '"text"', "7", json.dumps({**LINE, "gold": 7}), '{"id": "3"}'])
def test_a_bad_line_is_named_with_what_a_row_needs(bad: str, tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match=r"questions\.jsonl, line 3: .* a row needs id, type, question"):
        read_rows(write(tmp_path, json.dumps(LINE), "", bad))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9\xff")
    for name in ("nowhere.jsonl", "latin.jsonl"):
        with pytest.raises(QuestionFileError, match=f"{name} cannot be read"):
            read_rows(tmp_path / name)
