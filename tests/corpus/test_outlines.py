"""Outlines are ordered by id, found by id or place, and told of by entries that change with the release."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnknownRelease
from corpus.model import BlockKind, Outline, Release, Span
from corpus.outlines import Entry, HeldOutlines, Outlines, entry_of, fingerprint
from tests.doubles import outline_of, release_of

IDS = ("P1", "P2", "P3", "P4")
SHELF = {one: outline_of("Title", "Ferries", "---", "Add ferries. Train crews.", "Feed seals.", id=one) for one in IDS}
RELEASE = release_of("Title", "Boats sail.")


class Unread(Outlines):
    """Outlines of which only the entries may be asked for."""

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of the shelf."""
        return [entry_of(outline) for outline in SHELF.values()]

    def at(self, place: int) -> Outline:
        """Nothing may be read."""
        raise AssertionError(f"read at {place}")


@given(st.permutations(IDS))
def test_outlines_are_ordered_by_id_however_they_come(order: list[str]) -> None:
    held = HeldOutlines(SHELF[one] for one in order)
    assert [outline.release.id for outline in held] == list(IDS)
    assert [entry.id for entry in held.entries] == list(IDS)
    assert dict(held.places) == {"P1": 0, "P2": 1, "P3": 2, "P4": 3}


def test_an_outline_and_its_entry_are_found_by_id() -> None:
    held = HeldOutlines(SHELF.values())
    assert held.of("P3") is SHELF["P3"]
    assert held.entry("P3") == entry_of(SHELF["P3"])
    assert SHELF["P3"] in held


@pytest.mark.parametrize("release_id", ["P9", "", "p1"])
def test_an_unknown_id_is_an_error_that_names_it(release_id: str) -> None:
    held = HeldOutlines(SHELF.values())
    for find in (held.of, held.entry):
        with pytest.raises(UnknownRelease) as caught:
            find(release_id)
        assert caught.value.release_id == release_id


@given(st.slices(6))
def test_a_slice_is_that_of_the_list(part: slice) -> None:
    assert HeldOutlines(SHELF.values())[part] == list(SHELF.values())[part]


@given(st.integers(-6, 6))
def test_a_place_is_that_of_the_list(place: int) -> None:
    held, listed = HeldOutlines(SHELF.values()), list(SHELF.values())
    if -len(listed) <= place < len(listed):
        assert held[place] is listed[place]
    else:
        with pytest.raises(IndexError):
            held[place]


def test_no_outlines_have_no_entries() -> None:
    held = HeldOutlines([])
    assert (len(held), list(held), list(held.entries), dict(held.places)) == (0, [], [], {})


def test_what_entries_tell_is_told_without_reading_an_outline() -> None:
    unread = Unread()
    assert (len(unread), unread.places["P2"], unread.entry("P2").id) == (4, 1, "P2")
    with pytest.raises(UnknownRelease):
        unread.of("P9")


def test_an_entry_tells_all_of_a_release_but_its_text() -> None:
    outline = outline_of(
        "Title", "Ferries", "---", "Add ferries. Train crews.", editions="P1_tc P1_sc", supersedes="P0"
    )
    entry, release = entry_of(outline), outline.release
    for name in ("id", "title", "issuer", "issued", "language", "url", "digest", "editions", "supersedes"):
        assert getattr(entry, name) == getattr(release, name)
    assert (entry.editions, entry.supersedes) == (("P1_tc", "P1_sc"), "P0")
    assert (entry.sections, entry.passages, entry.statements) == (1, 2, 3)


@pytest.mark.parametrize(
    "changed",
    [
        replace(RELEASE, id="P2"),
        replace(RELEASE, title="Another"),
        replace(RELEASE, issuer="Another"),
        replace(RELEASE, issued=RELEASE.issued + timedelta(minutes=1)),
        replace(RELEASE, language="zh-Hant"),
        replace(RELEASE, url="https://example.test/other.htm"),
        replace(RELEASE, digest="sha256:other"),
        replace(RELEASE, editions=("P2",)),
        replace(RELEASE, supersedes="P0"),
        replace(RELEASE, blocks=RELEASE.blocks[:-1]),
        replace(RELEASE, blocks=(*RELEASE.blocks[:-1], replace(RELEASE.blocks[-1], kind=BlockKind.ITEM))),
        replace(RELEASE, blocks=(*RELEASE.blocks[:-1], replace(RELEASE.blocks[-1], span=Span(7, 12)))),
    ],
)  # fmt: skip
def test_a_fingerprint_changes_with_whatever_changes(changed: Release) -> None:
    assert fingerprint(changed) != fingerprint(RELEASE)
    assert fingerprint(replace(changed)) == fingerprint(changed)


def test_a_fingerprint_tells_one_edition_of_two_names_from_two() -> None:
    assert fingerprint(replace(RELEASE, editions=("P2", "P3"))) != fingerprint(replace(RELEASE, editions=("P2P3",)))
