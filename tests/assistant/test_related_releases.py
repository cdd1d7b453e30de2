"""What belongs to a quoted release is told with it: its other editions, earlier versions, and what came after it."""

from dataclasses import replace

import pytest

from assistant.quotes import verify
from corpus.errors import QuoteMismatch
from corpus.model import Outline
from tests.assistant.many import (
    ARVIK,
    BRENHOLM,
    CORSUND,
    DALVIK,
    ELMSUND,
    FIVE,
    HERRING,
    assistant,
    quoted,
    town,
)

ENGLISH = town("P02", "Fishing", "---", HERRING, "Feed the seals.", editions="P02_tc", supersedes="")
CHINESE = town(
    "P02_tc",
    "漁業",
    "---",
    "減少捕撈鯡魚。",
    "餵飼海豹。",
    title="計劃",
    language="zh-Hant",
    editions="P02",
    issued="2025-02-10T12:00:00+08:00",
)


@pytest.mark.parametrize(
    ("question", "own", "other"),
    [
        ("Is herring limited?", ("P02", HERRING), ("P02_tc", "減少捕撈鯡魚。")),
        ("鯡魚會點？", ("P02_tc", "減少捕撈鯡魚。"), ("P02", HERRING)),
        ("鲱鱼会怎么样？", ("P02_tc", "減少捕撈鯡魚。"), ("P02", HERRING)),
    ],
)
@pytest.mark.parametrize("around", [(), (ARVIK, CORSUND, DALVIK, ELMSUND)])
def test_the_edition_in_the_language_of_the_question_answers_with_the_other_beside_it(
    question: str, own: tuple[str, str], other: tuple[str, str], around: tuple[Outline, ...]
) -> None:
    answer = assistant(ENGLISH, CHINESE, *around).answer(question)
    assert quoted(answer) == [own]
    assert [(one.release.id, one.quote.exact) for one in answer.citations[0].editions] == [other]


def test_a_heading_that_is_quoted_has_the_heading_of_the_other_edition_beside_it() -> None:
    answer = assistant(ENGLISH, CHINESE).answer("List all the areas")
    assert quoted(answer) == [("P02", "Fishing")]
    assert [one.quote.exact for one in answer.citations[0].editions] == ["漁業"]


OLD = town("P01", "Fishing", "---", "Limit the catch of herring to 5 tonnes.")
NEW = town("P05", "Fishing", "---", "Limit the catch of herring to 7 tonnes.")


@pytest.mark.parametrize("around", [(), (CORSUND, DALVIK, town("P06", "Build two mills."))])
def test_the_newest_version_comes_first_and_the_others_are_marked_as_earlier(around: tuple[Outline, ...]) -> None:
    answer = assistant(OLD, NEW, *around, similarities={"tonnes": 0.9, "herring": 0.5}).answer("How much herring?")
    assert [(one.release.id, one.earlier) for one in answer.citations] == [("P05", False), ("P01", True)]
    marked = "From an earlier release, “Arvik adopts its plan” (2025-01-10):"
    assert f"{marked}\n\n> Limit the catch of herring to 5 tonnes. [2]" in answer.text
    assert answer.text.index("7 tonnes") < answer.text.index("From an earlier release")


def test_a_release_on_something_else_is_no_version() -> None:
    other = town("P05", "Fishing", "---", "Limit the catch of lobster to 7 tonnes.")
    many = assistant(
        OLD, other, BRENHOLM, CORSUND, DALVIK, similarities={"herring to": 0.9, "lobster": 0.8, "herring": 0.3}
    )
    assert quoted(many.answer("How many tonnes of herring are allowed?")) == [
        ("P01", "Limit the catch of herring to 5 tonnes.")
    ]


@pytest.mark.parametrize("around", [(), (CORSUND, DALVIK, ELMSUND)])
def test_what_several_releases_say_alike_is_cited_once_with_the_others_listed(around: tuple[Outline, ...]) -> None:
    one, other = town("P01", "Fishing", "---", HERRING), town("P02", "Fishing", "---", HERRING)
    [citation] = assistant(one, other, *around).answer("Is herring limited?").citations
    assert (citation.release.id, citation.earlier) == ("P02", False)
    assert [(also.release.id, also.quote.exact) for also in citation.also] == [("P01", HERRING)]


@pytest.mark.parametrize(
    ("later", "corrects", "said"),
    [
        (
            town("P06", "Feed whales.", title="Whales", supersedes="P02"),
            True,
            "was corrected by “Whales” (2025-06-10).",
        ),
        (
            town(
                "P06",
                "Feed whales.",
                title="Brenholm adopts its plan (2)",
                issuer="Brenholm Council",
                issued="2025-02-11T12:00:00+08:00",
            ),
            False,
            "was followed by “Brenholm adopts its plan (2)” (2025-02-11).",
        ),
    ],
)
@pytest.mark.parametrize("around", [(), (ARVIK, CORSUND, DALVIK)])
def test_an_answer_that_quotes_a_release_says_what_came_after_it(
    later: Outline, corrects: bool, said: str, around: tuple[Outline, ...]
) -> None:
    answer = assistant(BRENHOLM, later, *around).answer("Is herring limited?")
    [citation] = answer.citations
    assert citation.revision is not None
    assert (citation.revision.entry.id, citation.revision.corrects) == ("P06", corrects)
    assert f"“Brenholm adopts its plan” (2025-02-10) {said}" in answer.text


def test_an_answer_that_quotes_the_newest_says_nothing_came_after_it() -> None:
    [citation] = assistant(*FIVE).answer("Is herring limited?").citations
    assert citation.revision is None


def test_a_quote_that_is_listed_with_another_is_verified_too() -> None:
    [citation] = assistant(ENGLISH, CHINESE).answer("Is herring limited?").citations
    [other] = citation.editions
    verify([citation])
    planted = replace(other, quote=replace(other.quote, exact="增加捕撈鯡魚。"))
    for mismatched in (replace(citation, also=(planted,)), replace(citation, editions=(other, planted))):
        with pytest.raises(QuoteMismatch, match="P02_tc"):
            verify([citation, mismatched])


@pytest.mark.parametrize("altered", ["P02", "P02_tc"])
def test_no_answer_leaves_whose_edition_does_not_say_what_is_quoted(altered: str) -> None:
    cut = {one.release.id: one for one in (ENGLISH, CHINESE)}
    one = cut[altered]
    cut[altered] = replace(one, release=replace(one.release, text=one.release.text[:5]))
    with pytest.raises(QuoteMismatch):
        assistant(*cut.values()).answer("Is herring limited?")
