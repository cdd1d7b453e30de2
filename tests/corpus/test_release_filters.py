"""A filter says which releases count: by id, issuer, language and day of issue, all of them at once."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnknownRelease
from corpus.filters import EVERYTHING, Filter, make_filter
from corpus.outlines import HeldOutlines, entry_of
from tests.doubles import outline_of

SHELF = HeldOutlines(
    [
        outline_of("Title", "Boats sail.", id="P1", issuer="Harbour Office", issued="2025-04-24T00:30:00+08:00"),
        outline_of("Title", "Boats sail.", id="P2", issuer="School Office", issued="2025-04-24T23:30:00-05:00"),
        outline_of("標題", "船隻啟航。", id="P3", issuer="Harbour Office", issued="2025-05-01T12:00:00+08:00"),
        outline_of("标题", "船只启航。", id="P4", issuer="港务署", issued="2023-01-01T00:00:00+00:00"),
    ]
)  # fmt: skip
APRIL = date(2025, 4, 24)


def ids(asked: Filter) -> list[str]:
    """The releases of the shelf that count."""
    chosen = asked.chosen(SHELF)
    assert chosen is not None
    return sorted(chosen)


@pytest.mark.parametrize("nothing", [EVERYTHING, Filter(), make_filter(), make_filter(None, None, None, None, None)])
def test_what_asks_for_nothing_leaves_all(nothing: Filter) -> None:
    assert nothing.chosen(SHELF) is None
    assert all(nothing.allows(entry) for entry in SHELF.entries)


def test_by_ids_those_count_that_have_one_of_them() -> None:
    assert ids(make_filter(release_ids=["P3", "P1", "P3"])) == ["P1", "P3"]
    assert ids(make_filter(release_ids=SHELF.places)) == ["P1", "P2", "P3", "P4"]


def test_an_id_that_no_release_has_is_an_error_that_names_the_first_of_them() -> None:
    with pytest.raises(UnknownRelease) as caught:
        ids(make_filter(release_ids=["P9", "P1", "P8"], languages=["en"]))
    assert caught.value.release_id == "P8"


@pytest.mark.parametrize("issuer", ["Harbour Office", "harbour office", "HARBOUR OFFICE"])
def test_by_issuers_in_any_case(issuer: str) -> None:
    assert ids(make_filter(issuers=[issuer])) == ["P1", "P3"]
    assert ids(make_filter(issuers=[issuer, "港务署"])) == ["P1", "P3", "P4"]


@pytest.mark.parametrize("issuer", ["Harbour", "Office", "Harbour Office of the Island"])
def test_a_part_of_an_issuers_name_is_another_issuer(issuer: str) -> None:
    assert ids(make_filter(issuers=[issuer])) == []


def test_by_languages() -> None:
    assert ids(make_filter(languages=["en"])) == ["P1", "P2"]
    assert ids(make_filter(languages=["zh-Hant", "zh-Hans"])) == ["P3", "P4"]


def test_both_days_of_issue_are_included() -> None:
    assert ids(make_filter(since=APRIL, until=APRIL)) == ["P1", "P2"]
    assert ids(make_filter(since=APRIL + timedelta(1))) == ["P3"]
    assert ids(make_filter(until=APRIL - timedelta(1))) == ["P4"]
    assert ids(make_filter(since=date(2026, 1, 1))) == []


@given(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)), st.integers(-12, 14))
def test_a_day_is_that_of_the_releases_own_time_zone(moment: datetime, hours: int) -> None:
    issued = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    entry = entry_of(outline_of("Title", "Boats sail.", issued=issued.isoformat()))
    day = moment.date()
    assert make_filter(since=day, until=day).allows(entry)
    assert not make_filter(since=day + timedelta(1)).allows(entry)
    assert not make_filter(until=day - timedelta(1)).allows(entry)


def test_the_day_in_greenwich_does_not_count() -> None:
    assert SHELF.entry("P1").issued.astimezone(UTC).date() == APRIL - timedelta(1)
    assert ids(make_filter(release_ids=["P1"], since=APRIL)) == ["P1"]


@given(
    st.none() | st.sets(st.sampled_from(["P1", "P2", "P3"])),
    st.none() | st.sets(st.sampled_from(["HARBOUR office", "school office"])),
    st.none() | st.sets(st.sampled_from(["en", "zh-Hant"])),
    st.none() | st.dates(date(2025, 4, 20), date(2025, 5, 5)),
    st.none() | st.dates(date(2025, 4, 20), date(2025, 5, 5)),
)
def test_what_counts_fits_all_that_is_asked_for(
    release_ids: set[str] | None,
    issuers: set[str] | None,
    languages: set[str] | None,
    since: date | None,
    until: date | None,
) -> None:
    alone = [
        make_filter(release_ids=release_ids), make_filter(issuers=issuers), make_filter(languages=languages),
        make_filter(since=since), make_filter(until=until),
    ]  # fmt: skip
    expected = {entry.id for entry in SHELF.entries if all(one.allows(entry) for one in alone)}
    chosen = make_filter(release_ids, issuers, languages, since, until).chosen(SHELF)
    assert (set(SHELF.places) if chosen is None else chosen) == expected


@pytest.mark.parametrize("empty", [make_filter([]), make_filter(issuers=[]), make_filter(languages=[])])
def test_of_nothing_at_all_no_release_counts(empty: Filter) -> None:
    assert ids(empty) == []
