"""The evidence that a statement answers a question is one number for each feature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import Candidate, candidates
from assistant.evidence import BEST_RRF, FEATURES, Evidence, counted_terms, occurs, stated_count
from assistant.question import understand
from assistant.scope import Scope
from corpus.words import words
from tests.assistant.doubles import HARBOUR, hit_of, passage_on
from tests.corpus.texts import TEXTS
from tests.doubles import outline_of

VOCABULARY = Scope.of([HARBOUR]).vocabulary
EVERYTHING = candidates(hit_of(passage, score=BEST_RRF, lexical=2.0) for passage in HARBOUR.passages)


def candidate_saying(text: str) -> Candidate:
    """The only statement of a release."""
    [candidate] = candidates([hit_of(outline_of("Title", text).passages[1], 0.4, lexical=3.0)])
    return candidate


def evidence_of(question: str, candidate: Candidate) -> dict[str, float]:
    """The evidence of a candidate by name."""
    features = Evidence(understand(question), VOCABULARY, [candidate]).features(candidate)
    return dict(zip(FEATURES, features, strict=True))


def noted(question: str, text: str) -> set[str]:
    """What is found, weak or missing in a statement of what a question asks for."""
    evidence = evidence_of(question, candidate_saying(text))
    return {name for name, value in evidence.items() if value and name.endswith(("_found", "_weak", "_missing"))}


@given(TEXTS)
def test_whatever_is_asked_there_is_one_number_for_each_feature_from_0_to_1(text: str) -> None:
    evidence = Evidence(understand(text), VOCABULARY, EVERYTHING)
    for candidate in EVERYTHING:
        features = evidence.features(candidate)
        assert len(features) == len(FEATURES)
        assert all(0 <= value <= 1 + 1e-9 for value in features)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("How much does a ticket cost?", "The fee is 30 crowns.", "quantity_found"),
        ("How much does a ticket cost?", "It lasts three days.", "quantity_missing"),
        ("How much does a ticket cost?", "It rains.", "quantity_missing"),
        ("How long does it last?", "It lasts three days.", "quantity_found"),
        ("How long does it last?", "It sinks 3 boats.", "quantity_missing"),
        ("How many boats sail?", "Nine boats sail.", "quantity_found"),
        ("How many boats sail?", "Nine cows swim.", "quantity_weak"),
        ("How many boats sail?", "Boats sail.", "quantity_missing"),
        ("有幾多艘渡輪？", "共有十二艘渡輪。", "quantity_found"),
        ("When does it open?", "It opens on May 3.", "time_found"),
        ("When does it open?", "It opens soon.", "time_missing"),
        ("幾時開？", "五月三日開。", "time_found"),
        ("Who leads it?", "Ms Ada Holm leads.", "person_found"),
        ("Who leads it?", "A council leads.", "person_missing"),
        ("Which ports do boats reach?", "Boats reach Gullholm.", "which_found"),
        ("Which boats reach Gullholm?", "Boats reach Gullholm.", "which_missing"),
    ],
)
def test_what_a_question_asks_for_is_found_or_missing(question: str, text: str, expected: str) -> None:
    assert noted(question, text) == {expected}


@pytest.mark.parametrize("text", ["Ms Ada Holm opens 3 boats on May 3.", "It rains."])
def test_a_plain_question_misses_nothing(text: str) -> None:
    assert noted("Does the pier have a roof?", text) == set()


def test_who_may_do_a_thing_asks_for_no_particular_person() -> None:
    assert noted("Who may enter?", "Children enter.") == set()


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Which guests were there?", (1.0, 0.0)), ("有誰出席？", (1.0, 0.0)), ("Does it rain?", (0.0, 1.0))],
)
def test_a_whole_enumeration_is_wanted_or_not(question: str, expected: tuple[float, float]) -> None:
    whole, clause = candidates([hit_of(passage_on(HARBOUR, "Those present"))])[:2]
    evidence = evidence_of(question, whole)
    assert (evidence["list_wanted"], evidence["list_unwanted"]) == expected
    assert not {"list_wanted", "list_unwanted"} & {n for n, value in evidence_of(question, clause).items() if value}


def test_coverage_is_the_weighted_share_of_the_terms() -> None:
    limit = candidates([hit_of(passage_on(HARBOUR, "herring"))])[0]
    evidence = evidence_of("Does the limit on fishing concern herring?", limit)
    assert 0 < evidence["statement_coverage"] < evidence["passage_coverage"] < 1
    assert evidence_of("limit herring", limit)["statement_coverage"] == pytest.approx(1.0)
    assert evidence_of("Is it?", limit)["statement_coverage"] == 1.0


def test_a_word_that_a_release_never_uses_is_no_more_covered_by_the_release() -> None:
    candidate = EVERYTHING[0]
    assert evidence_of("Do ferries sing?", candidate)["release_coverage"] < 1
    assert evidence_of("Do ferries sing?", candidate)["terms_absent"] == pytest.approx(1 / 3)
    assert evidence_of("Do cats, dogs, cows, hens and pigs sing?", candidate)["terms_absent"] == 1.0


def test_a_name_is_here_elsewhere_or_nowhere() -> None:
    ferries = candidates([hit_of(passage_on(HARBOUR, "night ferries"))])[0]
    evidence = evidence_of("Do boats of Norwick and Shanghai sail to Gullholm?", ferries)
    assert (evidence["names_absent"], evidence["figures_absent"]) == (1.0, 0.0)
    assert evidence["names_elsewhere"] == pytest.approx(1 / 3)


def test_a_figure_that_occurs_nowhere_is_told_from_a_name() -> None:
    evidence = evidence_of("Are there 44 boats in Norwick?", EVERYTHING[0])
    assert (evidence["names_absent"], evidence["figures_absent"]) == (0.0, 1.0)


def test_similarity_rank_and_words_are_those_of_the_hit() -> None:
    museum = hit_of(passage_on(HARBOUR, "museum"), 0.3, 0.7, score=BEST_RRF / 2, lexical=2.0)
    ferries = hit_of(passage_on(HARBOUR, "night ferries"), lexical=4.0)
    found = candidates([museum, ferries])
    features = Evidence(understand("museum"), VOCABULARY, found).features(found[0])
    evidence = dict(zip(FEATURES, features, strict=True))
    assert (evidence["similarity"], evidence["passage_similarity"]) == (0.3, 0.7)
    assert (evidence["fused_rank"], evidence["lexical"]) == (0.5, 0.5)


def test_the_title_and_the_issue_line_are_marked_as_such() -> None:
    marks = {c.passage.id: evidence_of("ferries", c) for c in EVERYTHING}
    assert [name for name, evidence in marks.items() if evidence["is_title"]] == ["P1#title.1"]
    assert [name for name, evidence in marks.items() if evidence["is_issue_line"]] == ["P1#issued.1"]


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many new teachers are hired?", {"new", "teacher"}),
        ("What is the number of boats in the port?", {"boat"}),
        ("How long is it?", set()),
        ("新增多少名教師？", {"教师"}),
    ],
)
def test_what_is_counted_stands_after_how_many(question: str, counted: set[str]) -> None:
    assert counted_terms(understand(question)) == counted


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("3,200 new teachers", True),
        ("two hundred and ten well-paid teachers", True),
        ("the teachers, 3,200", False),
        ("3,200 new and very well paid old teachers", False),
        ("many teachers", False),
    ],
)
def test_a_count_stands_shortly_before_what_it_counts(text: str, stated: bool) -> None:
    assert (stated_count(text, frozenset({"teacher"})) is not None) is stated


@given(st.sampled_from(["Ms Ada Holm", "ada holm", "HOLM"]))
def test_a_name_occurs_in_whatever_case(name: str) -> None:
    text = "the Mayor, Ms Ada Holm"
    assert occurs(name, text, frozenset(words(text)))
    assert not occurs(name, "the Mayor", frozenset(words("the Mayor")))


@pytest.mark.parametrize(
    ("text", "count"),
    [("Four teachers came.", "4"), ("We have 3,200 new teachers.", "3,200"), ("Five ferries and 12 teachers.", "12")],
)
def test_a_stated_count_is_given_in_digits(text: str, count: str) -> None:
    assert stated_count(text, frozenset({"teacher"})) == count
