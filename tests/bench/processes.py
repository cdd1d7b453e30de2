"""Starts servers and ends them whatever happens; reads their processor time and memory from Linux's /proc."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
SAMPLED_EVERY = 0.5
ENDS_WITHIN = 15.0
# Places in /proc/PID/stat, counted after the name in brackets: the session, and the clock ticks of a process and of its
# children that have ended, in its own code and in the system's.
SESSION, TICKS = 3, slice(11, 15)


class BenchError(Exception):
    """A program that is measured did not do what it was started for."""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a session of its own, its words into a file; it and all that it started end with the block."""
    with log.open("wb") as words:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, and where it does not in time, or leaves some process behind, end its whole group."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(ENDS_WITHIN)
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: the last of the group is just ending
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def fields(stat: str) -> list[str]:
    """What /proc/PID/stat says after the name, which may hold blanks and brackets itself."""
    return stat[stat.rindex(")") + 2 :].split()


def stats(session: int) -> dict[int, list[str]]:
    """The processes of a session by their numbers; one that ends meanwhile is not among them."""
    found = {}
    for folder in PROC.iterdir() if PROC.is_dir() else ():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                found[int(folder.name)] = fields((folder / "stat").read_text(encoding="utf-8", errors="replace"))
    return {pid: values for pid, values in found.items() if int(values[SESSION]) == session}


def cpu_seconds(session: int) -> float | None:
    """The processor time that a session's processes have had, and their children that ended; None without /proc."""
    running = stats(session)
    if not running:
        return None
    ticks = sum(sum(map(int, values[TICKS])) for values in running.values())
    return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes at most: of all processes together, shared pages counted once, and of the largest one by itself."""

    together: float
    largest: float
    processes: int


class Watch:
    """Samples a session's memory until stopped, the share of each process in what they share (Pss) counted for it."""

    def __init__(self, session: int) -> None:
        self._session, self._stopped = session, threading.Event()
        self._together, self._processes = 0.0, 0
        self._thread = threading.Thread(target=self._sample_on, daemon=True)
        self._thread.start()

    def _sample_on(self) -> None:
        while not self._stopped.wait(SAMPLED_EVERY):
            self._sample()

    def _sample(self) -> None:
        sizes = [megabytes(pid, "smaps_rollup", "Pss") for pid in stats(self._session)]
        self._together = max(self._together, sum(sizes))
        self._processes = max(self._processes, len(sizes))

    def stop(self) -> Memory | None:
        """The most that there was; None where it cannot be read. A single process's peak is the system's own figure."""
        self._stopped.set()
        self._thread.join()
        self._sample()
        largest = max((megabytes(pid, "status", "VmHWM") for pid in stats(self._session)), default=0.0)
        if not largest or not self._together:
            return None
        return Memory(largest if self._processes == 1 else self._together, largest, self._processes)


def megabytes(pid: int, file: str, field: str) -> float:
    """A figure of a process; 0 of one that has just ended."""
    try:
        return parse_kilobytes((PROC / str(pid) / file).read_text(encoding="ascii", errors="replace"), field) / 1024
    except OSError:
        return 0.0


def parse_kilobytes(text: str, field: str) -> int:
    """The kilobytes after a field's name; 0 if there is no such field."""
    lines = (line.split() for line in text.splitlines() if line.startswith(f"{field}:"))
    return next((int(words[1]) for words in lines), 0)
