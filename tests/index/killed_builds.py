"""Builds over an old index and kills itself with SIGKILL: run by the tests as a process of its own.

python -m tests.index.killed_builds slow ROOT         builds slowly, saying "encoding"; waits to be killed
python -m tests.index.killed_builds everywhere ROOT   copies ROOT to ROOT-1, ROOT-2, ... and builds in each,
                                                      killed at the first, second, ... touch of the disk
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index.building import build
from index.encoder import Role, Vectors
from tests.doubles import WEIGHTS, HashingEncoder, release_of

OLD = [release_of("Old", "Add flights.")]
NEW = [release_of("New", "Add ferries."), release_of("Newer", "Plant trees.", id="P2")]
TOUCHES = ("open", "os.", "shutil.", "tempfile.")


class SlowEncoder(HashingEncoder):
    """Says that it encodes, and takes its time."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The vectors of a hashing encoder, a minute later."""
        print("encoding", flush=True)
        time.sleep(60)
        return super().encode(texts, role)


def build_and_die(root: Path, number: int) -> None:
    """Build the new index; die when a file or folder below `root` is touched for that time."""
    left = number

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event.startswith(TOUCHES) and any(str(root) in str(argument) for argument in arguments):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    build(root, NEW, WEIGHTS, HashingEncoder())


def die_everywhere(root: Path) -> None:
    """One child a moment, until a child has nothing left to die of; says how many there were."""
    for number in range(1, 1000):
        copy = root.with_name(f"{root.name}-{number}")
        shutil.copytree(root, copy)
        child = os.fork()
        if not child:
            build_and_die(copy, number)
            os._exit(0)
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            print(number, flush=True)
            return


if __name__ == "__main__":
    if sys.argv[1] == "slow":
        build(Path(sys.argv[2]), NEW, WEIGHTS, SlowEncoder())
    else:
        die_everywhere(Path(sys.argv[2]))
