"""A server with several workers over stand-ins, to be run as a program: `python -m tests.api.working FOLDER COUNT`.

It prints its port. `/pid` tells which process answers; a question with "slowly" in it takes a second.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from api.app import create_app
from api.cli import listen
from api.server import run_workers
from api.service import Service
from api.settings import Settings
from tests.api.services import PACKAGED, service_over


class Slow:
    """An assistant that takes its time when asked to."""

    def __init__(self, service: Service) -> None:
        self._assistant, self.relations = service.assistant, service.assistant.relations

    def answer(self, question: str, *others: Any) -> Any:
        time.sleep(1 if "slowly" in question else 0)
        return self._assistant.answer(question, *others)


def main(home: Path, count: int) -> None:
    """Serve until told to end."""
    settings = Settings(home=home, workers=count)
    service = service_over(PACKAGED, home / "index")
    slow: Any = Slow(service)
    app = create_app(lambda: replace(service, assistant=slow), settings)
    app.get("/pid")(os.getpid)
    listeners = listen("127.0.0.1", 0, count)
    print(listeners[0].getsockname()[1], flush=True)
    run_workers(app, settings, listeners)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
