"""A release that corrects or continues an earlier one is found by what it says itself, or by its title."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.marks import read_title
from corpus.revisions import Relation, Trouble, revisions, superseded
from tests.corpus.test_editions import Light

START = datetime(2026, 3, 6, 9, tzinfo=UTC)
# Far more than it takes, and far less than time in proportion to the square would.
SECONDS = 20


def entry(number: int, title: str, hours: float = 0, supersedes: str = "", language: str = "en") -> Light:
    """A release with an id that says its number, issued so many hours after the first."""
    issued = START + timedelta(hours=hours)
    return Light(f"P{number}", language, title=title, issued=issued, supersedes=supersedes)


def relations(*entries: Light) -> dict[str, tuple[str, Relation]]:
    return {one: (found.later, found.relation) for one, found in revisions(entries).by_earlier.items()}


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("Shelters opened", "Shelters opened (Correction)"), ("Shelters opened", "Correction: Shelters opened"),
        ("Shelters opened", "Correction to \"Shelters opened\""), ("Shelters opened", "Corrected: Shelters  Opened"),
        ("Shelters opened", "Amendment to Shelters opened"), ("Shelters opened", "Shelters opened (amended)"),
        ("Shelters opened", "Updated: Shelters opened"), ("Shelters opened", "Revised Shelters opened"),
        ("Shelters opened", "Shelters opened [Revised version]"), ("Shelters opened", "Shelters opened - Correction"),
        ("Shelters opened (with photos)", "Shelters opened (Correction) (with photos)"),
        ("開放庇護中心", "更正：開放庇護中心"), ("開放庇護中心", "開放庇護中心（更正）"),
        ("開放庇護中心（附圖）", "開放庇護中心（修訂版）"),
        ("开放庇护中心", "开放庇护中心（更新）"), ("Shelters opened (2)", "Shelters opened (2) (Correction)"),
    ],
)  # fmt: skip
def test_a_title_with_a_mark_of_correction_corrects(title: str, later: str) -> None:
    assert relations(entry(1, title), entry(2, later, 1)) == {"P1": ("P2", Relation.CORRECTED)}


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("Shelters opened", "Shelters opened (2)"),
        ("Shelters opened (with photo)", "Shelters opened (3) (with photos)"),
        ("開放庇護中心", "開放庇護中心（二）"), ("開放庇護中心", "開放庇護中心（之二）"),
        ("開放庇護中心（附圖）", "開放庇護中心（十一）（附短片）"),
    ],
)  # fmt: skip
def test_a_title_with_a_number_continues(title: str, later: str) -> None:
    assert relations(entry(1, title), entry(2, later, 1)) == {"P1": ("P2", Relation.CONTINUED)}


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("Shelters opened", "Shelters opened"), ("Shelters opened", "Shelters opened (with photos)"),
        ("開放庇護中心", "開放庇護中心（附圖）"), ("Shelters opened", "Shelters closed (2)"),
        ("Shelters opened", "Shelters opened (1)"),
        ("Budget 2025", "Budget (2025)"), ("Shelters opened", "Revised timetable announced"),
        ("Shelters", "更新設施啟用"),
        ("Shelters opened (3)", "Shelters opened (2)"), ("Shelters opened", "Update on shelters opened"),
    ],
)  # fmt: skip
def test_other_titles_do_neither(title: str, later: str) -> None:
    assert relations(entry(1, title), entry(2, later, 1)) == {}


def test_an_earlier_title_counts_only_from_the_same_issuer_in_the_same_language() -> None:
    later = entry(2, "Shelters opened (2)", 1)
    assert relations(replace(entry(1, "Shelters opened"), issuer="Another office"), later) == {}
    assert relations(entry(1, "Shelters opened", language="zh-Hans"), later) == {}


@pytest.mark.parametrize(
    ("later", "days", "found"),
    [
        ("A thing (2)", 7, True),
        ("A thing (2)", 8, False),
        ("Correction: A thing", 31, True),
        ("Correction: A thing", 32, False),
    ],
)
def test_a_title_reaches_back_a_month_for_corrections_and_a_week_for_numbers(
    later: str, days: int, found: bool
) -> None:
    assert bool(relations(entry(1, "A thing"), entry(2, later, 24 * days))) is found


def test_a_title_issued_before_is_not_corrected_by_the_one_after_it() -> None:
    assert relations(entry(1, "A thing", 2), entry(2, "A thing (2)", 1)) == {}


def test_a_row_of_numbers_leads_to_the_last() -> None:
    row = entry(1, "A thing"), entry(2, "A thing (2)", 1), entry(3, "A thing (3)", 2)
    assert superseded(row) == {"P1": "P3", "P2": "P3"}
    assert {relation for _, relation in relations(*row).values()} == {Relation.CONTINUED}


def test_corrections_of_corrections_lead_to_the_last() -> None:
    row = entry(1, "A thing"), entry(2, "A thing (Correction)", 1), entry(3, "A thing (Correction)", 2)
    assert relations(*row) == {"P1": ("P3", Relation.CORRECTED), "P2": ("P3", Relation.CORRECTED)}


def test_a_number_follows_the_newest_of_that_name() -> None:
    days = entry(1, "Rain"), entry(2, "Rain (2)", 1), entry(3, "Rain", 24), entry(4, "Rain (2)", 25)
    assert superseded(days) == {"P1": "P2", "P3": "P4"}


def test_that_a_release_was_corrected_says_more_than_that_it_was_continued() -> None:
    row = (
        entry(1, "A thing"),
        entry(2, "A thing (2)", 1),
        entry(3, "Correction: A thing", 2),
        entry(4, "A thing (3)", 3),
    )
    assert relations(*row) == {
        "P1": ("P3", Relation.CORRECTED),
        "P2": ("P4", Relation.CONTINUED),
    }


def test_what_continues_a_corrected_release_leads_on_to_the_correction() -> None:
    row = entry(1, "A thing"), entry(2, "A thing (2)", 1), entry(3, "A thing (2) (Correction)", 2)
    assert relations(*row) == {"P1": ("P3", Relation.CONTINUED), "P2": ("P3", Relation.CORRECTED)}


def test_what_a_release_says_itself_counts_more_than_its_title() -> None:
    row = entry(1, "A thing"), entry(2, "Something"), entry(3, "A thing (2)", 1, supersedes="P2")
    assert relations(*row) == {"P2": ("P3", Relation.CORRECTED)}


def test_the_newest_of_two_that_name_the_same_release_counts() -> None:
    assert superseded([entry(3, "C", 2, "P1"), entry(1, "A"), entry(2, "B", 1, "P1")]) == {"P1": "P3"}


def test_an_unknown_id_is_reported() -> None:
    found = revisions([entry(1, "A", supersedes="gone")])
    assert (found.by_earlier, found.troubles) == ({}, (Trouble("unknown", ("P1", "gone")),))


def test_a_cycle_is_reported_and_its_links_are_left_out() -> None:
    found = revisions([entry(1, "A", 0, "P3"), entry(2, "B", 1, "P1"), entry(3, "C", 2, "P2"), entry(4, "C (2)", 3)])
    assert found.troubles == (Trouble("cycle", ("P1", "P2", "P3")),)
    assert {one: revision.later for one, revision in found.by_earlier.items()} == {"P3": "P4"}


def test_a_release_that_supersedes_itself_is_a_cycle_of_one() -> None:
    assert revisions([entry(1, "A", supersedes="P1")]).troubles == (Trouble("cycle", ("P1",)),)


def test_a_title_that_closes_a_circle_with_what_releases_say_is_reported() -> None:
    found = revisions([entry(1, "A", 0, "P2"), entry(2, "A (2)", 1)])
    assert found.troubles == (Trouble("cycle", ("P1", "P2")),)
    assert {one: revision.later for one, revision in found.by_earlier.items()} == {"P2": "P1"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "A (2)", "A (3)", "Correction: A", "B"]), st.integers(0, 50), st.integers(-9, 9)
        ),
        max_size=10,
    )
)
def test_every_release_leads_to_an_end_that_leads_nowhere_by_the_same_relation(
    rows: list[tuple[str, int, int]],
) -> None:
    entries = [entry(n, title, hours, f"P{tie}" if tie >= 0 else "") for n, (title, hours, tie) in enumerate(rows)]
    found = revisions(entries)
    assert revisions(reversed(entries)) == found
    for earlier, revision in found.by_earlier.items():
        assert earlier != revision.later
        beyond = found.by_earlier.get(revision.later)
        assert beyond is None or (revision.relation, beyond.relation) == (Relation.CORRECTED, Relation.CONTINUED)


@given(st.text(max_size=60))
def test_any_title_can_be_read(title: str) -> None:
    assert read_title(title).number >= 1


def test_fifty_thousand_releases_are_checked_in_seconds() -> None:
    entries = [entry(n, f"Thing {n // 5} (Correction)" if n % 5 else f"Thing {n // 5}", n / 100) for n in range(25_000)]
    entries += [entry(n, "Rain (Correction)", n / 100) for n in range(25_000, 50_000)]
    start = time.perf_counter()
    assert len(superseded(entries)) == 20_000 + 24_999
    assert time.perf_counter() - start < SECONDS
