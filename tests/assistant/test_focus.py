"""A question is put to few releases together, and of many to those that it is likeliest about, one after another."""

from collections.abc import Sequence

import pytest

from assistant.candidates import Candidate
from assistant.focus import FEW, FEW_CHOSEN, NEAREST, Chooser, Compare, Focus
from assistant.question import Question, understand
from assistant.reader.linear_weights import FOCUSED
from corpus.errors import UnknownRelease
from corpus.model import Outline
from corpus.relations import Relations
from tests.assistant.doubles import Shelf
from tests.assistant.many import ARVIK, BRENHOLM, CORSUND, DALVIK, ELMSUND, FERRIES, FIVE, HERRING, town

WEIGHTS = (70.0, 50.0, 1.0, 0.0, 2.0, 20.0)
NEAR = {"herring": 0.9, "night ferries": 0.8, "lighthouse": 0.7, "schools": 0.6}
MANY = tuple(town(f"Q{number:02}", HERRING, title="Plan") for number in range(FEW_CHOSEN + 1))
ENGLISH = town("P01", HERRING, editions="P01_tc")
CHINESE = town("P01_tc", "減少捕撈鯡魚。", title="計劃", language="zh-Hant")


def nothing(_: Question, found: Sequence[Candidate]) -> list[float]:
    """Finds no statement like an answer, nor unlike one."""
    return [0.0] * len(found)


def chooser(*outlines: Outline, similarities: dict[str, float] | None = None, compare: Compare = nothing) -> Chooser:
    """A chooser over some releases."""
    shelf = Shelf(*outlines, similarities=NEAR if similarities is None else similarities)
    return Chooser(shelf, Relations.of(shelf.outlines.entries), WEIGHTS, compare)


def ids(focus: Focus) -> list[list[str]]:
    """The ids of each scope's releases."""
    return [[outline.release.id for outline in scope.outlines] for scope in focus.scopes]


@pytest.mark.parametrize("count", range(FEW + 1))
def test_few_releases_are_looked_at_together(count: int) -> None:
    focus = chooser(*FIVE[:count]).focus("herring", "en", None)
    assert ids(focus) == [[outline.release.id for outline in FIVE[:count]]]
    assert (focus.nearest, focus.scores, focus.scopes[0].release_ids) == (False, (0.0,), None)


def test_of_many_the_nearest_are_looked_at_one_by_one_the_likeliest_first() -> None:
    focus = chooser(*FIVE).focus("Which boats are there?", "en", None)
    assert ids(focus) == [["P02"], ["P01"], ["P03"]]
    assert [sorted(scope.release_ids or ()) for scope in focus.scopes] == [["P02"], ["P01"], ["P03"]]
    assert focus.nearest
    assert len(focus.scopes) == len(focus.scores) == NEAREST
    assert list(focus.scores) == sorted(focus.scores, reverse=True)


def test_few_that_were_chosen_are_looked_at_together() -> None:
    assert ids(chooser(*FIVE).focus("herring", "en", frozenset({"P05", "P03"}))) == [["P03", "P05"]]
    some = frozenset(outline.release.id for outline in MANY[1:])
    assert ids(chooser(*MANY).focus("herring", "en", some)) == [sorted(some)]


def test_of_many_that_were_chosen_only_those_are_looked_at() -> None:
    everything = frozenset(outline.release.id for outline in MANY)
    focus = chooser(ARVIK, BRENHOLM, *MANY).focus("herring", "en", everything)
    assert focus.nearest
    assert ids(focus) == [["Q00"], ["Q01"], ["Q02"]]


def test_of_none_that_were_chosen_nothing_is_looked_at() -> None:
    assert ids(chooser(*FIVE).focus("herring", "en", frozenset())) == [[]]


def test_a_chosen_release_that_there_is_not_is_an_error() -> None:
    with pytest.raises(UnknownRelease):
        chooser(*FIVE).focus("herring", "en", frozenset({"P99"}))


