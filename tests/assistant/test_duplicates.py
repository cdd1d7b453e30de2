"""What says the same in several releases is one candidate; what says it with other figures is another version."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Quotable
from assistant.candidates import Candidate, candidates
from assistant.duplicates import with_versions, without_duplicates
from corpus.model import Outline
from index.hits import Hit
from tests.assistant.doubles import hit_of, passage_on
from tests.doubles import outline_of

FARE = "The fare of the harbour ferry will increase by 5% to 12.5 crowns in May."


def release(number: int, *texts: str, heading: str = "Ferries") -> Outline:
    """A release with a section; the higher its number, the newer it is."""
    return outline_of("Title", heading, "---", *texts, id=f"P{number}", url=f"https://example.test/P{number}.htm")


def newer(release_id: str) -> float:
    """The number of a release."""
    return float(release_id[1:])


def hits(*outlines: Outline) -> list[Hit]:
    """The measures of some releases as hits, in their order."""
    return [hit_of(passage) for outline in outlines for passage in outline.passages if passage.heading]


def found_in(*outlines: Outline) -> list[Candidate]:
    """The candidates of some releases, those that say the same joined."""
    return without_duplicates(candidates(hits(*outlines)), newer)


def placed(found: Sequence[Candidate]) -> list[tuple[str, list[str]]]:
    """The release of each candidate, and those of its others."""
    return [(one.passage.release_id, [other.passage.release_id for other in one.also]) for one in found]


def versions(asked: frozenset[str], own: Outline, *others: Outline) -> list[tuple[str, list[str]]]:
    """The release of each version of the only measure of a release, and those of the others that say the same."""
    [passage] = [passage for passage in own.passages if passage.heading]
    found = with_versions(Quotable(passage, passage.span), passage.text, hits(*others, own), newer, asked)
    return [(one.passage.release_id, [other.passage.release_id for other in one.also]) for one in found]


def test_the_same_words_in_several_releases_are_one_candidate_of_the_newest() -> None:
    assert placed(found_in(release(1, FARE), release(3, FARE), release(2, FARE))) == [("P3", ["P2", "P1"])]


@pytest.mark.parametrize(
    "other",
    [
        FARE.replace("The", "the"),
        FARE.replace(".", "").replace("125", "12.5"),
        FARE.replace("of the", "of"),
        FARE.replace(" in May", ", in May"),
    ],
)
def test_case_marks_and_articles_make_no_difference(other: str) -> None:
    assert placed(found_in(release(1, FARE), release(2, other))) == [("P2", ["P1"])]


@pytest.mark.parametrize(
    "other",
    [
        FARE.replace("12.5", "12.6"),
        FARE.replace("12.5", "125"),
        FARE.replace("5%", "5"),
        FARE.replace("5%", "-5%"),
        FARE.replace("12.5 crowns", "€12.5 crowns"),
        FARE.replace("May", "March"),
        FARE.replace("harbour", "Gullholm"),
        FARE.replace("increase", "decrease"),
        FARE.replace("will", "will not"),
        f"{FARE[:-1]} A.",
    ],
)
def test_another_figure_name_or_word_is_never_the_same(other: str) -> None:
    assert placed(found_in(release(1, FARE), release(2, other))) == [("P1", []), ("P2", [])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "委任陳大文先生為港務署署長，任期由二零二五年四月一日起生效，為期三年。",
            "委任李小文先生為港務署署長，任期由二零二五年四月一日起生效，為期三年。",
        ),
        (
            "委任陳大文先生為港務署署長，任期由二零二五年四月一日起生效，為期三年。",
            "委任陳大文先生為港務署署長，任期由二零二六年四月一日起生效，為期三年。",
        ),
        (
            "Eight night ferries will be added to the service of Gullholm.",
            "Nine night ferries will be added to the service of Gullholm.",
        ),
    ],
)
def test_names_and_figures_in_chinese_and_in_words_are_told_apart(one: str, other: str) -> None:
    assert placed(found_in(release(1, one), release(2, other))) == [("P1", []), ("P2", [])]
    assert placed(found_in(release(1, one), release(2, one))) == [("P2", ["P1"])]


def test_the_same_words_under_different_headings_stay_apart() -> None:
    assert placed(found_in(release(1, FARE), release(2, FARE, heading="Trams"))) == [("P1", []), ("P2", [])]


def test_what_one_release_says_twice_is_two_candidates_each_joined_with_one_of_another() -> None:
    twice = release(1, FARE, FARE)
    assert placed(found_in(twice)) == [("P1", []), ("P1", [])]
    assert placed(found_in(twice, release(2, FARE, FARE, FARE))) == [("P2", ["P1"]), ("P2", ["P1"]), ("P2", [])]


def test_a_joined_candidate_keeps_the_place_of_the_first() -> None:
    found = found_in(release(1, FARE, "Train deck officers."), release(2, FARE))
    assert [one.text for one in found] == [FARE, "Train deck officers."]


@given(
    st.lists(st.sampled_from(["5", "6", "-5", "5%", "not", "Holm", "Lind", "A", "ferry"]), min_size=1, max_size=4).map(
        tuple
    ),
    st.lists(st.sampled_from(["5", "6", "-5", "5%", "not", "Holm", "Lind", "A", "ferry"]), min_size=1, max_size=4).map(
        tuple
    ),
)
def test_two_texts_are_joined_only_if_their_words_and_figures_are_the_same(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    texts = [f"The boats of the harbour sail at {' and '.join(words)} tonight." for words in (one, other)]
    found = found_in(*(release(number, text) for number, text in enumerate(texts, 1)))
    assert (len(found) == 1) is (one == other)


def test_versions_come_with_the_newest_first() -> None:
    fares = [release(number, FARE.replace("12.5", f"{number}.5")) for number in (2, 1, 3)]
    assert versions(frozenset(), *fares) == [("P3", []), ("P2", []), ("P1", [])]


def test_what_says_the_same_as_a_version_is_listed_with_it() -> None:
    dear = FARE.replace("12.5", "20")
    found = versions(frozenset(), release(1, FARE), release(2, dear), release(3, FARE), release(4, dear))
    assert found == [("P4", ["P2"]), ("P3", ["P1"])]


def test_of_one_release_there_is_one_version() -> None:
    twice = release(2, FARE.replace("12.5", "13"), FARE.replace("12.5", "14"))
    assert versions(frozenset(), release(1, FARE), twice) == [("P2", []), ("P1", [])]


def test_what_is_listed_with_a_stretch_is_listed_once() -> None:
    one, other = release(1, FARE), release(2, FARE)
    [listed] = [Quotable(passage, passage.span) for passage in one.passages if passage.heading]
    passage = passage_on(other, "fare")
    [found] = with_versions(Quotable(passage, passage.span, (listed,)), FARE, hits(one, other), newer)
    assert found.also == (listed,)


def test_what_is_listed_with_an_older_stretch_is_listed_with_the_newer_one_that_says_the_same() -> None:
    one, other, last = (release(number, FARE) for number in (1, 2, 3))
    [first, second] = [Quotable(p, p.span) for outline in (one, other) for p in outline.passages if p.heading]
    stretch = Quotable(second.passage, second.span, (first,))
    [found] = with_versions(stretch, FARE, hits(last), newer)
    assert (found.passage.release_id, found.also) == ("P3", (second, first))


@pytest.mark.parametrize(
    "other",
    [
        release(2, FARE.replace("12.5", "13"), heading="Trams"),
        release(2, "Limit the catch of herring to 5 tonnes."),
        release(2, "Those present included the Mayor, Ms Holm; the Harbour Master, Mr Lind; and the Bishop, Dr Moe."),
    ],
)
def test_another_heading_or_other_words_are_no_version(other: Outline) -> None:
    assert versions(frozenset(), release(1, FARE), other) == [("P1", [])]


def test_a_version_has_the_words_of_the_question_that_the_stretch_has() -> None:
    own, other = release(1, "Add 8 night ferries to Gullholm."), release(2, "Add 9 night ferries to Norwick.")
    assert versions(frozenset({"ferri", "whale"}), own, other) == [("P2", []), ("P1", [])]
    assert versions(frozenset({"ferri", "gullholm"}), own, other) == [("P1", [])]
