"""Strikes a process when it touches what is below a folder for the nth time; only for processes of their own."""

import builtins
import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NoReturn

TOUCHES = ("open", "os.", "shutil.", "tempfile.")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def die() -> NoReturn:
    """End the process at once."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def no_space() -> NoReturn:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Faults:
    """Calls `strike` at each touch from the nth on; of those that need space alone, if they are `growing` ones.

    Touched are files and folders that are opened, made, renamed or removed, bytes that are written, half of which are
    when it strikes, and what is put on disk.
    """

    def __init__(self, root: Path, number: int, strike: Callable[[], NoReturn], growing: bool = False) -> None:
        self.root, self.left, self.strike, self.growing = str(root), number, strike, growing

    def install(self) -> "Faults":
        """Begin to count; there is no way back but `lift`."""
        sys.addaudithook(self._audit)
        self._open = io.open
        io.open = builtins.open = self.open  # type: ignore[assignment]
        os.fsync = self.fsync  # type: ignore[assignment]
        return self

    def lift(self) -> None:
        """Never strike again."""
        self.left = sys.maxsize

    def due(self) -> bool:
        """Count a touch; whether it is to be struck."""
        self.left -= 1
        return self.left <= 0

    def open(self, file: Any, mode: str = "r", *options: Any, **named: Any) -> IO[Any]:
        """Open a file, one that can be struck between two writes if it is written below the folder."""
        if "w" not in mode or not str(file).startswith(self.root):
            return self._open(file, mode, *options, **named)
        binary = io.BufferedWriter(Struck(str(file), "w", self))
        return binary if "b" in mode else io.TextIOWrapper(binary, encoding=named.get("encoding"))

    def fsync(self, _: int) -> None:
        """Put a file on disk; only a crash of the machine would tell whether it is done, so it is not."""
        if self.due():
            self.strike()

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not event.startswith(TOUCHES) or not any(str(one).startswith(self.root) for one in arguments):
            return
        grows = event == "os.mkdir" or (event == "open" and bool(arguments[2] & WRITES))
        if (grows or not self.growing) and self.due():
            self.strike()


class Struck(io.FileIO):
    """A file that writes half and is struck, when it is its turn."""

    def __init__(self, path: str, mode: str, faults: Faults) -> None:
        super().__init__(path, mode)
        self._faults = faults

    def write(self, data: Any) -> int:
        """Write bytes."""
        if self._faults.due():
            super().write(bytes(data)[: len(data) // 2])
            self._faults.strike()
        return super().write(data)
