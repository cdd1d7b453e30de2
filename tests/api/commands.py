"""What runs a command of the command line in a test; the fixture `run` gives it."""

from collections.abc import Callable

# Runs one command; gives exit code, output, errors.
Run = Callable[..., tuple[int, str, str]]
