"""The questions that the reader is calibrated on fit the releases that they are asked of."""

from collections import Counter

import pytest

from assistant.evaluate import Row, read_rows
from assistant.examples import FOLDER, FOREIGN_A_RELEASE, HELD_OUT, foreign_rows
from corpus.model import Release
from corpus.read import READERS, packaged_releases, read_release

RELEASES = {
    release.id: release
    for path in sorted((FOLDER / "releases").iterdir())
    if path.suffix in READERS
    for release in [read_release(path)]
}
ROWS = read_rows(FOLDER / "questions.jsonl")


def spaced(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


@pytest.mark.parametrize("release", RELEASES.values(), ids=lambda release: release.id)
def test_every_gold_fragment_stands_verbatim_in_its_release(release: Release) -> None:
    fragments = [(row.id, gold) for row in ROWS if row.release == release.id for gold in row.gold]
    assert fragments
    assert [found for found in fragments if spaced(found[1]) not in spaced(release.text)] == []


def test_what_an_answer_must_say_stands_in_its_release() -> None:
    for row in ROWS:
        text = spaced(RELEASES[str(row.release)].text).lower()
        assert all(any(option.lower() in text for option in must.split("|")) for must in row.must), row.id


def test_ids_are_unique_and_questions_are_asked_of_releases_that_exist() -> None:
    assert [row_id for row_id, count in Counter(row.id for row in ROWS).items() if count > 1] == []
    assert {row.release for row in ROWS} == set(RELEASES)


def test_what_is_to_be_refused_has_no_gold_and_all_else_has_some() -> None:
    assert [row.id for row in ROWS if (row.type == "unanswerable") is bool(row.gold)] == []
    assert [row.id for row in ROWS if (row.type == "partial") is not (row.status == "partial")] == []
    assert [row.id for row in ROWS if row.type == "followup" and not row.history] == []


def test_the_held_out_releases_exist_in_more_than_one_language_and_leave_enough_to_fit_on() -> None:
    assert set(HELD_OUT) < set(RELEASES)
    assert len({RELEASES[name].language for name in HELD_OUT}) > 1
    assert len(RELEASES) > 2 * len(HELD_OUT)


def test_no_release_that_ships_as_the_corpus_is_calibrated_on() -> None:
    shipped = [read_release(path) for path in packaged_releases()]
    assert not {release.id for release in shipped} & set(RELEASES)
    assert not {release.digest for release in shipped} & {release.digest for release in RELEASES.values()}


def foreign(release: Release) -> list[Row]:
    """The foreign questions of a release."""
    return foreign_rows(release, list(RELEASES.values()), ROWS)


def test_foreign_questions_come_from_other_releases_in_the_same_language_and_have_no_answer() -> None:
    release = RELEASES["SORREL-2026-021"]
    languages = {row.id: RELEASES[str(row.release)].language for row in ROWS if row.release != release.id}
    rows = foreign(release)
    assert len(rows) == len({row.id for row in rows}) == FOREIGN_A_RELEASE
    assert {languages[row.id] for row in rows} == {"en"}
    assert {(row.type, row.gold, row.release) for row in rows} == {("foreign", (), release.id)}


def test_the_same_foreign_questions_are_chosen_every_time_and_others_for_another_release() -> None:
    one, other = RELEASES["SORREL-2026-021"], RELEASES["QHEB-2026-021"]
    assert foreign(one) == foreign(one)
    assert {row.id for row in foreign(one)} != {row.id for row in foreign(other)}
