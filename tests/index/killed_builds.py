"""Changes an index and is killed, or finds the disk full: run by the tests as a process of its own.

python -m tests.index.killed_builds slow ROOT                builds slowly, saying "encoding"; waits to be killed
python -m tests.index.killed_builds counting ROOT BATCHES    builds MANY, saying how many texts each batch has; is
                                                             killed by itself when it is asked for that many
python -m tests.index.killed_builds everywhere ROOT HOW N    copies ROOT again and again and changes each copy, killed
                                                             at the first touch of the disk, the Nth after it, ...
python -m tests.index.killed_builds moments ROOT TIMES SEED  changes ROOT again and again, killed at a random moment
python -m tests.index.killed_builds full ROOT HOW N          like `everywhere`, but the disk is full from then on
python -m tests.index.killed_builds adding ROOT LETTER       adds twenty releases, one after the other
python -m tests.index.killed_builds swapping ROOT            builds another index, and again the old one, twenty times

What happened is told in lines of JSON.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.model import Release
from corpus.outlines import Entry
from index.building import build, update
from index.encoder import Role, Vectors
from index.saved import load
from index.vectors import WINDOW
from tests.doubles import WEIGHTS, HashingEncoder, release_of
from tests.index.exports import written
from tests.index.faults import Faults, die, no_space

OLD = [release_of("Old", "Add flights.")]
NEW = [release_of("New", "Add ferries."), release_of("Newer", "Plant trees.", id="P2")]
BOTH = [*OLD, release_of("Kept", "Build schools. Train teachers.", id="P2")]
MANY = [release_of(f"Title {number}", "Text.", id=f"P{number:04}") for number in range(2 * WINDOW)]


def put(root: Path, releases: Sequence[Release], keeps: Callable[[Entry], bool] = lambda _: True) -> None:
    """Change an index, which carries an encoder then that is exported beside it."""
    folder = root.with_name("exported")
    exported = folder if folder.is_dir() else written(folder, WEIGHTS)
    update(root, releases, WEIGHTS, HashingEncoder(), keeps=keeps, exported=exported)


# How an index of BOTH may be changed, and the titles that it holds then.
HOWS: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "add": (lambda root: put(root, [release_of("New", "Add ferries.", id="P3")]), ["Old", "Kept", "New"]),
    "replace": (lambda root: put(root, [release_of("New", "Add ferries.")]), ["New", "Kept"]),
    "remove": (lambda root: put(root, [], keeps=lambda entry: entry.id != "P1"), ["Kept"]),
    "swap": (lambda root: put(root, NEW, keeps=lambda _: False), ["New", "Newer"]),
}


class SlowEncoder(HashingEncoder):
    """Says that it encodes, and takes its time."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The vectors of a hashing encoder, a minute later."""
        print("encoding", flush=True)
        time.sleep(60)
        return super().encode(texts, role)


class CountingEncoder(HashingEncoder):
    """Says how many texts it is given, and dies when it is asked for that many batches."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self.left = batches

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The vectors of a hashing encoder."""
        self.left -= 1
        if not self.left:
            die()
        tell(len(texts))
        return super().encode(texts, role)


def tell(value: object) -> None:
    """Tell something to whoever started this process."""
    print(json.dumps(value), flush=True)


def titles(root: Path) -> list[str]:
    """The titles that the current index holds, read from it whole."""
    return [outline.release.title for outline in load(root, WEIGHTS, HashingEncoder()).outlines]


def everywhere(root: Path, how: str, step: int) -> None:
    """One child a touch, until a child has nothing left to die of; says what the index of each holds."""
    for number in range(1, 1000, step):
        copy = root.with_name(f"{root.name}-{number}")
        shutil.copytree(root, copy)
        child = os.fork()
        if not child:
            Faults(copy, number, die).install()
            HOWS[how][0](copy)
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        tell(titles(copy))
        shutil.rmtree(copy)
        if not killed:
            return


