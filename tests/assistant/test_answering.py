"""A question is answered, answered in part, refused or met with an invitation."""

from collections.abc import Sequence

import pytest

from assistant.answer import Answer, Coverage, Status
from assistant.answering import Assistant
from assistant.reader.judge import LinearReader
from assistant.reader.linear_weights import LinearWeights
from assistant.reader.texts import Text
from tests.assistant.doubles import HARBOUR, GivenReader, Shelf, WordComparer, WordScorer
from tests.doubles import DEFAULT_DIGEST

HERRING = "Limit the catch of herring."
NEAR_HERRING = {"herring": 0.9}
ASKED = "Which herring may boats catch?"


def ask(question: str, confidence: float, similarities: dict[str, float], history: Sequence[str] = ()) -> Answer:
    """The harbour's answer, of a reader that is so sure of every question on herring or guests."""
    reader = GivenReader({"herring": confidence, "guests": confidence})
    return Assistant(Shelf(HARBOUR, similarities=similarities), reader).answer(question, history)


def quotes(answer: Answer) -> list[str]:
    """What an answer quotes."""
    return [citation.quote.exact for citation in answer.citations]


def test_a_question_that_the_reader_is_sure_of_is_answered_with_the_nearest_statement() -> None:
    answer = ask(ASKED, 0.8, NEAR_HERRING)
    assert (answer.status, quotes(answer), answer.confidence) == (Status.ANSWERED, [HERRING], 0.8)
    assert (answer.missing, answer.nearest, answer.coverage) == ([], [], None)


@pytest.mark.parametrize(
    ("confidence", "status"), [(0.5, Status.ANSWERED), (0.4999, Status.NOT_STATED), (0.0, Status.NOT_STATED)]
)
def test_the_threshold_is_the_least_confidence_that_answers(confidence: float, status: Status) -> None:
    assert ask(ASKED, confidence, NEAR_HERRING).status is status


def test_statements_that_come_close_to_the_best_are_quoted_with_it_three_at_most() -> None:
    near = {"herring": 0.9, "deck": 0.8, "museum": 0.7, "night": 0.6, "Norwick": 0.5}
    assert len(quotes(ask(ASKED, 0.8, near))) == 3
    assert quotes(ask(ASKED, 0.8, {"herring": 0.9, "deck": 0.5})) == [HERRING]


def test_a_question_for_guests_gets_the_whole_enumeration() -> None:
    [quote] = quotes(ask("Name the guests", 0.8, {"Those present": 0.9}))
    assert quote.startswith("Those present included the Mayor")
    assert quote.endswith("Dr Cy Moe.")
    assert ask("Name the guests", 0.8, {"Those present": 0.9}).coverage == Coverage(3, 3, ("P1",))


@pytest.mark.parametrize("question", ["Where did the guests of the ceremony sit?", "When did the guests come?"])
def test_a_list_is_not_brought_where_a_place_or_a_time_is_asked_for(question: str) -> None:
    assert quotes(ask(question, 0.8, {"Two documents": 0.9})) == ["Two documents were signed:"]


def test_a_statement_that_introduces_a_list_brings_the_list() -> None:
    answer = ask("Tell the guests of the ceremony", 0.8, {"Two documents": 0.9})
    assert quotes(answer)[1:] == ["(1) Memorandum of Understanding on Ice; and", "(2) Letter of Intent on Salt."]
    assert answer.coverage == Coverage(2, 2, ("P1",))


def test_a_list_comes_from_the_structure_though_the_reader_is_not_sure() -> None:
    answer = ask("List all the measures on ferries", 0.0, {})
    assert (answer.status, answer.coverage, answer.confidence) == (Status.ANSWERED, Coverage(2, 2, ("P1",)), 1.0)


def test_all_measures_on_a_topic_by_other_words_are_those_of_the_section_that_answers() -> None:
    answer = ask("List all the measures on boats for guests", 0.8, {"deck officers": 0.9})
    assert quotes(answer) == ["Add eight night ferries to Gullholm.", "Train deck officers."]
    assert answer.coverage == Coverage(2, 2, ("P1",))


def test_a_refusal_shows_the_three_passages_that_come_nearest_each_once() -> None:
    answer = ask("Do whales sing?", 0.0, {"museum": 0.9, "cost": 0.8, "herring": 0.7, "deck": 0.6, "night": 0.5})
    assert answer.status is Status.NOT_STATED
    assert [c.quote.exact for c in answer.nearest] == ["Open a lighthouse museum.", HERRING, "Train deck officers."]
    assert [c.number for c in answer.nearest] == [1, 2, 3]
    assert (answer.statements, answer.citations) == ([], [])


def test_noise_is_refused_however_near_it_comes() -> None:
    assert ask("herring asdf qwer zxcv", 0.9, NEAR_HERRING).status is Status.NOT_STATED


