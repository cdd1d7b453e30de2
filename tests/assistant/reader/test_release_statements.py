"""The bi-encoder is shown every statement of a release, and what is asked of it."""

from dataclasses import replace

from assistant.evaluate import Row
from assistant.reader.release_statements import release_statements
from tests.assistant.doubles import HARBOUR

HERRING = "Limit the catch of herring."
RELEASE = HARBOUR.release


def row(question: str, *gold: str, type: str = "lookup", also: tuple[str, ...] = ()) -> Row:  # noqa: A002 (as in a row)
    return Row("1", type, question, (), gold, (), None, RELEASE.id, also)


def test_what_answers_and_what_does_not_are_told_by_their_places() -> None:
    [statements] = release_statements([RELEASE], [row("Which fish is protected?", HERRING)])
    [asking] = statements.asked
    [place] = asking.right
    assert statements.texts[place].statement == HERRING
    assert statements.texts[place].context
    assert asking.wrong == frozenset(range(len(statements.texts))) - {place}


def test_what_touches_on_the_answer_is_neither() -> None:
    [statements] = release_statements([RELEASE], [row("Are there whales?", also=(HERRING,))])
    [asking] = statements.asked
    assert asking.right == frozenset()
    [left_out] = frozenset(range(len(statements.texts))) - asking.wrong
    assert statements.texts[left_out].statement == HERRING


def test_only_questions_with_one_statement_for_an_answer_or_none_are_kept() -> None:
    rows = [
        row("甚麼魚受保護？", HERRING),
        row("List the measures.", HERRING, type="list"),
        row("Which fish, and what does it cost?", HERRING, type="partial"),
        row("Which moon?", "The moon is stated nowhere."),
        replace(row("Which fish is protected?", HERRING), release="P9"),
    ]
    [statements] = release_statements([RELEASE], rows)
    assert [asking.question for asking in statements.asked] == ["甚麼魚受保護？"]
