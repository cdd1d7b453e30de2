"""Times the stages of an answer: wraps what encodes, searches and reads, and keeps what each took with the answer.

A stage is timed as `with stage("generate"):`, in whichever thread the answer is made. Its own time leaves out the
stages inside it, so that the stages of an answer and what is left of it add up to the whole.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType

from assistant.reader.judge import Scorer
from assistant.reader.texts import Text
from corpus.outlines import Outlines
from index.encoder import Encoder, Role, Vectors
from index.hits import Hit, Near, Searcher

ENCODE, SEARCH, COMPARE, READ, GENERATE, COMPOSE = "encode", "search", "compare", "read", "generate", "compose"
Fact = str | int | float


@dataclass(slots=True)
class Stage:
    """One stage of an answer: when it began (nanoseconds of the epoch), seconds, those outside of stages inside it.

    `facts` are what is worth telling of it, under the names of OpenTelemetry; `error` is the class of what it raised.
    """

    name: str
    facts: dict[str, Fact]
    begun: int = 0
    seconds: float = 0.0
    own: float = 0.0
    error: str = ""
    inside: list["Stage"] = field(default_factory=list)


@dataclass(slots=True)
class Recording:
    """The stages of one answer, the answer itself the outermost."""

    answer: Stage

    @property
    def stages(self) -> Iterator[Stage]:
        """Every stage inside the answer, a stage before those inside it."""
        waiting = self.answer.inside[::-1]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += one.inside[::-1]

    @property
    def seconds(self) -> dict[str, float]:
        """The own time of each kind of stage that there was; `compose` is what is left of the answer."""
        totals: dict[str, float] = {}
        for one in self.stages:
            totals[one.name] = totals.get(one.name, 0.0) + one.own
        return {**totals, COMPOSE: self.answer.own}


# The stage that is open where this is read; each request has a context of its own, also in its thread.
_open: ContextVar[Stage | None] = ContextVar("open_stage", default=None)


class stage:  # noqa: N801 (reads as the statement that it is used in)
    """Times a stage of the answer that is being made; outside of an answer nothing is kept."""

    __slots__ = ("_around", "_clock", "_stage", "_token")

    def __init__(self, name: str, **facts: Fact) -> None:
        self._stage = Stage(name, dict(facts))

    def __enter__(self) -> Stage:
        """Begin; facts may be added to what is given."""
        self._around = _open.get()
        self._token = _open.set(self._stage)
        self._stage.begun = time.time_ns()
        self._clock = time.perf_counter()
        return self._stage

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """End, whatever happened."""
        one = self._stage
        one.seconds = time.perf_counter() - self._clock
        one.own += one.seconds
        one.error = kind.__name__ if kind else ""
        _open.reset(self._token)
        if self._around is not None:
            self._around.own -= one.seconds
            self._around.inside.append(one)


@contextmanager
def recording() -> Iterator[Recording]:
    """Keep the stages of an answer that is made within."""
    outer = _open.set(None)
    try:
        with stage("answer") as answer:
            yield Recording(answer)
    finally:
        _open.reset(outer)


class TimedEncoder:
    """An encoder whose calls are stages."""

    def __init__(self, encoder: Encoder, model: str) -> None:
        self._encoder, self._model = encoder, model

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text, as the encoder gives it."""
        with stage(ENCODE) as one:
            vectors = self._encoder.encode(texts, role)
            one.facts |= {
                "gen_ai.request.model": self._model,
                "gen_ai.embeddings.dimension.count": int(vectors.shape[1]),
            }
            return vectors


class TimedSearcher:
    """A searcher whose searches are stages."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    @property
    def outlines(self) -> Outlines:
        """Every release held, split, by id."""
        return self._searcher.outlines

    @property
    def digest(self) -> str:
        """Tells one state of what is searched from every other."""
        return self._searcher.digest

    def reads(self, language: str) -> bool:
        """Whether questions in a language are matched by their meaning."""
        return self._searcher.reads(language)

    def share(self, word: str) -> float:
        """The share of all passages that hold a word."""
        return self._searcher.share(word)

    def near(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Near]:
        """The releases nearest to a query, as the searcher gives them."""
        with stage(SEARCH) as one:
            one.facts |= {"gen_ai.data_source.id": self._searcher.digest, "gen_ai.retrieval.top_k": limit}
            return self._searcher.near(query, limit, release_ids)

    def search(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Hit]:
        """The passages nearest to a query, as the searcher gives them."""
        with stage(SEARCH) as one:
            hits = self._searcher.search(query, limit, release_ids)
            one.facts |= {
                "gen_ai.data_source.id": self._searcher.digest,
                "gen_ai.retrieval.top_k": limit,
                "communique.hits": len(hits),
            }
            return hits


class TimedScorer:
    """What scores statements, the cross-encoder or the bi-encoder, its scorings stages of that name."""

    def __init__(self, scorer: Scorer, name: str) -> None:
        self._scorer, self._name = scorer, name

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text, as the scorer gives it."""
        with stage(self._name) as one:
            one.facts["communique.statements"] = len(texts)
            return self._scorer.score(question, texts)
