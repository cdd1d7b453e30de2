"""The two that are compared, each as the commands that run it: Communiqué, and the plain baseline."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.evaluate import Row, covers, fits
from corpus.read import read_release
from corpus.split import split
from tests.bench.processes import BenchError

PATIENCE = 600


class System(Protocol):
    """What is measured of either."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def path(self) -> str:
        """Where questions are put."""
        ...

    @property
    def ready(self) -> str | None:
        """Where to ask whether it is ready; None where only an answer tells."""
        ...

    def ask(self, question: str) -> list[str]:
        """The command that prints the answer to one question."""
        ...

    def serve(self, port: int) -> list[str]:
        """The command that serves."""
        ...

    def build(self, files: Sequence[Path]) -> list[str]:
        """The command that indexes some releases."""
        ...

    def environment(self) -> dict[str, str]:
        """What these commands are run under."""
        ...

    def body(self, row: Row) -> dict[str, Any]:
        """What is sent to ask a question."""
        ...

    def passages(self, files: Sequence[Path], printed: str) -> int:
        """Into how many pieces it cut some releases, building an index of them."""
        ...

    def right(self, row: Row, reply: Any) -> bool:
        """Whether a reply is as a row wants it."""
        ...


@dataclass(frozen=True, slots=True)
class Communique:
    """Communiqué as its commands run it, with the settings that it has by default but for the number of processes."""

    home: Path
    workers: int | None = None
    name: str = "Communiqué"
    path: str = "/v1/answers"
    ready: str | None = "/readyz"

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "api.cli", *words]

    def ask(self, question: str) -> list[str]:
        return self._command("ask", question)

    def serve(self, port: int) -> list[str]:
        several = () if self.workers is None else ("--workers", str(self.workers))
        return self._command("serve", "--port", str(port), *several)

    def build(self, files: Sequence[Path]) -> list[str]:
        return self._command("build", *map(str, files))

    def environment(self) -> dict[str, str]:
        return without_settings({"COMMUNIQUE_HOME": str(self.home)})

    def body(self, row: Row) -> dict[str, Any]:
        return {"question": row.question, "history": list(row.history)}

    def passages(self, files: Sequence[Path], printed: str) -> int:  # noqa: ARG002 (it counts releases)
        return sum(len(split(read_release(file)).passages) for file in files)

    def right(self, row: Row, reply: Any) -> bool:
        return fits(row, reply["status"], reply["text"])


@dataclass(frozen=True, slots=True)
class Baseline:
    """The plain baseline over a model's folder: right where its first paragraph, or first few, cover what is wanted."""

    model: Path
    index: Path
    name: str = "baseline"
    path: str = "/ask"
    ready: str | None = None

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "tests.bench.baseline", str(self.model), str(self.index), *words]

    def ask(self, question: str) -> list[str]:
        return self._command("ask", question)

    def serve(self, port: int) -> list[str]:
        return self._command("serve", str(port))

    def build(self, files: Sequence[Path]) -> list[str]:
        return self._command("build", *map(str, files))

    def environment(self) -> dict[str, str]:
        return without_settings({})

    def body(self, row: Row) -> dict[str, Any]:
        return {"question": row.question}

    def passages(self, files: Sequence[Path], printed: str) -> int:  # noqa: ARG002 (it says so itself)
        return int(printed)

    def right(self, row: Row, reply: Any) -> bool:
        return bool(row.gold) and self.covered(row, reply[:1])

    def covered(self, row: Row, reply: Any) -> bool:
        """Whether some paragraphs cover all that is wanted between them."""
        return all(any(covers(one["text"], gold) for one in reply) for gold in row.gold)


def without_settings(own: Mapping[str, str]) -> dict[str, str]:
    """The environment without anybody's settings of Communiqué; the models are on disk and looked up nowhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNIQUE_")}
    return {**kept, "HF_HUB_OFFLINE": "1", **own}


def run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run a command to its end; what it printed. Raises BenchError if it fails or takes too long."""
    told = " ".join(command[1:])[:120]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{told} was not done in {PATIENCE} s") from error
    if done.returncode:
        raise BenchError(f"{told} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout
