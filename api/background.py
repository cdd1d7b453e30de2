"""Writes what can wait in a thread of its own: no answer waits for a database, and an outage loses little."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Generic, TypeVar

from corpus.errors import RecordsUnavailable

Row = TypeVar("Row")
# So many rows wait at most, so many are written at once.
MOST, BATCH = 1000, 100
# So many seconds a row waits for others to be written with: each writing costs a millisecond of the answering cores.
GATHERED = 0.2
# Seconds between attempts, each pause twice the one before; and what the end of the process may take.
FIRST_PAUSE, LONGEST_PAUSE, AT_THE_END = 0.5, 30.0, 5.0
log = logging.getLogger(__name__)


class Background(Generic[Row]):
    """Questions that wait to be written, by one thread that starts with the first.

    `write` is called with the oldest, again and again while it raises RecordsUnavailable. If it fails for another
    reason they are dropped. Whatever is dropped is a warning in the log.
    """

    def __init__(self, write: Callable[[Sequence[Row]], None], most: int = MOST) -> None:
        self._write, self._most = write, most
        self._waiting: deque[Row] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closing = False

    def put(self, row: Row) -> None:
        """Have a row written soon, unless too many wait already."""
        with self._changed:
            if len(self._waiting) >= self._most:
                log.warning("a question was not kept: %d wait for the database already", self._most)
                return
            self._waiting.append(row)
            if self._thread is None:
                self._closing = False
                self._thread = Thread(target=self._run, name="records", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def close(self, seconds: float = AT_THE_END) -> None:
        """Write what still waits, if that takes no longer than so many seconds."""
        with self._changed:
            thread, self._thread, self._closing = self._thread, None, True
            self._changed.notify_all()
        if thread:
            thread.join(seconds)
        if self._waiting:
            log.warning("%d questions are lost if the process ends now", len(self._waiting))

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while rows := self._next():
            try:
                self._write(rows)
            except RecordsUnavailable as error:
                log.warning("questions wait to be kept: %s", error)
                with self._changed:
                    if self._closing:  # that was the last attempt
                        return
                    self._changed.wait_for(lambda: self._closing, pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            except Exception as error:  # what is wrong with these must not keep the next ones waiting
                log.warning("%d questions were not kept: %s", len(rows), error)
            pause = FIRST_PAUSE
            with self._changed:
                for _ in rows:
                    self._waiting.popleft()

    def _next(self) -> list[Row]:
        """The oldest that wait; none if there are none when the process ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            self._changed.wait_for(lambda: len(self._waiting) >= BATCH or self._closing, GATHERED)
            return [self._waiting[place] for place in range(min(BATCH, len(self._waiting)))]
