"""What the endpoints work with: the assistant and the searcher, made at start-up and handed to each request."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.reader.judge import Reader
from corpus.errors import UnknownRelease
from corpus.model import Outline
from index.hits import Searcher


class Observer(Protocol):
    """Is told of every answer, however it was asked for."""

    def answered(self, answer: Answer, seconds: float) -> None:
        """Take note of an answer that took so long."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that answer requests."""

    assistant: Assistant
    searcher: Searcher
    reader: Reader
    observers: tuple[Observer, ...] = ()

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        release_ids: Collection[str] | None = None,
        language: str | None = None,
    ) -> Answer:
        """Answer as the assistant does, and tell the observers. Raises UnknownRelease."""
        begun = time.perf_counter()
        answer = self.assistant.answer(question, history, release_ids, language)
        for observer in self.observers:
            observer.answered(answer, time.perf_counter() - begun)
        return answer

    def outline(self, release_id: str) -> Outline:
        """A release by its id. Raises UnknownRelease."""
        for outline in self.searcher.outlines:
            if outline.release.id == release_id:
                return outline
        raise UnknownRelease(release_id)


def service_of(request: Request) -> Service:
    """The service of the application that a request came to."""
    service: Service = request.app.state.service
    return service


ServiceDependency = Annotated[Service, Depends(service_of)]
