"""The bi-encoder is shown every statement of an English release, and what is asked of it in English."""

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
    assert statements.texts[place].endswith(HERRING)
    assert "|" in statements.texts[place]
    assert asking.wrong == frozenset(range(len(statements.texts))) - {place}


def test_what_touches_on_the_answer_is_neither() -> None:
    [statements] = release_statements([RELEASE], [row("Are there whales?", also=(HERRING,))])
    [asking] = statements.asked
    assert asking.right == frozenset()
    [left_out] = frozenset(range(len(statements.texts))) - asking.wrong
    assert statements.texts[left_out].endswith(HERRING)


def test_only_english_questions_with_one_statement_for_an_answer_are_kept() -> None:
    rows = [
        row("甚麼魚受保護？", HERRING),
        row("List the measures.", HERRING, type="list"),
        row("Which fish, and what does it cost?", HERRING, type="partial"),
        row("Which moon?", "The moon is stated nowhere."),
        replace(row("Which fish is protected?", HERRING), release="P9"),
    ]
    [statements] = release_statements([RELEASE], rows)
    assert statements.asked == ()
    assert list(release_statements([replace(RELEASE, language="zh-Hant")], rows)) == []
