"""A build that fails or is killed at any moment leaves the old index whole, and the next build cleans up."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.errors import EncoderError, IndexUnusable
from index.building import build
from index.encoder import Role, Vectors
from index.saved import current_folder
from index.vectors import WINDOW
from index.writing import ENCODING
from tests.doubles import WEIGHTS, HashingEncoder
from tests.index.killed_builds import BOTH, HOWS, MANY, NEW, OLD, titles
from tests.index.processes import lines, run


class FailingEncoder(HashingEncoder):
    """Fails when it is asked for that many batches."""

    def __init__(self, batch: int) -> None:
        super().__init__()
        self.left = batch

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The vectors of a hashing encoder, or EncoderError."""
        self.left -= 1
        if not self.left:
            raise EncoderError("the weights are gone")
        return super().encode(texts, role)


class ObstructingEncoder(HashingEncoder):
    """Puts a folder where the build will want to write a file."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self.place = place

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The vectors of a hashing encoder."""
        self.place.mkdir(exist_ok=True)
        return super().encode(texts, role)


class MeetingEncoder(HashingEncoder):
    """Keeps in one list which build encodes when."""

    def __init__(self, name: str, log: list[str]) -> None:
        super().__init__()
        self.name, self.log = name, log

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The vectors of a hashing encoder, slowly enough for another build to come between."""
        self.log.append(self.name)
        time.sleep(0.05)
        return super().encode(texts, role)


def folders(root: Path) -> list[Path]:
    """The folders below a root: one for each index, finished or not."""
    return [path for path in root.iterdir() if path.is_dir()]


@pytest.mark.parametrize("batch", [1, 2])
def test_an_encoder_that_fails_leaves_the_old_index(tmp_path: Path, batch: int) -> None:
    build(tmp_path, OLD, WEIGHTS, HashingEncoder())
    with pytest.raises(EncoderError, match="the weights are gone"):
        build(tmp_path, MANY, WEIGHTS, FailingEncoder(batch))
    assert titles(tmp_path) == ["Old"]


def test_a_first_build_that_fails_leaves_no_index(tmp_path: Path) -> None:
    with pytest.raises(EncoderError):
        build(tmp_path, NEW, WEIGHTS, FailingEncoder(1))
    with pytest.raises(IndexUnusable, match="there is no index"):
        titles(tmp_path)


def test_progress_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    def interrupt(stage: str, done: int, total: int) -> None:
        if stage == ENCODING and done == total:
            raise KeyboardInterrupt

    build(tmp_path, OLD, WEIGHTS, HashingEncoder())
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, NEW, WEIGHTS, HashingEncoder(), interrupt)
    assert titles(tmp_path) == ["Old"]


def test_a_pointer_that_cannot_be_written_leaves_the_old_index_and_can_be_mended(tmp_path: Path) -> None:
    build(tmp_path, OLD, WEIGHTS, HashingEncoder())
    with pytest.raises(
        IndexUnusable, match=f"the index in {tmp_path} cannot be written .*the one there, if any, stands"
    ):
        build(tmp_path, NEW, WEIGHTS, ObstructingEncoder(tmp_path / "current.new"))
    assert titles(tmp_path) == ["Old"]
    build(tmp_path, NEW, WEIGHTS, HashingEncoder())
    assert titles(tmp_path) == ["New", "Newer"]


@pytest.mark.parametrize(
    "name",
    ["outlines.jsonl", "catalogue.jsonl", "rows.npy", "vectors.f16", "digests.bin", "dimension", "manifest.json"],
)
def test_a_file_that_cannot_be_written_leaves_the_old_index(tmp_path: Path, name: str) -> None:
    build(tmp_path, OLD, WEIGHTS, HashingEncoder())
    (old,) = folders(tmp_path)

    def obstruct(*_: object) -> None:
        for folder in set(folders(tmp_path)) - {old}:
            if not (folder / name).exists():
                (folder / name).mkdir()

    with pytest.raises(IndexUnusable, match=r"cannot be written .*the one there, if any, stands"):
        build(tmp_path, NEW, WEIGHTS, HashingEncoder(), obstruct)
    assert titles(tmp_path) == ["Old"]


def test_what_failed_builds_left_is_cleaned_by_the_next(tmp_path: Path) -> None:
    build(tmp_path, OLD, WEIGHTS, HashingEncoder())
    (tmp_path / "unfinished-long-ago" / "lexical").mkdir(parents=True)
    (tmp_path / "finished-but-never-current").mkdir()
    with pytest.raises(EncoderError):
        build(tmp_path, NEW, WEIGHTS, FailingEncoder(1))
    build(tmp_path, NEW, WEIGHTS, HashingEncoder())
    assert folders(tmp_path) == [current_folder(tmp_path)]
    assert titles(tmp_path) == ["New", "Newer"]


def test_a_build_killed_while_it_encodes_leaves_the_old_index_and_no_lock(tmp_path: Path) -> None:
    build(tmp_path, OLD, WEIGHTS, HashingEncoder())
    with run("slow", tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "encoding\n"
        process.kill()
    assert len(folders(tmp_path)) == 2
    assert titles(tmp_path) == ["Old"]
    build(tmp_path, NEW, WEIGHTS, HashingEncoder())
    assert folders(tmp_path) == [current_folder(tmp_path)]


# Between two of the touches of the disk that are tried, so many are not.
STEPS = {"swap": 2, "add": 5, "replace": 5, "remove": 5}


@pytest.mark.slow
@pytest.mark.parametrize("how", HOWS)
def test_a_change_killed_at_any_touch_of_the_disk_leaves_the_old_index_or_the_new(tmp_path: Path, how: str) -> None:
    root = tmp_path / "root"
    build(root, BOTH, WEIGHTS, HashingEncoder())
    held = lines(run("everywhere", root, how, str(STEPS[how])))
    _, new = HOWS[how]
    first = held.index(new)
    assert first > 60 / STEPS[how]
    assert held[:first] == [["Old", "Kept"]] * first
    assert held[first:] == [new] * (len(held) - first)


@pytest.mark.slow
def test_an_index_changed_and_killed_at_a_hundred_random_moments_loses_nothing(tmp_path: Path) -> None:
    build(tmp_path, BOTH, WEIGHTS, HashingEncoder())
    told = lines(run("moments", tmp_path, "100", "2025"))
    assert len(told) == 100
    assert {how for how, _, _, _ in told} == set(HOWS)
    assert {found for _, _, found, _ in told} <= {"old", "new"}
    assert all(found == "new" for _, done, found, _ in told if done)
    # The current index, the one before it, and what was killed: never more, however often.
    assert max(folders for _, _, _, folders in told) <= 3
    assert sum(not done for _, done, _, _ in told) > 20


def test_what_a_killed_build_encoded_is_not_encoded_again(tmp_path: Path) -> None:
    # A window holds a title and the same text in turn.
    half = WINDOW // 2
    assert lines(run("counting", tmp_path, "3")) == [half + 1, half]
    encoder = HashingEncoder()
    build(tmp_path, MANY, WEIGHTS, encoder)
    assert encoder.texts == [f"Title {number}" for number in range(2 * half, len(MANY))]
    assert folders(tmp_path) == [current_folder(tmp_path)]
    assert len(titles(tmp_path)) == len(MANY)


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-4097], lambda data: data[:-4097] + bytes(4097), lambda data: bytes(len(data)), lambda _: b""],
)
@pytest.mark.parametrize("name", ["vectors.f16", "digests.bin"])
def test_what_a_crash_left_unwritten_is_encoded_again(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(EncoderError):
        build(tmp_path / "root", MANY, WEIGHTS, FailingEncoder(3))
    (left,) = folders(tmp_path / "root")
    assert {path.name for path in left.iterdir()} == {"vectors.f16", "digests.bin", "dimension"}
    (left / name).write_bytes(damage((left / name).read_bytes()))
    encoder = HashingEncoder()
    build(tmp_path / "root", MANY, WEIGHTS, encoder)
    assert len(encoder.texts) > len(MANY) - WINDOW
    build(tmp_path / "fresh", MANY, WEIGHTS, HashingEncoder())
    for file in ("vectors.f16", "digests.bin"):
        made, fresh = (current_folder(tmp_path / one) / file for one in ("root", "fresh"))
        assert made.read_bytes() == fresh.read_bytes()


def test_two_builds_at_once_take_turns(tmp_path: Path) -> None:
    log: list[str] = []
    threads = [
        threading.Thread(target=build, args=(tmp_path, MANY, WEIGHTS, MeetingEncoder(name, log))) for name in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Whoever comes second finds that all is there already.
    assert "".join(log) in ("aaaa", "bbbb")
    assert len(titles(tmp_path)) == len(MANY)
    assert folders(tmp_path) == [current_folder(tmp_path)]