@pytest.mark.parametrize(("language", "edition"), [("en", "P01"), ("zh-Hant", "P01_tc"), ("zh-Hans", "P01_tc")])
def test_of_the_editions_of_a_release_the_one_in_the_language_is_looked_at(language: str, edition: str) -> None:
    assert ids(chooser(ENGLISH, CHINESE).focus("herring", language, None)) == [[edition]]
    assert ids(chooser(ENGLISH, CHINESE, CORSUND).focus("herring", language, None)) == [[edition, "P03"]]
    near = {"herring": 0.9, "鯡魚": 0.9}
    of_many = ids(chooser(ENGLISH, CHINESE, *FIVE[2:], similarities=near).focus("herring", language, None))
    assert of_many[0] == [edition]
    assert {"P01", "P01_tc"} - {edition} not in map(set, of_many)


def test_an_edition_that_was_chosen_is_looked_at_whatever_the_language() -> None:
    assert ids(chooser(ENGLISH, CHINESE).focus("herring", "en", frozenset({"P01_tc"}))) == [["P01_tc"]]


def test_releases_that_are_as_likely_come_by_id() -> None:
    focus = chooser(*reversed(MANY)).focus("herring", "en", None)
    assert ids(focus) == [["Q00"], ["Q01"], ["Q02"]]
    assert len(set(focus.scores)) == 1


def test_a_release_that_has_the_words_of_a_question_is_likelier() -> None:
    for town_of, question in (
        (BRENHOLM, "Which seals of Brenholm?"),
        (DALVIK, "Which music?"),
        (ELMSUND, "Which oaks?"),
    ):
        focus = chooser(*FIVE, similarities={}).focus(question, "en", None)
        assert ids(focus)[0] == [town_of.release.id]


def test_a_release_that_says_more_is_likelier() -> None:
    long = town("Q99", *(f"Paint {colour} boats." for colour in ("red", "blue", "green")), title="Plan")
    assert ids(chooser(*MANY, long, similarities={}).focus("whales", "en", None))[0] == ["Q99"]


def test_what_speaks_for_a_release_is_a_number_for_each_weight() -> None:
    evidence = chooser(*FIVE).evidence(understand("Which night ferries run?"), None)
    assert {len(values) for values in evidence.values()} == {len(FOCUSED)}
    nearest, five, size, foreign, covered, alike = evidence["P01"]
    assert nearest == pytest.approx(0.8)
    assert five < nearest
    assert size == pytest.approx(1.0986, abs=1e-3)
    assert foreign == 0
    assert 0 < covered < 1
    assert alike == 0.0


def test_the_share_of_the_words_counts_by_how_much_they_tell() -> None:
    evidence = chooser(*FIVE).evidence(understand("Who adopts the seals?"), None)
    assert evidence["P02"][4] == 1.0
    assert 0 < evidence["P01"][4] < 0.5
    assert chooser(*FIVE).evidence(understand("what?"), None)["P01"][4] == 0.0


def liking(fragment: str) -> Compare:
    """Finds what holds a fragment like an answer, and else nothing."""
    return lambda _, found: [0.9 if fragment in one.text else -0.2 for one in found]


def test_a_release_whose_statement_is_most_like_an_answer_is_likelier() -> None:
    question, town_of = "Which boats are there?", {"officers": "P01", "lighthouse": "P03"}
    assert ids(chooser(*FIVE).focus(question, "en", None))[0] == ["P02"]
    for fragment, first in town_of.items():
        assert ids(chooser(*FIVE, compare=liking(fragment)).focus(question, "en", None))[0] == [first]
    evidence = chooser(*FIVE, compare=liking("officers")).evidence(understand(question), None)
    assert {release_id: values[-1] for release_id, values in evidence.items() if values[-1] > 0} == {"P01": 0.9}
    assert min(values[-1] for values in evidence.values()) == -0.2


def test_a_release_is_prepared_once() -> None:
    one = chooser(*FIVE)
    first, second = (one.focus(question, "en", None) for question in (FERRIES, HERRING))
    scopes = {outline.release.id: scope for scope in first.scopes for outline in scope.outlines}
    assert all(scopes[scope.outlines[0].release.id] is scope for scope in second.scopes)
