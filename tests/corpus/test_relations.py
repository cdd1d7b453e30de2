"""Among many releases editions and revisions belong together, and of the editions the nearest to a reader is kept."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.outlines import Entry, entry_of
from corpus.relations import Relations, distance, one_edition
from corpus.revisions import Relation, Revision
from tests.doubles import outline_of

TITLES = {"en": "Boats sail", "zh-Hant": "船隻啟航", "zh-Hans": "船只启航"}
LANGUAGES = sorted(TITLES)


def entry(release_id: str, language: str = "en", day: int = 1, **metadata: str) -> Entry:
    """A release of a day in April."""
    issued = f"2025-04-{day:02}T12:00:00+08:00"
    return entry_of(outline_of(TITLES[language], "1", id=release_id, language=language, issued=issued, **metadata))


EN, TC, SC = entry("A1", editions="B1"), entry("B1", "zh-Hant", editions="A1"), entry("C1", "zh-Hans", editions="A1")
ALONE, ONLY_TC = entry("D1"), entry("E1", "zh-Hant")
SHELF = [EN, TC, SC, ALONE, ONLY_TC]
RELATIONS = Relations.of(SHELF)


def kept(language: str, *entries: Entry) -> list[str]:
    """The ids of the editions that are kept for a reader of a language."""
    return [one.id for one in one_edition(entries, RELATIONS, language)]


def test_editions_are_those_that_link_each_other_by_whichever_way() -> None:
    assert RELATIONS.editions == {"A1": ("B1", "C1"), "B1": ("A1", "C1"), "C1": ("A1", "B1")}
    assert (RELATIONS.revisions, RELATIONS.troubles) == ({}, ())


def test_revisions_are_known_by_the_earlier_release() -> None:
    relations = Relations.of([entry("A1"), entry("A2", day=2, supersedes="A1"), entry("A3", day=3, supersedes="A2")])
    assert relations.revisions == {
        "A1": Revision("A1", "A3", Relation.CORRECTED),
        "A2": Revision("A2", "A3", Relation.CORRECTED),
    }


@pytest.mark.parametrize(
    ("entries", "trouble"),
    [
        ([entry("A1", supersedes="A9")], "A1 supersedes A9: unknown"),
        ([entry("A1", supersedes="A2"), entry("A2", supersedes="A1")], "A1 supersedes A2: cycle"),
        (
            [entry("A1"), entry("A2"), entry("B1", "zh-Hant", editions="A1 A2")],
            "B1 names A2 as another edition, but one edition is in en already",
        ),
    ],
)
def test_links_that_cannot_be_followed_are_told_in_a_line(entries: list[Entry], trouble: str) -> None:
    assert Relations.of(entries).troubles == (trouble,)


def test_of_no_releases_nothing_belongs_together() -> None:
    assert Relations.of([]) == Relations({}, {}, ())


@pytest.mark.parametrize(("language", "edition"), [("en", "A1"), ("zh-Hant", "B1"), ("zh-Hans", "C1")])
def test_the_edition_in_the_language_is_kept(language: str, edition: str) -> None:
    assert kept(language, *SHELF) == [edition, "D1", "E1"]


@pytest.mark.parametrize(
    ("language", "there", "edition"),
    [
        ("zh-Hans", [EN, TC], "B1"),
        ("zh-Hant", [EN, SC], "C1"),
        ("zh-Hant", [EN], "A1"),
        ("en", [TC, SC], "B1"),
        ("en", [SC, TC], "B1"),
        ("en", [SC], "C1"),
    ],
)
def test_else_the_other_chinese_script_then_english_then_what_there_is(
    language: str, there: list[Entry], edition: str
) -> None:
    assert kept(language, *there) == [edition]


@given(st.permutations(SHELF), st.sampled_from([*LANGUAGES, "fr"]))
def test_the_order_of_the_releases_does_not_matter(order: list[Entry], language: str) -> None:
    assert kept(language, *order) == kept(language, *SHELF)


@given(st.lists(st.sampled_from(SHELF)), st.sampled_from(LANGUAGES))
def test_each_release_that_counts_is_kept_in_one_edition(entries: list[Entry], language: str) -> None:
    groups: Mapping[str, str] = {"B1": "A1", "C1": "A1"}
    found = kept(language, *entries)
    assert sorted({groups.get(one, one) for one in found}) == sorted({groups.get(one.id, one.id) for one in entries})
    assert len(found) == len({groups.get(one, one) for one in found})


def test_a_reader_is_nearest_to_the_own_language_then_to_its_other_script_then_to_english() -> None:
    assert [distance(one, "zh-Hans") for one in ("zh-Hans", "zh-Hant", "en", "pt")] == [0, 1, 2, 3]
    assert [distance(one, "en") for one in ("en", "zh-Hans", "zh-Hant")] == [0, 3, 3]
