"""Measures both systems by one plan, with the same questions in the same order."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from assistant.examples import FOLDER
from corpus.read import packaged_releases
from index.encoder import DEFAULT_MODEL, locate
from tests.bench.figures import Building, Latency, Measured
from tests.bench.measure import REPEATED_BY, Started, building, cold, load, quality, repeated, serving, warm_up
from tests.bench.processes import Watch
from tests.bench.questions import mixed, own_rows
from tests.bench.systems import Baseline, Communique, System, run

WARMING = 24
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: starts of the command and of the server, seconds of each load, releases to build from.

    Of the questions that say how often an answer is right, one in `every` is put.
    """

    asks: int = 5
    starts: int = 3
    seconds: float = 25.0
    repeated: float = 10.0
    clients: tuple[int, ...] = (1, 8, 64)
    releases: int = 40
    every: int = 1

    @property
    def steps(self) -> int:
        """So often a run tells what it does next."""
        return 1 + 2 * (self.asks + 1 + self.starts + len(self.clients) + 2)


QUICK = Plan(asks=1, starts=1, seconds=1.5, repeated=1.0, clients=(1, 8), releases=2, every=10)


@dataclass(frozen=True, slots=True)
class Questions:
    """What is put: to warm up, for each number of clients, and again and again. All are distinct but the last."""

    warming: Sequence[str]
    loads: Sequence[Sequence[str]]
    again: Sequence[str]


def compare(plan: Plan, workers: int | None, models: Path, logs: Path, tell: Tell) -> tuple[Measured, Measured]:
    """Communiqué's figures and the baseline's. Raises BenchError if either does not do what it should."""
    with tempfile.TemporaryDirectory(prefix="communique-bench-") as name:
        scratch = Path(name)
        tell("unpacking the model, indexing the packaged release")
        model = locate(DEFAULT_MODEL, models).folder
        systems = pair(scratch / "one", models, model, workers)
        for system in systems:
            run(system.build(packaged_releases()), system.environment())
        asked = [median(times) for times in zip(*(colds(systems, tell) for _ in range(plan.asks)), strict=True)]
        built = builds(pair(scratch / "many", models, model, workers), plan.releases, tell)
        questions = dealt(list(mixed()), len(plan.clients))
        ours, baseline = (
            served(system, ask, build, plan, questions, logs, tell)
            for system, ask, build in zip(systems, asked, built, strict=True)
        )
    return ours, baseline


def pair(folder: Path, models: Path, model: Path, workers: int | None) -> tuple[System, System]:
    """Both, with nothing indexed yet, the models unpacked."""
    home = folder / "home"
    home.mkdir(parents=True)
    (home / "models").symlink_to(models)
    return Communique(home, workers), Baseline(model, folder / "baseline")


def colds(systems: Sequence[System], tell: Tell) -> list[float]:
    """How long each takes from nothing to an answer, in turns so that what disturbs one disturbs the other."""
    times = []
    for system in systems:
        tell(f"{system.name}: from the start to an answer")
        times.append(cold(system))
    return times


def builds(systems: Sequence[System], count: int, tell: Tell) -> list[Building]:
    """How long each takes to index some of the invented releases, spread over all of them."""
    files = sorted((FOLDER / "releases").glob("*.txt"))
    some = files[:: len(files) // count][:count]
    times = []
    for system in systems:
        tell(f"{system.name}: indexing {count} releases")
        times.append(building(system, some))
    return times


def dealt(questions: Sequence[str], loads: int) -> Questions:
    """Deal the questions out: each load has its own, the packaged release's own come first, the last ones warm up."""
    room = (len(questions) - WARMING) // loads
    parts = [questions[place * room : (place + 1) * room] for place in range(loads)]
    return Questions(questions[-WARMING:], parts, questions)


def served(
    system: System, ask: float, built: Building, plan: Plan, questions: Questions, logs: Path, tell: Tell
) -> Measured:
    """Start a server several times, and put the last one under load."""
    log = logs / f"{type(system).__name__.lower()}.log"
    starts: list[Started] = []
    for _ in range(plan.starts - 1):
        tell(f"{system.name}: starting the server")
        with serving(system, log) as (_, start):
            starts.append(start)
    tell(f"{system.name}: starting the server")
    with serving(system, log) as (server, start):
        starts.append(start)
        warm_up(system, server, questions.warming)
        watch = Watch(server.session)
        loads: list[Latency] = []
        for clients, some in zip(plan.clients, questions.loads, strict=True):
            tell(f"{system.name}: {clients} at once")
            loads.append(load(system, server, some, clients, plan.seconds))
        tell(f"{system.name}: the same questions again")
        again = load(system, server, repeated(questions.again, plan.repeated), REPEATED_BY, plan.repeated)
        tell(f"{system.name}: how often it is right")
        right = quality(system, server, own_rows()[:: plan.every])
        memory = watch.stop()
    return Measured(
        name=system.name,
        ask=ask,
        ready=median(start.ready for start in starts),
        first_answer=median(start.answered for start in starts),
        building=built,
        loads=tuple(loads),
        repeated=again,
        memory=memory,
        quality=right,
    )
