"""Tells how far a training is."""

import time
from collections import deque

EVERY = 25


class Progress:
    """Prints how far a stage is, once every so many steps: a log shows it as a screen does."""

    def __init__(self, name: str) -> None:
        self._name, self._began = name, time.monotonic()
        self._losses: deque[float] = deque(maxlen=EVERY)

    def __call__(self, step: int, steps: int, loss: float) -> None:
        """Take note of a step."""
        self._losses.append(loss)
        if step % EVERY == 0 or step == steps:
            left = (time.monotonic() - self._began) / step * (steps - step) / 60
            mean = sum(self._losses) / len(self._losses)
            print(f"{self._name}: step {step} of {steps}, loss {mean:.3f}, {left:.0f} minutes left", flush=True)
