"""Runs several processes that do the same work, and share read-only what was loaded before they were forked.

The parent only watches: it passes the end on, waits until all have finished, and replaces a worker that died. If it is
killed, each worker notices that a pipe is closed which only the parent held open, and ends.
"""

import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread, active_count
from types import FrameType
from typing import NoReturn

from corpus.errors import WorkersError

ENDING = (signal.SIGTERM, signal.SIGINT)
# One that lived for less is replaced only after a pause, both in seconds.
SHORT_LIFE, PAUSE = 5.0, 1.0
log = logging.getLogger(__name__)


class Workers:
    """Processes that each call `work` with their number, from 0; `told` is called when they are told to end."""

    def __init__(self, work: Callable[[int], None], count: int, told: Callable[[], None] = lambda: None) -> None:
        self._work, self._count, self._on_told = work, count, told
        self._running: dict[int, tuple[int, float]] = {}
        self._told: signal.Signals | None = None

    def run(self) -> signal.Signals:
        """Start all, and watch over them until SIGTERM or SIGINT; gives which of these it was.

        To be called in the main thread, while there is no other. Raises WorkersError.
        """
        if active_count() > 1:
            raise WorkersError(
                f"{active_count() - 1} threads run already, which a fork would leave behind; set workers to 1"
            )
        # What is there now stays: looking through it for garbage would copy the pages that are shared.
        gc.collect()
        gc.freeze()
        watched, held = os.pipe()
        handlers = {sign: signal.signal(sign, self._pass_on) for sign in ENDING}
        try:
            for number in range(self._count):
                self._start(number, watched, held)
            while self._running:
                pid, status = os.wait()
                if pid in self._running:  # the first process of a container is given the orphans of others too
                    self._replace(pid, os.waitstatus_to_exitcode(status), watched, held)
        finally:
            for sign, handler in handlers.items():
                signal.signal(sign, handler)
            os.close(held)
            os.close(watched)
        assert self._told is not None
        return self._told

    def _replace(self, pid: int, code: int, watched: int, held: int) -> None:
        """Start another worker in place of one that has ended, unless all are to end."""
        number, begun = self._running.pop(pid)
        if self._told is None:
            log.warning("worker %d (process %d) ended with %d; another takes its place", number, pid, code)
            if time.monotonic() - begun < SHORT_LIFE:
                time.sleep(PAUSE)
        self._start(number, watched, held)

    def _start(self, number: int, watched: int, held: int) -> None:
        """Fork a worker, unless all are to end. No signal comes between the fork and the note of it."""
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            if self._told is not None:
                return
            pid = os.fork()
            if pid == 0:
                os.close(held)
                self._be(number, watched)
            self._running[pid] = number, time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def _pass_on(self, sign: int, _: FrameType | None) -> None:
        """Tell every worker to end; always by SIGTERM, as a terminal has sent them its SIGINT itself."""
        if self._told is None:
            self._told = signal.Signals(sign)
            self._on_told()
        for pid in self._running:
            with suppress(ProcessLookupError):  # it has ended, and this came before the note of it
                os.kill(pid, signal.SIGTERM)

    def _be(self, number: int, watched: int) -> NoReturn:
        """Work as a process of its own, which ends here."""
        code = 1
        try:
            for sign in ENDING:
                signal.signal(sign, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
            Thread(target=end_with_parent, args=(watched,), name="parent", daemon=True).start()
            self._work(number)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            log.exception("worker %d failed", number)
        finally:
            os._exit(code)


def end_with_parent(watched: int) -> None:
    """Wait until nobody holds the other end of a pipe, then end as if told to."""
    os.read(watched, 1)
    os.kill(os.getpid(), signal.SIGTERM)
