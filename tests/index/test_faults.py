"""A full disk, damaged files, several writers, readers meanwhile, a clock set back: no index is lost or half there."""

import errno
import os
import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.errors import IndexUnusable
from corpus.model import Release
from index.building import build, update
from index.exported import CARD, ENCODER, is_export_of
from index.saved import current_folder, load
from tests.doubles import WEIGHTS, HashingEncoder, release_of
from tests.index.exports import written
from tests.index.killed_builds import BOTH, HOWS, titles
from tests.index.processes import lines, run

STEPS = {"add": 2, "replace": 7, "remove": 7, "swap": 7}
LONG = [release_of(f"Title {number}", f"Text {number}. " * 20, id=f"L{number}") for number in range(100)]


def folders(root: Path) -> list[Path]:
    """The folders below a root: one for each index, finished or not."""
    return [path for path in root.iterdir() if path.is_dir()]


@pytest.mark.slow
@pytest.mark.parametrize("how", HOWS)
def test_a_disk_that_is_full_from_any_touch_on_is_told_and_leaves_the_old_index(tmp_path: Path, how: str) -> None:
    root = tmp_path / "root"
    build(root, BOTH, WEIGHTS, HashingEncoder())
    told = lines(run("full", root, how, str(STEPS[how])))
    _, new = HOWS[how]
    assert len(told) > 40 / STEPS[how]
    for error, _, _, _ in told[:-1]:
        assert error.startswith("IndexUnusable: the index in ")
        assert error.endswith("cannot be written ([Errno 28] No space left on device); the one there, if any, stands")
    assert told[-1] == ["", new, new, 1]
    held = [one for _, one, _, _ in told]
    first = held.index(new)
    assert held[:first] == [["Old", "Kept"]] * first
    # The last thing that is put on disk is the name of the new index; by then it is the current one.
    assert held[first:] == [new] * (len(held) - first)
    assert first >= len(held) - 2
    assert [[after, left] for _, _, after, left in told] == [[new, 1]] * len(told)


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """Give a function that lets no file grow beyond a size; afterwards all may again."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [100, 4_096, 20_000])
def test_a_file_that_may_not_grow_is_told_and_leaves_the_old_index(
    tmp_path: Path, small_files: Callable[[int], None], size: int
) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    small_files(size)
    with pytest.raises(IndexUnusable, match=os.strerror(errno.EFBIG)):
        update(tmp_path, LONG, WEIGHTS, HashingEncoder())
    small_files(1 << 40)
    assert titles(tmp_path) == ["Old", "Kept"]
    update(tmp_path, LONG, WEIGHTS, HashingEncoder())
    assert len(titles(tmp_path)) == len(BOTH) + len(LONG)
    assert folders(tmp_path) == [current_folder(tmp_path)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    tmp_path.chmod(0o500)
    with pytest.raises(IndexUnusable, match=r"cannot be written \(.*Permission denied"):
        update(tmp_path, LONG, WEIGHTS, HashingEncoder())
    tmp_path.chmod(0o700)
    assert titles(tmp_path) == ["Old", "Kept"]


def test_a_file_where_the_index_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "root").touch()
    with pytest.raises(IndexUnusable, match=rf"the index in {tmp_path / 'root'} cannot be written .*File exists"):
        build(tmp_path / "root", BOTH, WEIGHTS, HashingEncoder())


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[: len(data) // 2],
    "flipped": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 4]) + data[len(data) // 2 + 1 :],
    "zeroed": lambda data: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "emptied": lambda _: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_refused_and_made_anew(tmp_path: Path, damage: str) -> None:
    pristine = tmp_path / "pristine"
    encoder_folder = written(tmp_path / "exported", WEIGHTS)
    build(pristine, BOTH, WEIGHTS, HashingEncoder(), exported=encoder_folder)
    assert (current_folder(pristine) / ENCODER / CARD).is_file()
    for file in [path for path in current_folder(pristine).rglob("*") if path.is_file()]:
        if not file.stat().st_size:
            continue
        root = tmp_path / file.name
        shutil.copytree(pristine, root)
        damaged = root / file.relative_to(pristine)
        damaged.write_bytes(DAMAGES[damage](damaged.read_bytes()))
        for use in (titles, lambda root: update(root, LONG[:1], WEIGHTS, HashingEncoder(), exported=encoder_folder)):
            with pytest.raises(IndexUnusable, match=rf"{damaged.name}.*; run `communique check --repair`"):
                use(root)
        encoder = HashingEncoder()
        build(root, BOTH, WEIGHTS, encoder, exported=encoder_folder)
        # What is damaged is not believed to be what it was.
        assert "Old" in encoder.texts
        assert titles(root) == ["Old", "Kept"]
        assert is_export_of(WEIGHTS, current_folder(root) / ENCODER)
        assert folders(root) == [current_folder(root)]


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe", b"nowhere", b"\0\0\0\0"])
def test_a_damaged_pointer_is_refused_and_made_anew(tmp_path: Path, pointer: bytes) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    (tmp_path / "current").write_bytes(pointer)
    for use in (titles, lambda root: update(root, LONG[:1], WEIGHTS, HashingEncoder())):
        with pytest.raises(IndexUnusable, match=r"run `communique (build|check --repair)`"):
            use(tmp_path)
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    assert titles(tmp_path) == ["Old", "Kept"]
    assert folders(tmp_path) == [current_folder(tmp_path)]


@pytest.mark.slow
def test_what_two_writers_add_at_once_is_all_there(tmp_path: Path) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    writers = [run("adding", tmp_path, letter) for letter in "ab"]
    assert [(lines(writer), writer.returncode) for writer in writers] == [([], 0)] * 2
    added = {f"{letter}{number}" for letter in "ab" for number in range(20)}
    assert set(load(tmp_path, WEIGHTS, HashingEncoder()).outlines.places) == {"P1", "P2"} | added
    assert folders(tmp_path) == [current_folder(tmp_path)]


def test_builds_by_several_writers_at_once_each_give_their_own_manifest(tmp_path: Path) -> None:
    given: dict[int, int] = {}

    def make(number: int) -> None:
        given[number] = build(tmp_path, LONG[: number + 1], WEIGHTS, HashingEncoder()).counts.releases

    writers = [threading.Thread(target=make, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert given == {number: number + 1 for number in range(8)}


@pytest.mark.slow
def test_who_reads_while_another_writes_finds_the_old_index_or_the_new(tmp_path: Path) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    found: list[tuple[str, ...]] = []
    with run("swapping", tmp_path) as writer:
        while writer.poll() is None:
            index = load(tmp_path, WEIGHTS, HashingEncoder())
            held = tuple(outline.release.title for outline in index.outlines)
            assert {hit.passage.text for hit in index.search("Old New", 9)} >= set(held)
            found.append(held)
    assert writer.returncode == 0
    assert set(found) == {("Old", "Kept"), ("New", "Newer")}
    # Both came and went.
    assert sum(one != other for one, other in pairwise(found)) > 4


def test_an_index_that_was_loaded_answers_after_another_took_its_place(tmp_path: Path) -> None:
    build(tmp_path, LONG, WEIGHTS, HashingEncoder())
    index = load(tmp_path, WEIGHTS, HashingEncoder())
    hits = index.search("Text 77", 9)
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    assert not set(folders(tmp_path)) - {current_folder(tmp_path)}
    assert index.search("Text 77", 9) == hits
    assert [outline.release for outline in index.outlines] == sorted(LONG, key=lambda release: release.id)


def test_nothing_depends_on_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    clock = [2e9]

    def backwards() -> float:
        clock[0] -= 1e6
        return clock[0]

    monkeypatch.setattr(time, "time", backwards)
    monkeypatch.setattr(time, "time_ns", lambda: int(backwards() * 1e9))
    held: list[Release] = [*BOTH]
    for release in LONG[:4]:
        update(tmp_path, [release], WEIGHTS, HashingEncoder())
        held.append(release)
        for path in [tmp_path, *tmp_path.rglob("*")]:
            os.utime(path, (backwards(), backwards()))
        loaded = load(tmp_path, WEIGHTS, HashingEncoder())
        assert {outline.release.id for outline in loaded.outlines} == {one.id for one in held}
    assert folders(tmp_path) == [current_folder(tmp_path)]


def test_a_file_from_the_future_is_no_newer_index(tmp_path: Path) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    shutil.copytree(current_folder(tmp_path), tmp_path / "older")
    update(tmp_path, LONG[:1], WEIGHTS, HashingEncoder())
    shutil.copytree(current_folder(tmp_path), tmp_path / "zzz")
    os.utime(tmp_path / "zzz", (4e9, 4e9))
    os.utime(current_folder(tmp_path), (0, 0))
    assert titles(tmp_path) == ["Title 0", "Old", "Kept"]
