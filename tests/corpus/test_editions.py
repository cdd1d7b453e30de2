"""Editions of one release are paired, passage by passage, and exactly the figures that differ are found."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.editions import align, compare, shape
from corpus.model import Outline
from corpus.pairing import pair
from tests.corpus.paired import CHINESE, ENGLISH, SIMPLIFIED, chinese, english, replaced, simple, without
from tests.corpus.texts import TEXTS
from tests.doubles import outline_of

PLACES = {line: number for lines in (ENGLISH, CHINESE, SIMPLIFIED) for number, line in enumerate(lines)}
BODY = [line for line in ENGLISH[1:-2] if len(line) > 30]
# Far more than it takes, and far less than time in proportion to the square would.
SECONDS = 20


@dataclass(frozen=True, slots=True)
class Light:
    """An entry of a catalogue: a release without its text."""

    id: str
    language: str = "en"
    editions: tuple[str, ...] = ()
    title: str = "A title"
    issuer: str = "An office"
    issued: datetime = datetime(2026, 3, 6, tzinfo=UTC)
    supersedes: str = ""


def places(first: Outline, second: Outline) -> list[tuple[int, int]]:
    """The pairs by the numbers of their lines, the issue line left aside."""
    return [(PLACES[a.text], PLACES[b.text]) for a, b in align(first, second) if a.text in PLACES and b.text in PLACES]


def differing(first: Outline, second: Outline) -> list[tuple[list[str], list[str]]]:
    """What `compare` finds, as written."""
    return [([f.text for f in d.only_first], [f.text for f in d.only_second]) for d in compare(first, second)]


@pytest.mark.parametrize("other", [chinese, simple])
def test_every_passage_is_paired_with_its_translation(other: Callable[[], Outline]) -> None:
    first, second = english(), other()
    assert len(align(first, second)) == len(first.passages) == len(second.passages)
    assert all(one == two for one, two in places(first, second))


def test_the_two_chinese_scripts_are_editions_like_any_others() -> None:
    assert len(align(chinese(), simple())) == len(chinese().passages)
    assert compare(chinese(), simple()) == ()


@pytest.mark.parametrize("other", [chinese, simple])
def test_editions_that_agree_have_no_differences_though_issued_at_different_times(other: Callable[[], Outline]) -> None:
    assert compare(english(), other()) == ()
    assert compare(other(), english()) == ()


@pytest.mark.parametrize("number", [ENGLISH.index(line) for line in BODY])
@pytest.mark.parametrize("missing_in_first", [True, False])
def test_a_paragraph_missing_in_one_edition_leaves_the_others_paired(number: int, missing_in_first: bool) -> None:
    first = english(*without(ENGLISH, ENGLISH[number])) if missing_in_first else english()
    second = chinese() if missing_in_first else chinese(*without(CHINESE, CHINESE[number]))
    assert shape(first) != shape(second)
    found = places(first, second)
    assert all(one == other for one, other in found)
    assert len(found) >= len(BODY) - 2
    assert compare(first, second) == ()


def test_a_section_missing_in_one_edition_is_left_out_with_its_heading() -> None:
    lines = CHINESE[:8] + CHINESE[13:]
    found = places(english(), chinese(*lines))
    assert all(one == other for one, other in found)
    assert not {8, 10, 11, 12} & {one for one, _ in found}


def test_planted_differences_are_found_and_nothing_else() -> None:
    second = replaced(
        CHINESE, ("35億元", "35億美元"), ("2026年7月1日", "2026年6月1日"), ("47班", "45班"), ("兩成", "三成"),
        ("六時三十分", "六時"), ("第374章", "第347章"), ("2345 6789", "2345 6798"),
    )  # fmt: skip
    assert differing(english(), chinese(*second)) == [
        (["HK$3.5 billion", "July 1, 2026"], ["35億美元", "2026年6月1日"]),
        (["47"], ["45"]),
        (["6.30am"], ["上午六時"]),
        (["374"], ["347"]),
        (["twenty per cent"], ["三成"]),
        (["2345 6789"], ["2345 6798"]),
    ]


def test_planted_differences_are_found_where_a_paragraph_is_missing_too() -> None:
    second = replaced(without(CHINESE, CHINESE[7]), ("47班", "45班"), ("240名", "204名"))
    assert differing(english(), chinese(*second)) == [(["47"], ["45"]), (["240"], ["204"])]


def test_a_difference_holds_both_passages_and_the_places_in_their_releases() -> None:
    first, second = english(), chinese(*replaced(CHINESE, ("47班", "45班")))
    (found,) = compare(first, second)
    assert found.first.release_id == "E1"
    assert found.second.release_id == "C1"
    assert [figure.span.of(first.release.text) for figure in found.only_first] == ["47"]
    assert [figure.span.of(second.release.text) for figure in found.only_second] == ["45"]


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_alignments_are_monotone_and_one_to_one_whatever_is_aligned(one: str, other: str) -> None:
    first, second = outline_of("A", *one.splitlines()), outline_of("B", *other.splitlines(), id="P2")
    found = align(first, second)
    ours, theirs = [a.span for a, _ in found], [b.span for _, b in found]
    assert ours == sorted(set(ours))
    assert theirs == sorted(set(theirs))
    assert {a.id for a, _ in found} <= {p.id for p in first.passages}
    assert {b.id for _, b in found} <= {p.id for p in second.passages}


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(BODY), max_size=4), st.booleans())
def test_what_one_edition_leaves_out_makes_no_wrong_pair_and_no_difference(left_out: set[str], in_first: bool) -> None:
    kept = [number for number, line in enumerate(ENGLISH) if line not in left_out]
    first = english(*(ENGLISH[n] for n in kept)) if in_first else english()
    second = chinese() if in_first else chinese(*(CHINESE[n] for n in kept))
    assert all(one == other for one, other in places(first, second))
    assert compare(first, second) == ()


def test_paragraphs_in_one_place_with_other_figures_are_not_paired() -> None:
    first, second = without(ENGLISH, ENGLISH[10]), without(CHINESE, CHINESE[11])
    found = places(english(*first), chinese(*second))
    assert all(one == other for one, other in found)
    assert not {10, 11} & {one for one, _ in found}


def test_a_link_makes_editions_in_both_directions_and_by_way_of_a_third() -> None:
    pairing = pair([Light("E", editions=("C",)), Light("C", "zh-Hant"), Light("S", "zh-Hans", ("C",)), Light("X")])
    assert pairing.editions == {"E": ("C", "S"), "C": ("E", "S"), "S": ("C", "E")}
    assert pairing.conflicts == ()


def test_releases_with_their_texts_are_paired_as_light_entries_are() -> None:
    first = outline_of("A", id="E", language="en", editions="C").release
    assert pair([first, Light("C", "zh-Hant")]).editions == {"E": ("C",), "C": ("E",)}


def test_ids_that_no_release_has_and_a_release_itself_are_no_editions() -> None:
    assert pair([Light("E", editions=("gone", "E"))]).editions == {}


def test_releases_in_one_language_are_no_editions_and_the_link_is_reported() -> None:
    pairing = pair([Light("E1", editions=("C",)), Light("E2", editions=("C",)), Light("C", "zh-Hant", ("E2",))])
    assert pairing.editions == {"E2": ("C",), "C": ("E2",)}
    assert [(c.linking, c.linked, c.language) for c in pairing.conflicts] == [("E1", "C", "en")]


def test_two_releases_in_one_language_that_name_each_other_are_a_conflict() -> None:
    pairing = pair([Light("E1", editions=("E2",)), Light("E2", editions=("E1",))])
    assert pairing.editions == {}
    assert {(c.linking, c.linked) for c in pairing.conflicts} == {("E1", "E2"), ("E2", "E1")}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_editions_are_symmetric_of_different_languages_and_the_same_in_any_order(ties: list[tuple[int, int]]) -> None:
    languages = ("en", "zh-Hant", "zh-Hans")
    entries = [Light(str(n), languages[n % 3], tuple(str(other) for one, other in ties if one == n)) for n in range(10)]
    pairing = pair(entries)
    assert pair(reversed(entries)) == pairing
    for one, others in pairing.editions.items():
        assert all(one in pairing.editions[other] for other in others)
        assert len({int(member) % 3 for member in (one, *others)}) == len(others) + 1


def test_fifty_thousand_releases_are_paired_in_seconds() -> None:
    entries = [Light(f"E{n}", editions=(f"C{n}",)) for n in range(25_000)]
    entries += [Light(f"C{n}", "zh-Hant") for n in range(25_000)]
    start = time.perf_counter()
    assert len(pair(entries).editions) == 50_000
    assert time.perf_counter() - start < SECONDS
