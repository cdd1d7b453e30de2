"""The questions on the invented releases become groups, their wrong statements the nearest by the encoder."""

import random
from dataclasses import replace
from typing import Any

import pytest

from assistant.candidates import Candidate, candidates
from assistant.evaluate import Row
from assistant.reader.groups import Group
from assistant.reader.release_groups import FOREIGN, HARD, NEAR, as_asked, group_of, nearest, overlap, release_groups
from assistant.reader.texts import Text, text_of
from corpus.model import Span
from tests.assistant.doubles import HARBOUR, PORT, hit_of
from tests.doubles import HashingEncoder

HERRING, OPENS = "Limit the catch of herring.", "Open a lighthouse museum."
ROW = Row("1", "lookup", "Is the catch of herring limited?", (), (HERRING,), ("herring",), None, "P1")
REFUSED = replace(ROW, id="2", type="unanswerable", question="Who pays for the herring?", gold=(), must=())
EVERYTHING = candidates(hit_of(passage) for passage in HARBOUR.passages)


def other(number: int, **changed: Any) -> Row:
    """A question on another release."""
    return replace(ROW, id=f"o{number}", question=f"Question {number} on ferries?", release="P2", **changed)


def groups(*rows: Row, seed: int = 0, releases: tuple[str, ...] = ("P1",)) -> list[Group]:
    """The groups of some rows on the small releases."""
    known = {"P1": HARBOUR.release, "P2": PORT.release}
    return list(release_groups([known[name] for name in releases], rows, HashingEncoder(), random.Random(seed)))


def many(*rows: Row) -> list[Group]:
    """The groups of some rows under many seeds."""
    return [group for seed in range(60) for group in groups(*rows, seed=seed)]


def statement(fragment: str) -> Candidate:
    """The only candidate that is no whole enumeration and has a fragment in its text."""
    [found] = [one for one in EVERYTHING if fragment in one.text and not one.whole]
    return found


def test_the_statement_with_the_gold_is_right_under_its_heading() -> None:
    found = many(ROW)
    assert {group.texts[0] for group in found if group.answerable} == {Text("Fishing", HERRING)}
    assert {Text("Fishing", HERRING)}.isdisjoint(text for group in found for text in group.texts[group.answerable :])
    assert {(group.question, group.source, group.language) for group in found} == {(ROW.question, "releases", "en")}


def test_a_question_without_gold_is_shown_with_wrong_statements_alone() -> None:
    found = many(REFUSED)
    assert {group.answerable for group in found} == {False}
    assert Text("Fishing", HERRING) in {text for group in found for text in group.texts}
    assert {len(group.texts) for group in found} == {1 + HARD}


def test_the_language_of_a_group_is_that_of_its_release() -> None:
    row = replace(ROW, question="Is herring protected?", gold=("減少捕撈鯡魚。",), release="P2")
    assert {group.language for group in groups(row, releases=("P2",))} == {"zh"}


@pytest.mark.parametrize("kind", ["list", "partial"])
def test_what_no_single_statement_answers_is_left_out(kind: str) -> None:
    assert [group.question for group in groups(REFUSED, replace(ROW, type=kind))] == [REFUSED.question]
    assert [group.question for group in groups(REFUSED, other(1, type=kind))] == [REFUSED.question]


def test_a_gold_that_no_single_statement_holds_leaves_the_question_out() -> None:
    assert groups(replace(ROW, gold=(HERRING, OPENS))) == []
    assert groups(replace(ROW, gold=("Limit the catch of whales.",))) == []


def test_several_fragments_of_one_statement_are_all_held_by_the_right_one() -> None:
    found = many(replace(ROW, gold=("Limit the catch", "of herring")))
    assert {group.texts[0].statement for group in found if group.answerable} == {HERRING}


def test_of_statements_that_hold_the_gold_the_shortest_is_right() -> None:
    clause = statement("Ms Ada Holm")
    found = many(replace(ROW, question="Who is the Mayor?", gold=("Ms Ada Holm",)))
    assert {group.texts[0] for group in found if group.answerable} == {text_of(clause)}


def test_a_statement_that_shares_text_with_a_right_one_is_never_shown_as_wrong() -> None:
    assert [one.whole for one in EVERYTHING if "Ms Ada Holm" in one.text] == [True, False]
    found = many(replace(ROW, question="Who is the Mayor of those present?", gold=("Ms Ada Holm",)))
    wrong = {text.statement for group in found for text in group.texts[group.answerable :]}
    assert wrong
    assert not [text for text in wrong if "Ms Ada Holm" in text]


def test_a_statement_that_holds_a_part_of_the_gold_is_neither_right_nor_wrong() -> None:
    clauses = ("the Mayor, Ms Ada Holm", "the Harbour Master, Mr Bo Lind")
    found = many(replace(ROW, question="Who was present?", gold=clauses))
    wrong = {text.statement for group in found for text in group.texts[group.answerable :]}
    assert found
    assert not [text for text in wrong if "Holm" in text or "Lind" in text]


def test_a_statement_that_would_pass_as_an_answer_too_is_neither_right_nor_wrong() -> None:
    found = many(replace(ROW, also=(OPENS,)))
    shown = {text.statement for group in found for text in group.texts}
    assert {group.texts[0].statement for group in found if group.answerable} == {HERRING}
    assert OPENS not in shown
    assert OPENS in {text.statement for group in many(ROW) for text in group.texts}


