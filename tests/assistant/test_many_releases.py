"""Of many releases the one that is asked about answers, by itself."""

from collections.abc import Sequence
from datetime import date

import pytest

from assistant.answer import Status
from assistant.answering import Assistant
from assistant.question import Question
from assistant.reader.judge import Reading
from corpus.errors import UnknownRelease
from corpus.filters import Filter, make_filter
from tests.assistant.doubles import GivenReader, Shelf
from tests.assistant.many import (
    ARVIK,
    BRENHOLM,
    CORSUND,
    DALVIK,
    ELMSUND,
    FERRIES,
    FIVE,
    HERRING,
    NEAR,
    assistant,
    quoted,
    town,
)


def test_the_likeliest_release_answers() -> None:
    assert quoted(assistant(*FIVE).answer("Is herring limited?")) == [("P02", HERRING)]
    ferries = {"night ferries": 0.9, "herring": 0.8}
    assert quoted(assistant(*FIVE, similarities=ferries).answer("How many ferries are there?")) == [("P01", FERRIES)]


def test_if_the_likeliest_does_not_answer_the_next_are_asked_in_turn() -> None:
    # Brenholm is the nearest and has no list of schools; Dalvik has.
    near = {"herring": 0.9, "Build two schools": 0.8}
    answer = assistant(*FIVE, similarities=near, sure={}).answer("List all the measures on schools")
    assert quoted(answer) == [("P04", "Build two schools."), ("P04", "Train teachers of music.")]


class TownReader(GivenReader):
    """As sure of a release as is given for a fragment of its nearest statement."""

    def confidence(self, question: Question, readings: Sequence[Reading]) -> float:  # noqa: ARG002
        """The confidence given for the nearest statement."""
        text = readings[0].candidate.text if readings else ""
        return next((value for fragment, value in self._confidence.items() if fragment in text), 0.0)


@pytest.mark.parametrize(
    ("near", "herring", "ferries", "release_id"),
    [
        (0.82, 0.95, 0.99, "P02"),  # The likeliest is sure: no other is asked.
        (0.82, 0.6, 0.99, "P01"),  # Another is so much surer that it outweighs the likeliest,
        (0.95, 0.6, 0.99, "P02"),  # but not one that is much likelier.
        (0.82, 0.6, 0.75, "P02"),  # Of another more is asked,
        (0.82, 0.1, 0.75, None),  # though the likeliest says nothing,
        (0.82, 0.1, 0.85, "P01"),  # than of the likeliest.
    ],
)
def test_another_than_the_likeliest_release_has_to_be_surer(
    near: float, herring: float, ferries: float, release_id: str | None
) -> None:
    shelf = Shelf(*FIVE, similarities={"herring": near, "night ferries": 0.81})
    reader = TownReader({"herring": herring, "night ferries": ferries})
    answer = Assistant(shelf, reader).answer("Do boats go out?")
    assert {citation.release.id for citation in answer.citations} == ({release_id} if release_id else set())


def test_a_name_that_another_release_says_is_not_said_to_occur_nowhere() -> None:
    answer = assistant(*FIVE, sure={}).answer("Does herring swim to Arvik?")
    assert (answer.status, answer.missing) == (Status.NOT_STATED, ["Does herring swim to Arvik?"])
    assert "Nowhere" not in answer.text
    answer = assistant(*FIVE, sure={}).answer("Does herring swim to Shanghai?")
    assert answer.missing == ["Shanghai"]
    assert "Nowhere in the releases: Shanghai." in answer.text


def test_a_name_outside_the_releases_of_the_time_named_is_not_said_to_occur_nowhere() -> None:
    answer = assistant(*FIVE, sure={}).answer("What was said of whales of Arvik in February 2025?")
    assert (answer.status, "Nowhere" in answer.text) == (Status.NOT_STATED, False)


