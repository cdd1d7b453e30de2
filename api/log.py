"""The log: one line of JSON for each answer. What was asked is not in it, unless that is switched on."""

import sys
from typing import TextIO

import structlog

from assistant.answer import Answer


class AnswerLog:
    """Writes a line for each answer."""

    def __init__(self, *, questions: bool, stream: TextIO | None = None) -> None:
        self._questions = questions
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream or sys.stderr),
            processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.JSONRenderer()],
        )

    def answered(self, answer: Answer, seconds: float) -> None:
        """Write a line."""
        asked = {"question": answer.question} if self._questions else {}
        self._log.info(
            "answer",
            id=answer.id,
            status=answer.status.value,
            mode=answer.mode.value,
            language=answer.language,
            confidence=answer.confidence,
            milliseconds=round(seconds * 1000, 1),
            **asked,
        )
