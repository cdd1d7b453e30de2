"""A report has the figures over all and by kind, and every wrong answer in full."""

from dataclasses import replace

import pytest

from assistant.evaluate import figures
from assistant.reliability import refusals, reliability
from assistant.report import Configuration, Expected, WrongAnswer, expected_status, report_of
from assistant.retrieval import Rankings, retrieval
from tests.assistant.scored import HERRING, scored_of

CONFIGURATION = Configuration("q.jsonl", "sha256:q", 3, "e5", "sha256:e", "sha256:i", {"en": 0.5}, (), {}, 1.0, 2.0)
RIGHT = scored_of(0.9, True)
REFUSED = scored_of(0.2, True, refused=True, type="near", language="zh-Hant", history=("Boats?",), text="沒有說明")
ANSWERED = scored_of(0.7, False, type="near", milliseconds=5.0)
RANKINGS = [Rankings(frozenset("a"), {stage: ["a"] for stage in ("dense", "lexical", "fused", "read")})]


def test_the_figures_are_those_of_all_questions_of_each_type_and_of_each_language() -> None:
    found = report_of(CONFIGURATION, [RIGHT, REFUSED, ANSWERED], RANKINGS).figures
    assert found["all"] == figures([RIGHT, REFUSED, ANSWERED])
    by_type = {name: (one["correct"], one["refused"], one["questions"]) for name, one in found["by_type"].items()}
    assert by_type == {"lookup": (1.0, None, 1), "near": (0.0, 0.0, 2)}
    by_language = {name: (one["correct"], one["p50_ms"]) for name, one in found["by_language"].items()}
    assert by_language == {"en": (1.0, 3.0), "zh-Hant": (0.0, 1.0)}
    assert all("by_type" not in one for one in [*found["by_type"].values(), *found["by_language"].values()])


def test_retrieval_refusal_and_reliability_are_of_the_same_questions() -> None:
    scored = [RIGHT, REFUSED, ANSWERED]
    report = report_of(CONFIGURATION, scored, RANKINGS)
    assert (report.retrieval, report.refusal) == (retrieval(RANKINGS), refusals(scored))
    assert (report.reliability, report.configuration) == (reliability(scored), CONFIGURATION)


def test_every_wrong_answer_is_there_in_full_and_no_right_one() -> None:
    assert report_of(CONFIGURATION, [RIGHT, REFUSED, ANSWERED], []).wrong == (
        WrongAnswer(
            id="1",
            type="near",
            release=None,
            question="Which fish?",
            history=("Boats?",),
            language="zh-Hant",
            expected=Expected("answered", (HERRING,), ("herring",)),
            status="not_stated",
            text="沒有說明",
            quotes=(),
            nearest=(HERRING,),
            confidence=0.2,
        ),
        WrongAnswer(
            id="1",
            type="near",
            release=None,
            question="Which fish?",
            history=(),
            language="en",
            expected=Expected("not_stated", (), ()),
            status="answered",
            text=HERRING,
            quotes=(HERRING,),
            nearest=(HERRING,),
            confidence=0.7,
        ),
    )


@pytest.mark.parametrize(
    ("gold", "status", "expected"),
    [((HERRING,), None, "answered"), ((HERRING,), "partial", "partial"), ((), None, "not_stated")],
)
def test_the_status_expected_is_the_one_named_or_what_the_gold_tells(
    gold: tuple[str, ...], status: str | None, expected: str
) -> None:
    assert expected_status(replace(RIGHT.row, gold=gold, status=status)) == expected