def test_a_name_of_another_edition_is_not_said_to_occur_nowhere() -> None:
    english, chinese = town("P01", HERRING, editions="P01_tc"), town("P01_tc", "渡輪往 Gullholm。", language="zh-Hant")
    answer = assistant(english, chinese, sure={}).answer("Does herring swim to Gullholm?")
    assert (answer.status, "Nowhere" in answer.text) == (Status.NOT_STATED, False)


def test_a_name_outside_the_releases_chosen_occurs_in_none_of_them() -> None:
    answer = assistant(*FIVE, sure={}).answer("Does herring swim to Arvik?", release_ids=["P02"])
    assert answer.missing == ["Arvik"]


def test_a_word_of_another_release_is_not_taken_for_a_misspelt_one() -> None:
    near = town("P06", "The kurvat sails. A kurvat is a boat.", title="Boats")
    other = town("P07", "The korvat is a fish.", title="Fish")
    question = "Is a korvat like herring?"
    many = assistant(*FIVE, near, other, similarities={"kurvat": 0.99}, sure={"kurvat": 0.95})
    assert many.answer(question).interpreted_question is None
    alone = assistant(*FIVE, near, similarities={"kurvat": 0.99}, sure={"kurvat": 0.95})
    assert alone.answer(question).interpreted_question == "Is a kurvat like herring?"


@pytest.mark.parametrize("question", ["List all the measures on ferries", "How many measures are there on ferries?"])
def test_a_list_names_the_release_that_it_is_complete_for(question: str) -> None:
    answer = assistant(*FIVE, similarities={"night ferries": 0.9}).answer(question)
    assert answer.coverage is not None
    assert (answer.coverage.returned, answer.coverage.total, answer.coverage.release_ids) == (2, 2, ("P01",))
    assert "Complete for “Arvik adopts its plan” (2025-01-10)." in answer.text


def test_a_list_of_few_releases_together_is_complete_for_them_all() -> None:
    answer = assistant(ARVIK, BRENHOLM).answer("List all the measures")
    assert answer.coverage is not None
    assert (answer.coverage.total, answer.coverage.release_ids) == (4, ("P01", "P02"))
    complete = "Complete for “Arvik adopts its plan” (2025-01-10), “Brenholm adopts its plan” (2025-02-10)."
    assert complete in answer.text


def test_a_list_of_more_than_three_releases_says_how_many() -> None:
    answer = assistant(*FIVE).answer("List all the measures", release_ids=["P01", "P02", "P03", "P04"])
    assert answer.coverage is not None
    assert answer.coverage.release_ids == ("P01", "P02", "P03", "P04")
    assert "Complete for 4 releases." in answer.text


def test_a_list_that_one_statement_introduces_is_complete_for_its_release_alone() -> None:
    signing = town("P01", "Two papers on herring were signed:", "(1) Pact on Ice; and", "(2) Pact on Salt.")
    answer = assistant(signing, CORSUND).answer("Tell me what came of herring")
    assert answer.coverage is not None
    assert (answer.coverage.total, answer.coverage.release_ids) == (2, ("P01",))


def test_a_single_release_needs_no_word_on_what_a_list_is_complete_for() -> None:
    answer = assistant(ARVIK).answer("List all the measures")
    assert answer.coverage is not None
    assert (answer.coverage.release_ids, "Complete" in answer.text) == (("P01",), False)


def test_in_a_list_of_several_releases_each_quote_stands_under_its_own() -> None:
    last = town("P06", "Mills", "---", "Build two mills.")
    answer = assistant(DALVIK, ARVIK, last).answer("List all the measures")
    assert [citation.release.id for citation in answer.citations] == ["P06", "P04", "P04", "P01", "P01"]
    assert [citation.earlier for citation in answer.citations] == [False, True, True, True, True]
    order = ["Build two mills.", "earlier release, “Dalvik", "Build two schools.", "earlier release, “Arvik", FERRIES]
    assert [answer.text.index(words) for words in order] == sorted(answer.text.index(words) for words in order)


