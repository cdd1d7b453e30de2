"""Starts the processes that change an index and are killed, and reads what they tell."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]


def run(how: str, root: Path, *options: str) -> subprocess.Popen[str]:
    """A process that changes an index below a root; `tests/index/killed_builds.py` says how."""
    command = [sys.executable, "-m", "tests.index.killed_builds", how, str(root), *options]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def lines(process: subprocess.Popen[str]) -> list[Any]:
    """What a process tells until it ends."""
    output, _ = process.communicate(timeout=120)
    return [json.loads(line) for line in output.splitlines()]
