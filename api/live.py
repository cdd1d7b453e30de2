"""Looks for a new index while the server runs: it takes the old one's place between two answers, none is lost."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from api.service import Service
from corpus.errors import CommuniqueError

log = logging.getLogger(__name__)


class Watch:
    """Calls `reload` every so many seconds in a thread of its own, and hands on the service that it gives.

    What cannot be loaded is a warning in the log, once for each reason, and the service that there is goes on.
    """

    def __init__(
        self, reload: Callable[[], Service | None], hand_on: Callable[[Service], None], seconds: float
    ) -> None:
        self._reload, self._hand_on, self._seconds = reload, hand_on, seconds
        self._ended = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._told = ""

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            try:
                service = self._reload()
            except CommuniqueError as error:
                if str(error) != self._told:
                    log.warning("the index that there is stays in use: %s", error)
                    self._told = str(error)
                continue
            if service is not None:
                self._told = ""
                self._hand_on(service)