def test_the_nearest_wrong_statement_is_always_shown_and_some_of_the_next() -> None:
    found = sorted(EVERYTHING, key=lambda candidate: candidate.text != HERRING)
    wrong = [text_of(one) for one in found[1:]]
    for seed in range(60):
        group = group_of(ROW, found, "en", random.Random(seed))
        assert group is not None
        shown = group.texts[group.answerable :]
        assert shown[0] == wrong[0]
        assert len(set(shown[1:])) == len(shown[1:]) == HARD
        assert set(shown[1:]) <= set(wrong[1:NEAR])


def test_a_release_is_asked_some_questions_that_belong_to_others_and_answers_none() -> None:
    found = groups(ROW, *(other(n) for n in range(20)), releases=("P1", "P2"))[: 1 + FOREIGN]
    own, foreign = found[:1], found[1:]
    assert own[0].question == ROW.question
    assert len({group.question for group in foreign}) == len(foreign) == FOREIGN
    assert {group.answerable for group in foreign} == {False}
    assert {text for group in foreign for text in group.texts} <= {text_of(one) for one in EVERYTHING}


def test_no_follow_up_and_no_list_of_another_release_is_asked() -> None:
    followup = other(1, type="followup", history=("Ferries?",))
    found = groups(REFUSED, followup, other(2, type="list"), other(3, type="partial"), other(4), releases=("P1", "P2"))
    assert [group.question for group in found[:2]] == [REFUSED.question, "Question 4 on ferries?"]


def test_a_release_is_never_asked_a_question_of_one_that_is_kept_for_another_part() -> None:
    rows = [*(other(n) for n in range(20)), *(replace(other(n), release="P3") for n in range(20, 40))]
    found = [group.question for group in groups(ROW, *rows, releases=("P1", "P2"))]
    assert [question for question in found if "on ferries" in question and int(question.split()[1]) >= 20] == []


def test_each_release_is_asked_in_turn() -> None:
    chinese = replace(ROW, id="3", question="鯡魚？", gold=("減少捕撈鯡魚。",), release="P2")
    own = [group for group in groups(ROW, chinese, releases=("P2", "P1")) if group.question in ("鯡魚？", ROW.question)]
    assert [group.question for group in own] == ["鯡魚？", ROW.question, ROW.question, "鯡魚？"]


def test_the_same_seed_gives_the_same_groups() -> None:
    rows = (ROW, REFUSED, *(other(n) for n in range(20)))
    assert groups(*rows, seed=3) == groups(*rows, seed=3)
    assert groups(*rows, seed=3) != groups(*rows, seed=4)


def test_a_plain_question_is_asked_as_it_stands() -> None:
    assert as_asked(replace(ROW, question="  Is it   limited? ")) == "Is it limited?"


@pytest.mark.parametrize(
    "question",
    [
        "Is the catch of herring limited?",  # says enough alone
        "Is it limited?",  # leans back
        "And by when?",  # says nothing alone
        "Who pays?",
    ],
)
def test_a_follow_up_is_asked_after_the_question_that_it_follows(question: str) -> None:
    earlier = "What happens to fishing in the harbour?"
    assert as_asked(replace(ROW, question=question, history=(earlier,))) == f"{earlier} {question}"


def test_a_follow_up_of_nothing_with_a_topic_is_asked_as_it_stands() -> None:
    assert as_asked(replace(ROW, history=("And then?",))) == ROW.question


def test_every_candidate_of_a_release_is_found_the_most_similar_first() -> None:
    [found] = nearest(HARBOUR.release, [HERRING], HashingEncoder())
    assert {(one.span, one.text) for one in found} == {(one.span, one.text) for one in EVERYTHING}
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
    assert found[0].text == HERRING


def test_a_candidate_is_as_similar_as_its_own_words_under_their_heading() -> None:
    encoder = HashingEncoder()
    questions = ["What will the museum cost?", "How many ferries?"]
    lists = list(nearest(HARBOUR.release, questions, encoder))
    assert len(lists) == 2
    opens = next(one for one in lists[0] if one.text == OPENS)
    costs = next(one for one in lists[0] if one.text.startswith("It will cost"))
    assert costs.similarity > opens.similarity
    assert [encoder.texts.count(question) for question in questions] == [1, 1]
    assert f"Tourism: {OPENS}" in encoder.texts


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 5, False), (0, 6, True), (6, 8, True), (9, 12, True), (10, 12, False)]
)
def test_candidates_overlap_where_they_share_a_character(start: int, end: int, expected: bool) -> None:
    one, other = (replace(EVERYTHING[0], span=span) for span in (Span(5, 10), Span(start, end)))
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


def test_of_a_question_answered_in_part_one_part_is_right_and_nothing_answers_the_other() -> None:
    partial = replace(
        ROW, type="partial", question="Will the catch of herring be limited, and who will pay the officers?"
    )
    found = many(partial)
    assert {(group.question, group.answerable) for group in found} >= {
        ("Will the catch of herring be limited", True),
        ("who will pay the officers?", False),
    }
    told = {group.question for group in found if Text("Fishing", HERRING) in group.texts[group.answerable :]}
    assert "Will the catch of herring be limited" not in told


def test_a_part_that_leans_on_the_other_is_shown_with_it() -> None:
    partial = replace(ROW, type="partial", question="Will the catch of herring be limited, and who decides it?")
    assert {group.question for group in many(partial) if not group.answerable} == {
        "Will the catch of herring be limited", "Will the catch of herring be limited who decides it?"
    }  # fmt: skip


def test_a_question_whose_stated_part_cannot_be_told_is_left_out() -> None:
    alike = replace(ROW, type="partial", question="Who pays for it, and who pays for them?")
    assert {group.question for group in groups(alike, ROW)} == {ROW.question}