def test_a_section_found_by_its_meaning_is_no_surer_than_the_reader() -> None:
    assert ask("List all the measures on boats for guests", 0.8, {"deck officers": 0.9}).confidence == 0.8


def test_a_name_that_occurs_nowhere_is_named_in_the_refusal() -> None:
    answer = ask("Will herring swim to Shanghai?", 0.9, NEAR_HERRING)
    assert (answer.status, answer.missing, answer.confidence) == (Status.NOT_STATED, ["Shanghai"], 0.0)
    assert "Nowhere in the releases: Shanghai." in answer.text


def test_a_question_of_known_words_that_is_refused_is_missing_as_a_whole() -> None:
    question = "Is the museum open to the Mayor?"
    answer = ask(question, 0.0, {})
    assert answer.missing == [question]
    assert f"The releases do not say: “{question}”" in answer.text


def test_a_refusal_says_where_else_to_look() -> None:
    assert "https://example.test/P1.htm" in ask("Do whales sing?", 0.0, {}).text


def test_a_part_that_is_not_answered_is_named_beside_the_part_that_is() -> None:
    answer = ask(f"{ASKED[:-1]}, and who feeds sea lions in Shanghai?", 0.8, NEAR_HERRING)
    assert (answer.status, quotes(answer), answer.missing) == (Status.PARTIAL, [HERRING], ["Shanghai"])
    assert "The releases do not say: “who feeds sea lions in Shanghai?”" in answer.text
    assert (answer.nearest, answer.confidence) == ([], 0.0)


def test_two_parts_that_are_answered_answer_the_question_and_cover_no_one_list() -> None:
    answer = ask("How many areas does the plan have, and which herring may boats catch?", 0.8, NEAR_HERRING)
    assert (answer.status, quotes(answer)[-1], len(quotes(answer))) == (Status.ANSWERED, HERRING, 5)
    assert (answer.coverage, answer.confidence) == (None, 0.8)


@pytest.mark.parametrize("text", ["hello", "多謝晒", "???"])
def test_what_asks_nothing_is_met_with_an_invitation(text: str) -> None:
    answer = ask(text, 1.0, NEAR_HERRING)
    assert (answer.status, list(answer.citations), list(answer.nearest)) == (Status.NO_QUESTION, [], [])
    assert answer.text


def test_when_the_event_took_place_is_answered_with_the_issue_line() -> None:
    answer = ask("When did the Council meet?", 0.0, {})
    assert (answer.status, quotes(answer)) == (
        Status.ANSWERED,
        ["Ends/Thursday, April 24, 2025", "Issued at HKT 18:32"],
    )


def test_a_question_that_is_understood_as_it_was_put_is_not_interpreted() -> None:
    assert ask(ASKED, 0.8, NEAR_HERRING, ["List the areas"]).interpreted_question is None


def test_a_question_that_was_read_in_context_says_so() -> None:
    answer = ask("And until when?", 0.8, NEAR_HERRING, [ASKED])
    assert (answer.question, answer.interpreted_question) == ("And until when?", f"{ASKED} And until when?")


def test_a_misspelt_question_says_how_it_was_read() -> None:
    answer = ask("Which hrering may boats catch?", 0.8, NEAR_HERRING)
    assert (answer.status, answer.interpreted_question) == (Status.ANSWERED, ASKED)


def test_a_topic_named_anew_replaces_the_old_one() -> None:
    answer = ask("And what about tourism?", 0.8, NEAR_HERRING, [ASKED])
    assert quotes(answer) == ["Open a lighthouse museum. It will cost two million crowns."]
    assert answer.interpreted_question is None


class NeverAsked:
    """A scorer that reads nothing."""

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """An error."""
        raise AssertionError((question, texts))


def test_a_question_with_a_name_that_occurs_nowhere_is_refused_unread_and_what_comes_nearest_is_given() -> None:
    assistant = Assistant(
        Shelf(HARBOUR, similarities={"herring": 0.8}),
        LinearReader(LinearWeights.fitted_to(DEFAULT_DIGEST), WordComparer(), NeverAsked()),
    )
    answer = assistant.answer("Is the catch of herring of Shanghai to be limited?")
    assert (answer.status, answer.missing) == (Status.NOT_STATED, ["Shanghai"])
    assert "herring" in answer.nearest[0].quote.exact
    with pytest.raises(AssertionError, match="herring"):
        assistant.answer("Is the catch of herring to be limited?")


def test_the_packaged_reader_answers_and_refuses() -> None:
    reader = LinearReader(LinearWeights.fitted_to(DEFAULT_DIGEST), WordComparer(), WordScorer())
    assistant = Assistant(Shelf(HARBOUR, similarities={"herring": 0.8}), reader)
    assert assistant.answer("Is the catch of herring to be limited?").status is Status.ANSWERED
    assert assistant.answer("Do whales of Shanghai sing at night?").status is Status.NOT_STATED