def full(root: Path, how: str, step: int) -> None:
    """One child a touch, until a child finds space for all.

    Each says what it was told, what the index held, what it holds when there is space again, and how many folders
    there are then.
    """
    for number in range(1, 1000, step):
        copy = root.with_name(f"{root.name}-{number}")
        shutil.copytree(root, copy)
        child = os.fork()
        if not child:
            change_on_full_disk(copy, number, how)
            os._exit(0)
        os.waitpid(child, 0)
        if (copy / "enough").exists():
            return
        shutil.rmtree(copy)


def change_on_full_disk(root: Path, number: int, how: str) -> None:
    """Change an index on a disk that is full from some touch on, and again when it is not."""
    faults = Faults(root, number, no_space, growing=True).install()
    try:
        HOWS[how][0](root)
        told = ""
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
    faults.lift()
    held = titles(root)
    HOWS[how][0](root)
    tell([told, held, titles(root), sum(path.is_dir() for path in root.iterdir())])
    if not told:
        (root / "enough").touch()


def moments(root: Path, times: int, seed: int) -> None:
    """Change an index again and again in a child that is killed at a random moment.

    Says of each time how, what the index held before, would hold after, and holds, and whether the child was done.
    """
    chance = random.Random(seed)
    releases: dict[str, Release] = {release.id: release for release in BOTH}
    longest = 0.0
    for number in range(times):
        how, change, wanted = random_change(chance, releases, number)
        before = time.monotonic()
        done = changed_before_it_was_killed(root, change, chance.uniform(0, longest) if longest else 60)
        longest = longest or 1.5 * (time.monotonic() - before)
        held = {outline.release.id: outline.release for outline in load(root, WEIGHTS, HashingEncoder()).outlines}
        found = "new" if held == wanted else "old" if held == releases else "neither"
        tell([how, done, found, sum(path.is_dir() for path in root.iterdir())])
        releases = held


def random_change(
    chance: random.Random, releases: dict[str, Release], number: int
) -> tuple[str, Callable[[Path], object], dict[str, Release]]:
    """A change of an index of some releases: what it is called, how it is done, and the releases after it."""
    how = chance.choice(["add", "replace", "swap", *["remove"] * (len(releases) > 1)])
    one = chance.choice(sorted(releases))
    if how == "remove":
        rest = {key: release for key, release in releases.items() if key != one}
        return how, lambda root: update(root, [], WEIGHTS, HashingEncoder(), keeps=lambda e: e.id != one), rest
    new = release_of(f"Title {number}", f"Text {number}.", "Same text.", id=one if how == "replace" else f"N{number}")
    if how == "swap":
        return how, lambda root: build(root, [new, *NEW], WEIGHTS, HashingEncoder()), {r.id: r for r in (new, *NEW)}
    return how, lambda root: update(root, [new], WEIGHTS, HashingEncoder()), {**releases, new.id: new}


def changed_before_it_was_killed(root: Path, change: Callable[[Path], object], seconds: float) -> bool:
    """Change an index in a child that is killed after so many seconds; whether it was done by then."""
    done, tells = os.pipe()
    child = os.fork()
    if not child:
        change(root)
        os.write(tells, b"x")
        os._exit(0)
    os.close(tells)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = os.read(done, 1)
    os.close(done)
    return bool(acknowledged)


def adding(root: Path, letter: str) -> None:
    """Add twenty releases, one after the other."""
    for number in range(20):
        update(root, [release_of("Title", f"Text {number}.", id=f"{letter}{number}")], WEIGHTS, HashingEncoder())


def main(how: str, root: Path, *options: str) -> None:
    """Do what the command line says."""
    match how:
        case "slow":
            build(root, NEW, WEIGHTS, SlowEncoder())
        case "counting":
            build(root, MANY, WEIGHTS, CountingEncoder(int(options[0])))
        case "everywhere":
            everywhere(root, options[0], int(options[1]))
        case "moments":
            moments(root, int(options[0]), int(options[1]))
        case "full":
            full(root, options[0], int(options[1]))
        case "adding":
            adding(root, options[0])
        case "swapping":
            for releases in [NEW, BOTH] * 20:
                build(root, releases, WEIGHTS, HashingEncoder())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
