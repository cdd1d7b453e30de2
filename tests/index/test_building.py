"""An index is changed by what is added, replaced and removed; only what is new is encoded, and nothing else changes."""

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexUnusable
from corpus.model import BlockKind, Outline, Release
from corpus.outlines import Entry
from corpus.split import split
from index import manifest, writing
from index.building import Changes, build, update
from index.encoder import Vectors
from index.exported import ENCODER, read_card
from index.saved import current_folder, load, read_manifest
from index.search import SearchIndex
from index.vectors import SavedVectors
from tests.doubles import WEIGHTS, HashingEncoder, release_of
from tests.index.exports import written

AIR = release_of("Air", "Aviation", "----", "Add flights. Train pilots.", "Build runways.", id="P1")
SEA = release_of("海運", "增加渡輪班次。", id="P2", language="zh-Hant")
ROAD = release_of("Road", "Mend bridges.", "Build runways.", id="P3")
OTHER_AIR = release_of("Air", "Aviation", "----", "Add flights. Train pilots.", "Close runways.", id="P1")
NOTHING = Changes((), (), (), ())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where there is an index of two releases."""
    build(tmp_path, [AIR, SEA], WEIGHTS, HashingEncoder())
    return tmp_path


def changed(root: Path, *releases: Release, **options: object) -> tuple[Changes, list[str]]:
    """What changes when releases are put into an index, and which texts were encoded for that."""
    encoder = HashingEncoder()
    changes = update(root, releases, WEIGHTS, encoder, **options)  # type: ignore[arg-type]
    return changes, encoder.texts


def loaded(root: Path) -> SearchIndex:
    """The index, loaded."""
    return load(root, WEIGHTS, HashingEncoder())


def releases(root: Path) -> list[Release]:
    """The releases that an index holds."""
    return [outline.release for outline in loaded(root).outlines]


def test_what_is_added_is_encoded_and_what_is_there_is_not(root: Path) -> None:
    changes, encoded = changed(root, ROAD)
    assert changes == dataclasses.replace(NOTHING, added=("P3",))
    assert encoded == ["Road", "Mend bridges.", "Build runways."]
    assert releases(root) == [AIR, SEA, ROAD]


def test_a_first_update_makes_an_index(tmp_path: Path) -> None:
    assert changed(tmp_path / "new" / "place", SEA, AIR)[0].added == ("P1", "P2")
    assert releases(tmp_path / "new" / "place") == [AIR, SEA]


def test_of_a_release_that_differs_in_a_paragraph_that_one_is_encoded(root: Path) -> None:
    changes, encoded = changed(root, OTHER_AIR)
    assert changes == dataclasses.replace(NOTHING, replaced=("P1",))
    assert encoded == ["Aviation: Close runways."]
    assert releases(root) == [OTHER_AIR, SEA]


def test_what_is_known_of_a_release_may_change_without_its_text(root: Path) -> None:
    changes, encoded = changed(root, dataclasses.replace(AIR, url="https://example.test/other"))
    assert (changes.replaced, encoded) == (("P1",), [])
    assert loaded(root).outlines.of("P1").release.url == "https://example.test/other"


def test_whether_a_release_takes_the_place_of_another_is_asked(root: Path) -> None:
    asked: list[tuple[Entry, Release]] = []

    def refuse(entry: Entry, release: Release) -> bool:
        asked.append((entry, release))
        return False

    before = current_folder(root)
    changes, _ = changed(root, AIR, dataclasses.replace(SEA, title="Other"), replaces=refuse)
    assert changes == dataclasses.replace(NOTHING, unchanged=("P1",))
    assert [(entry.title, release.title) for entry, release in asked] == [("海運", "Other")]
    assert current_folder(root) == before


def test_what_is_refused_does_not_keep_others_out(root: Path) -> None:
    changes, _ = changed(root, OTHER_AIR, ROAD, replaces=lambda *_: False)
    assert changes == dataclasses.replace(NOTHING, added=("P3",))
    assert releases(root) == [AIR, SEA, ROAD]


@pytest.mark.parametrize("twice", [[ROAD, ROAD], [AIR, AIR], [OTHER_AIR, OTHER_AIR], [AIR, OTHER_AIR]])
@pytest.mark.parametrize("replaces", [True, False])
def test_two_releases_with_one_id_are_refused(root: Path, twice: list[Release], replaces: bool) -> None:
    with pytest.raises(IndexUnusable, match=f"not '{twice[0].id}' twice"):
        changed(root, *twice, replaces=lambda *_: replaces)
    assert releases(root) == [AIR, SEA]


def test_what_is_removed_is_gone_and_nothing_is_encoded(root: Path) -> None:
    changes, encoded = changed(root, keeps=lambda entry: entry.language == "en")
    assert changes == dataclasses.replace(NOTHING, removed=("P2",))
    assert encoded == []
    assert releases(root) == [AIR]
    assert not loaded(root).share("渡轮")


def test_what_comes_in_stays_though_it_would_be_removed(root: Path) -> None:
    changes, _ = changed(root, SEA, ROAD, keeps=lambda _: False)
    assert changes == Changes(added=("P3",), replaced=(), unchanged=("P2",), removed=("P1",))
    assert releases(root) == [SEA, ROAD]


def test_the_last_release_is_not_removed(root: Path) -> None:
    with pytest.raises(IndexUnusable, match="none would be left"):
        changed(root, keeps=lambda _: False)
    assert releases(root) == [AIR, SEA]
    assert {path.name for path in root.iterdir()} == {"current", "lock", current_folder(root).name}


def test_what_is_there_already_changes_nothing(root: Path) -> None:
    before = current_folder(root)
    assert changed(root, SEA, AIR) == (dataclasses.replace(NOTHING, unchanged=("P1", "P2")), [])
    assert changed(root) == (NOTHING, [])
    assert build(root, [SEA, AIR], WEIGHTS, HashingEncoder()) == read_manifest(root)
    assert current_folder(root) == before
    assert {path.name for path in root.iterdir()} == {"current", "lock", before.name}


def test_a_build_of_fewer_releases_removes_the_others_without_encoding(root: Path) -> None:
    encoder = HashingEncoder()
    build(root, [SEA], WEIGHTS, encoder)
    assert encoder.texts == []
    assert releases(root) == [SEA]


def test_vectors_that_are_known_elsewhere_are_not_encoded(root: Path, tmp_path: Path) -> None:
    build(tmp_path / "elsewhere", [ROAD], WEIGHTS, HashingEncoder())
    known = SavedVectors(current_folder(tmp_path / "elsewhere"))
    assert changed(root, ROAD, known=[known])[1] == []
    assert releases(root) == [AIR, SEA, ROAD]


@pytest.mark.parametrize("anew", [False, True])
def test_another_splitter_splits_what_is_there_again_and_encodes_what_is_new(
    root: Path, monkeypatch: pytest.MonkeyPatch, anew: bool
) -> None:
    def split_without_headings(release: Release) -> Outline:
        blocks = tuple(block for block in release.blocks if block.kind is not BlockKind.HEADING)
        return split(dataclasses.replace(release, blocks=blocks))

    for module in (manifest, writing):
        monkeypatch.setattr(module, "SPLITTER_VERSION", 99)
    monkeypatch.setattr(writing, "split", split_without_headings)
    with pytest.raises(IndexUnusable, match="its splitter_version is"):
        loaded(root)
    encoder = HashingEncoder()
    if anew:
        build(root, [AIR, SEA], WEIGHTS, encoder)
    else:
        assert update(root, [], WEIGHTS, encoder) == NOTHING
    assert encoder.texts == ["Add flights. Train pilots.", "Add flights.", "Train pilots.", "Build runways."]
    assert read_manifest(root).splitter_version == 99
    assert [outline.sections for outline in loaded(root).outlines] == [(), ()]


def test_another_model_encodes_all_again(root: Path) -> None:
    other = dataclasses.replace(WEIGHTS, digest="sha256:other")
    encoder = HashingEncoder()
    update(root, [], other, encoder)
    assert len(encoder.texts) == len(set(encoder.texts)) == read_manifest(root).counts.rows
    assert [outline.release for outline in load(root, other, encoder).outlines] == [AIR, SEA]


def test_a_model_of_another_name_is_the_same_model(root: Path) -> None:
    other = dataclasses.replace(WEIGHTS, name="another name")
    encoder = HashingEncoder()
    build(root, [AIR, SEA], other, encoder)
    assert encoder.texts == []
    assert [outline.release for outline in load(root, other, encoder).outlines] == [AIR, SEA]


def test_an_index_carries_the_encoder_that_is_exported_which_takes_no_disk(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert read_manifest(root).encoder is None
    folder = written(tmp_path_factory.mktemp("exported") / "encoder", WEIGHTS)
    # Nothing else is new.
    assert changed(root, exported=folder) == (NOTHING, [])
    assert read_manifest(root).encoder == read_card(folder)["digest"]
    before = current_folder(root)
    assert changed(root, exported=folder) == (NOTHING, [])
    assert current_folder(root) == before
    changed(root, ROAD, exported=folder)
    assert current_folder(root) != before
    for path in folder.iterdir():
        assert path.samefile(current_folder(root) / ENCODER / path.name)


def test_an_index_says_which_languages_its_encoder_reads(root: Path) -> None:
    english = dataclasses.replace(WEIGHTS, languages=frozenset({"en"}))
    with pytest.raises(IndexUnusable, match="its languages is None"):
        load(root, english, HashingEncoder())
    assert loaded(root).reads("zh-Hant")
    update(root, [], english, HashingEncoder())
    assert read_manifest(root).languages == frozenset({"en"})
    index = load(root, english, HashingEncoder())
    assert (index.reads("en"), index.reads("zh-Hant")) == (True, False)


def test_where_the_index_cannot_be_read_nothing_is_added(root: Path) -> None:
    (current_folder(root) / "rows.npy").unlink()
    with pytest.raises(IndexUnusable, match=r"lacks rows.npy; run `communique check --repair`"):
        changed(root, ROAD)


def vectors(root: Path) -> Vectors:
    """The vectors of an index."""
    return SavedVectors(current_folder(root)).vectors.astype("f4")


POOL = [
    release_of(f"Title {text}", "Heading", "----", f"Text {text}. Same.", *(["More."] * text), id=f"P{number}")
    for number in range(4)
    for text in range(3)
]
STEPS = st.lists(
    st.tuples(st.sets(st.sampled_from(range(len(POOL))), max_size=3), st.sets(st.sampled_from("0123"))),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12)
@given(steps=STEPS)
def test_an_index_is_the_same_however_its_releases_came(steps: list[tuple[set[int], set[str]]]) -> None:
    wanted: dict[str, Release] = {}
    with tempfile.TemporaryDirectory() as folder:
        root, fresh = Path(folder) / "changed", Path(folder) / "fresh"
        for numbers, removed in steps:
            added = {POOL[number].id: POOL[number] for number in sorted(numbers)}
            left = {key: one for key, one in wanted.items() if key[1] not in removed} | added
            if not left:
                continue
            changed(root, *added.values(), keeps=lambda entry, removed=removed: entry.id[1] not in removed)
            wanted = left
        if wanted:
            build(fresh, wanted.values(), WEIGHTS, HashingEncoder())
            assert_same(root, fresh)


def assert_same(one: Path, other: Path) -> None:
    """Two indexes are the same in all that they hold and find."""
    first, second = loaded(one), loaded(other)
    assert list(first.outlines) == list(second.outlines)
    assert list(first.outlines.entries) == list(second.outlines.entries)
    assert read_manifest(one) == read_manifest(other)
    assert (vectors(one) == vectors(other)).all()
    for query in ("Title 1", "Heading Text 2", "Same", "More"):
        assert first.search(query, 9) == second.search(query, 9)
