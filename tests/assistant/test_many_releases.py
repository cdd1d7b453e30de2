"""Of many releases the one that is asked about answers, by itself, and what belongs to it is told with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Answer, Status
from assistant.answering import Assistant
from assistant.question import Question
from assistant.quotes import verify
from assistant.reader.judge import Reading
from corpus.errors import QuoteMismatch, UnknownRelease
from corpus.filters import Filter, make_filter
from corpus.model import Outline
from tests.assistant.doubles import GivenReader, Shelf
from tests.assistant.many import ARVIK, BRENHOLM, CORSUND, DALVIK, ELMSUND, FERRIES, FIVE, HERRING, town

SURE = {"herring": 0.95, "ferries": 0.95, "鯡魚": 0.95, "鲱鱼": 0.95}
NEAR = {"herring": 0.9, "night ferries": 0.8, "鯡魚": 0.9}
MUSEUM = "Open a lighthouse museum."


def assistant(
    *outlines: Outline, similarities: dict[str, float] | None = None, sure: dict[str, float] | None = None
) -> Assistant:
    """An assistant over some releases that is sure of herring and ferries."""
    shelf = Shelf(*outlines, similarities=NEAR if similarities is None else similarities)
    return Assistant(shelf, GivenReader(SURE if sure is None else sure))


def quoted(answer: Answer) -> list[tuple[str, str]]:
    """The release and the words of each quote."""
    return [(citation.release.id, citation.quote.exact) for citation in answer.citations]


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
