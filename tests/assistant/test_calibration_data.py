"""The questions that the reader is trained and calibrated on fit the releases that they are asked of."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from assistant import examples
from assistant.evaluate import Row, read_rows
from assistant.examples import FOLDER, FOREIGN_A_RELEASE, QUESTIONS, Part, foreign_rows, releases_of
from corpus.blocks import SEPARATOR
from corpus.model import Release
from corpus.read import READERS, packaged_releases, read_release

PARTS = {part: releases_of(part) for part in Part}
RELEASES = {release.id: release for releases in PARTS.values() for release in releases}
ROWS = read_rows(QUESTIONS)
SPLIT: dict[str, list[str]] = json.loads((FOLDER / "split.json").read_text(encoding="utf-8"))


def spaced(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


@pytest.mark.parametrize("release", RELEASES.values(), ids=lambda release: release.id)
def test_every_gold_fragment_stands_verbatim_in_one_line_of_its_release(release: Release) -> None:
    fragments = [(row.id, gold) for row in ROWS if row.release == release.id for gold in row.gold]
    lines = release.text.split(SEPARATOR)
    assert fragments
    assert [found for found in fragments if not any(spaced(found[1]) in line for line in lines)] == []


def test_what_an_answer_must_say_stands_in_its_gold_or_counts_it() -> None:
    for row in ROWS:
        gold = " ".join(row.gold).lower()
        for must in row.must:
            options = must.split("|")
            counts = row.type == "count" and str(len(row.gold)) in options
            assert counts or any(option.lower() in gold for option in options), (row.id, must)


def test_ids_are_unique_and_questions_are_asked_of_releases_that_exist() -> None:
    assert [row_id for row_id, count in Counter(row.id for row in ROWS).items() if count > 1] == []
    assert {row.release for row in ROWS} == set(RELEASES)


def test_no_release_is_asked_the_same_thing_twice() -> None:
    asked = Counter((row.release, row.question.lower(), row.history) for row in ROWS)
    assert [question for question, count in asked.items() if count > 1] == []


def test_each_release_has_the_name_of_its_file_and_no_two_are_alike() -> None:
    files = [path for path in (FOLDER / "releases").iterdir() if path.suffix in READERS]
    assert {path.stem for path in files} == set(RELEASES)
    assert {path.stem for path in (FOLDER / "releases").glob("*.json")} == set(RELEASES)
    assert len({release.digest for release in RELEASES.values()}) == len(files)


def test_what_is_to_be_refused_has_no_gold_and_all_else_has_some() -> None:
    assert [row.id for row in ROWS if (row.type == "unanswerable") is bool(row.gold)] == []
    assert [row.id for row in ROWS if (row.type == "partial") is not (row.status == "partial")] == []
    assert [row.id for row in ROWS if (row.type == "followup") is not bool(row.history)] == []


def test_the_split_names_parts_and_releases_that_exist_and_no_release_twice() -> None:
    named = [name for names in SPLIT.values() for name in names]
    assert set(SPLIT) < set(Part)
    assert set(named) < set(RELEASES)
    assert len(named) == len(set(named))


def test_each_release_is_in_one_part_and_those_not_named_train_the_cross_encoder() -> None:
    ids = {part: {release.id for release in releases} for part, releases in PARTS.items()}
    assert not [pair for pair in combinations(ids.values(), 2) if pair[0] & pair[1]]
    assert {part: set(names) for part, names in SPLIT.items()} == {
        part: ids[part] for part in (Part.JUDGE, Part.HELD_OUT)
    }
    assert ids[Part.READER] == set(RELEASES) - ids[Part.JUDGE] - ids[Part.HELD_OUT]


def test_the_releases_of_a_part_come_in_the_order_of_their_names() -> None:
    for releases in PARTS.values():
        assert [release.id for release in releases] == sorted(release.id for release in releases)


def test_a_release_that_the_split_does_not_name_trains_the_cross_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "releases").mkdir()
    for name in ("A", "B", "C"):
        beside = {"issuer": "X", "url": "https://example.test/", "issued": "2026-01-01T00:00:00+08:00"}
        (tmp_path / "releases" / f"{name}.txt").write_text(f"Title {name}\nText.", encoding="utf-8")
        (tmp_path / "releases" / f"{name}.json").write_text(json.dumps(beside), encoding="utf-8")
    (tmp_path / "split.json").write_text(json.dumps({"held_out": ["B"]}), encoding="utf-8")
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    assert [[release.id for release in releases_of(part)] for part in Part] == [["A", "C"], [], ["B"]]


def test_there_are_enough_releases_and_questions_to_learn_from() -> None:
    assert len(RELEASES) >= 60
    assert len(ROWS) >= 3000


@pytest.mark.parametrize("part", Part)
def test_each_part_has_english_and_both_chinese_scripts_and_every_type_of_question(part: Part) -> None:
    ids = {release.id for release in PARTS[part]}
    assert {release.language for release in PARTS[part]} == {"en", "zh-Hant", "zh-Hans"}
    types = Counter(row.type for row in ROWS if row.release in ids)
    assert types.keys() == {row.type for row in ROWS}
    assert types["unanswerable"] > 100


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
