"""Questions that mean the same are one row, what is asked most comes first, and no cell is a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from api.insights import as_lines, grouped, open_wordings, safe, unanswered, voted_down, write_csv
from api.records import Asked
from api.wire import FeedbackRequest
from assistant.answer import Status
from index.encoder import Role, Vectors

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class ByFirstWord:
    """Takes questions with the same first word for the same."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        assert role is Role.QUERY
        firsts = [text.split()[0].rstrip("?") for text in texts]
        words = sorted(set(firsts))
        return np.stack([np.eye(len(words), dtype=np.float32)[words.index(first)] for first in firsts])


def asked(*questions: str, status: str = "not_stated") -> list[Asked]:
    return [Asked(question, status, NOW) for question in questions]


def vote(question: str, way: str, comment: str | None = None) -> FeedbackRequest:
    return FeedbackRequest.model_validate(
        {"answer_id": "a", "question": question, "status": Status.ANSWERED, "vote": way, "comment": comment}
    )


def test_questions_of_one_meaning_are_counted_together_under_their_commonest_wording() -> None:
    groups = unanswered(asked("cost of it?", "cost?", "cost?", "when?", "cost   of it?", "cost?"), ByFirstWord())
    assert [(group.question, group.count) for group in groups] == [("cost?", 5), ("when?", 1)]
    assert dict(groups[0].wordings) == {"cost?": 3, "cost of it?": 2}
    apart = grouped(open_wordings(asked("cost of it?", "cost?", "cost?")), None)
    assert [(group.question, group.count) for group in apart] == [("cost?", 2), ("cost of it?", 1)]


def test_what_was_answered_is_not_among_them_and_what_was_answered_in_part_is() -> None:
    found = unanswered([*asked("a?", status="answered"), *asked("b?", status="partial")], ByFirstWord())
    assert [group.question for group in found] == ["b?"]
    assert unanswered([], ByFirstWord()) == []


def test_votes_down_are_counted_by_question_with_their_comments() -> None:
    down = voted_down([vote("a?", "down", "wrong"), vote("b?", "up"), vote("a?", "down"), vote("c?", "down")])
    assert [(one.question, one.count, one.comments) for one in down] == [("a?", 2, ("wrong",)), ("c?", 1, ())]


def test_the_table_holds_both_and_no_formula() -> None:
    file = io.StringIO()
    write_csv(file, unanswered(asked('=HYPERLINK("x")'), ByFirstWord()), voted_down([vote("+1?", "down", "@me")]))
    rows = list(csv.reader(io.StringIO(file.getvalue())))
    assert rows[0][:3] == ["kind", "question", "count"]
    assert [row[1] for row in rows[1:]] == ['\'=HYPERLINK("x")', "'+1?"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", " =1", "\n=1", "\t1", "\r1", "＝1", "＋1", "－1", "＠a"])
def test_whatever_a_formula_begins_with_is_kept_from_being_one(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"a{text}") == f"a{text}"


def test_the_lines_say_so_where_there_is_nothing() -> None:
    assert list(as_lines([], [])) == ["Nothing was asked that the releases do not say.", "Nothing was voted down."]
    lines = list(
        as_lines(unanswered(asked("a b?", "a c?", "a b?"), ByFirstWord()), [*voted_down([vote("d?", "down")])])
    )
    assert [line.split() for line in lines[1:]] == [["3", "a", "b?"], ["a", "c?"], ["Voted", "down:"], ["1", "d?"]]