def test_a_follow_up_stays_with_the_release_of_the_conversation() -> None:
    # By itself the follow-up is nearer to Dalvik.
    near = {"Train deck officers": 0.89, "Train teachers": 0.9}
    many = assistant(*FIVE, similarities=near, sure={"trained": 0.95, "hired": 0.95})
    assert quoted(many.answer("Who is trained there?"))[0] == ("P04", "Train teachers of music.")
    history = ["How many night ferries does Arvik add to the timetable?"]
    assert quoted(many.answer("Who is trained there?", history))[0] == ("P01", "Train deck officers.")
    # Two turns later, the question between having no topic of its own.
    assert quoted(many.answer("Who is trained there?", [*history, "And until when?"]))[0][0] == "P01"


def test_a_follow_up_stays_with_the_time_that_the_conversation_named() -> None:
    twins = [
        town(f"P0{n}", "Ferries", "---", f"Train {n} deck officers for ferries.", title="Plan") for n in range(1, 6)
    ]
    many = assistant(*twins)
    assert quoted(many.answer("Which ferries were added in April 2025?"))[0][0] == "P04"
    follow_up = many.answer("How many officers are trained for ferries?", ["Which ferries were added in April 2025?"])
    assert {release_id for release_id, _ in quoted(follow_up)} == {"P04"}


@pytest.mark.parametrize(
    ("question", "release_id"),
    [
        ("Which herring was caught in January 2025?", "P01"),
        ("What of herring did the Corsund Council say?", "P03"),
        ("2025年5月herring有何安排？", "P05"),
    ],
)
def test_a_question_that_names_a_time_or_an_issuer_is_put_to_those_releases(question: str, release_id: str) -> None:
    alike = [town(f"P0{n}", f"Boats caught {n} herring.", title="Plan of Corsund Council") for n in range(1, 6)]
    assert [one for one, _ in quoted(assistant(*alike).answer(question))] == [release_id]


def test_if_the_releases_of_the_time_do_not_answer_the_others_are_asked() -> None:
    limited = "The catch of herring is limited in May 2025."
    shelf = Shelf(town("P02", limited), CORSUND, DALVIK, ELMSUND, similarities=NEAR)
    many = Assistant(shelf, TownReader({"herring": 0.95}))
    assert quoted(many.answer("Which catch is limited in May 2025?")) == [("P02", limited)]


def test_a_refusal_of_a_time_shows_the_releases_of_it() -> None:
    answer = assistant(*FIVE, sure={}).answer("What became of the boats in May 2025?")
    assert {citation.release.id for citation in answer.nearest} == {"P05"}
    assert "https://example.test/P05.htm" in answer.text


@pytest.mark.parametrize(
    ("allowed", "releases"),
    [
        (make_filter(release_ids=["P03"]), {"P03"}),
        (make_filter(issuers=["dalvik council"]), {"P04"}),
        (make_filter(since=date(2025, 4, 1)), {"P04", "P05"}),
        (make_filter(until=date(2025, 2, 10), languages=["en"]), {"P01", "P02"}),
        (make_filter(languages=["zh-Hant"]), set()),
    ],
)
def test_only_the_releases_that_are_allowed_are_quoted(allowed: Filter, releases: set[str]) -> None:
    answer = assistant(*FIVE).answer("List all the measures", allowed=allowed)
    assert {citation.release.id for citation in answer.citations} == releases


def test_a_filter_and_ids_count_together() -> None:
    many = assistant(*FIVE)
    allowed = make_filter(release_ids=["P01", "P02"], issuers=["Arvik Council", "Brenholm Council"])
    answer = many.answer("List all the measures", release_ids=["P02", "P03"], allowed=allowed)
    assert {citation.release.id for citation in answer.citations} == {"P02"}
    with pytest.raises(UnknownRelease):
        many.answer("List all the measures", release_ids=["P99"], allowed=allowed)
