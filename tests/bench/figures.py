"""What is measured of each system, and the arithmetic of it: percentiles, rates, ratios."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from tests.bench.client import Outcome
from tests.bench.processes import BenchError, Memory


@dataclass(frozen=True, slots=True)
class Latency:
    """A load: milliseconds by the clock, answers a second, processor time for an answer, and of the client in all."""

    clients: int
    answers: int
    errors: dict[str, int]
    seconds: float
    p50: float
    p95: float
    p99: float
    a_second: float
    cpu_ms: float | None
    client_cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Building:
    """How long it took to index some releases, and into how many passages they were cut."""

    seconds: float
    passages: int
    releases: int

    @property
    def a_second(self) -> float:
        """Passages a second."""
        return self.passages / self.seconds


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares: of answerable questions answered rightly, of others refused, of answerable ones covered by five found."""

    answered: float
    refused: float
    in_five: float | None
    questions: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything of one system; times in seconds, each the median of several starts."""

    name: str
    ask: float
    ready: float
    first_answer: float
    building: Building
    loads: tuple[Latency, ...]
    repeated: Latency
    memory: Memory | None
    quality: Quality


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of both, and how many times better ours is than the baseline's; None where there is no figure."""

    name: str
    unit: str
    ours: float | None
    baseline: float | None
    less_is_better: bool = True

    @property
    def ratio(self) -> float | None:
        """Above 1 where ours is better; None where either is missing or 0."""
        if not self.ours or not self.baseline:
            return None
        return self.baseline / self.ours if self.less_is_better else self.ours / self.baseline


def percentile(ordered: Sequence[float], share: int) -> float:
    """What so many in a hundred do not exceed, by nearest rank. Raises ValueError of nothing."""
    if not ordered:
        raise ValueError("no percentile of nothing")
    return ordered[ceil(share * len(ordered) / 100) - 1]


def latency(outcome: Outcome, clients: int, cpu_seconds: float | None) -> Latency:
    """The figures of a load. Raises BenchError if nothing was answered."""
    ordered = sorted(outcome.milliseconds)
    if not ordered:
        raise BenchError(f"nothing was answered: {dict(outcome.errors)}")
    p50, p95, p99 = (percentile(ordered, share) for share in (50, 95, 99))
    return Latency(
        clients=clients,
        answers=len(ordered),
        errors=dict(outcome.errors),
        seconds=outcome.elapsed,
        p50=p50,
        p95=p95,
        p99=p99,
        a_second=len(ordered) / outcome.elapsed,
        cpu_ms=None if cpu_seconds is None else 1000 * cpu_seconds / len(ordered),
        client_cpu_seconds=outcome.cpu,
    )


def lines(ours: Measured, baseline: Measured) -> list[Line]:
    """Every figure of the comparison, in the order of the table."""
    return [
        Line("`ask`, from the start to the answer", "s", ours.ask, baseline.ask),
        Line("`serve`, from the start to ready", "s", ours.ready, baseline.ready),
        Line("`serve`, from the start to the first answer", "s", ours.first_answer, baseline.first_answer),
        *(line for one, other in zip(ours.loads, baseline.loads, strict=True) for line in of_load(one, other)),
        *again(ours.repeated, baseline.repeated),
        *of_memory(ours, baseline),
        Line("building, passages a second", "", ours.building.a_second, baseline.building.a_second, False),
        Line(f"building of {ours.building.releases} releases", "s", ours.building.seconds, baseline.building.seconds),
        Line("answerable questions answered rightly", "%", *quality(ours, baseline, "answered"), False),
        Line("unanswerable questions refused", "%", *quality(ours, baseline, "refused"), False),
    ]


def again(ours: Latency, baseline: Latency) -> list[Line]:
    """What caches give: the figures for a few questions put over and over."""
    return [
        Line("the same questions again: median", "ms", ours.p50, baseline.p50),
        Line("the same questions again: answers a second", "", ours.a_second, baseline.a_second, False),
    ]


def of_load(ours: Latency, baseline: Latency) -> list[Line]:
    """The figures of one load on both."""
    with_clients = f"{ours.clients} client{'s' * (ours.clients > 1)}"
    return [
        Line(f"{with_clients}: median", "ms", ours.p50, baseline.p50),
        Line(f"{with_clients}: 95th percentile", "ms", ours.p95, baseline.p95),
        Line(f"{with_clients}: 99th percentile", "ms", ours.p99, baseline.p99),
        Line(f"{with_clients}: answers a second", "", ours.a_second, baseline.a_second, False),
        Line(f"{with_clients}: processor time an answer", "ms", ours.cpu_ms, baseline.cpu_ms),
    ]


def of_memory(ours: Measured, baseline: Measured) -> list[Line]:
    """The most memory while serving; a process's own too where there are several."""
    one, other = ours.memory, baseline.memory
    if one is None or other is None:
        return []
    largest = Line("memory of the largest process, at most", "MB", one.largest, other.largest)
    return [
        Line("memory while serving, at most", "MB", one.together, other.together),
        *([largest] if max(one.processes, other.processes) > 1 else []),
    ]


def quality(ours: Measured, baseline: Measured, name: str) -> tuple[float, float]:
    """A share of both in percent."""
    one, other = (100 * float(getattr(each.quality, name)) for each in (ours, baseline))
    return one, other
