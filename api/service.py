"""What the endpoints work with: the assistant and the searcher, made at start-up and handed to each request."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from api.stages import Recording, recording
from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.reader.judge import Reader
from corpus.filters import EVERYTHING, Filter
from corpus.model import Outline
from index.encoder import Encoder
from index.hits import Searcher

if TYPE_CHECKING:
    from anyio import CapacityLimiter

Made = TypeVar("Made")


class Observer(Protocol):
    """Is told of every answer, however it was asked for."""

    def answered(self, answer: Answer, seconds: float) -> None:
        """Take note of an answer that took so long."""
        ...


class Watcher(Protocol):
    """Is told of the stages of every answer, and of those of one that could not be made."""

    def watched(self, question: str, stages: Recording, answer: Answer | None) -> None:
        """Take note of what it took to answer a question; the answer is none where there was an error."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that answer requests; the encoder tells which questions mean the same.

    `turns` says how many answers are made at once.
    """

    assistant: Assistant
    searcher: Searcher
    reader: Reader
    observers: tuple[Observer, ...] = ()
    watchers: tuple[Watcher, ...] = ()
    encoder: Encoder | None = None
    turns: "CapacityLimiter | None" = None

    async def in_turn(self, make: Callable[[], Made]) -> Made:
        """What `make` gives, called in a thread when it is its turn: whoever waits for that holds no thread."""
        from anyio import to_thread  # the command line asks without

        return await to_thread.run_sync(make, limiter=self.turns)

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        release_ids: Collection[str] | None = None,
        language: str | None = None,
        allowed: Filter = EVERYTHING,
    ) -> Answer:
        """Answer as the assistant does, and tell the observers and watchers. Raises UnknownRelease."""
        answer = None
        try:
            with recording() as stages:
                answer = self.assistant.answer(question, history, release_ids, language, allowed)
        finally:
            for watcher in self.watchers:
                watcher.watched(question, stages, answer)
        for observer in self.observers:
            observer.answered(answer, stages.answer.seconds)
        return answer

    def outline(self, release_id: str) -> Outline:
        """A release by its id. Raises UnknownRelease."""
        return self.searcher.outlines.of(release_id)
