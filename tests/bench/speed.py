"""`python -m tests.bench.speed`, or `make bench`: Communiqué beside a plain baseline, measured in one run.

Writes speed.json, speed.md and speed.svg into a folder; `--readme` puts the table and the drawing into the README too.
"""

import json
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.bench.compare import QUICK, Plan, Tell, compare
from tests.bench.figures import Measured, lines
from tests.bench.machine import Machine, describe
from tests.bench.plot import draw
from tests.bench.processes import BenchError
from tests.bench.table import markdown, notes, on_terminal, put_between_markers

ROOT = Path(__file__).parents[2]
PLOT = "docs/speed.svg"
# Where others had so much of each core in the minute before, figures are not to be trusted.
BUSY = 0.3
# The bar is drawn seldom, as what draws it has a share of the machine.
DRAWN_A_SECOND = 2
out, err = Console(), Console(stderr=True)


def main(
    quick: Annotated[bool, typer.Option("--quick", help="Only see that it works; the figures mean little.")] = False,
    readme: Annotated[bool, typer.Option("--readme", help="Put the table and the drawing into the README.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="So many processes serve Communiqué.")] = None,
    seconds: Annotated[float | None, typer.Option(min=1, help="How long each load takes.")] = None,
    folder: Annotated[Path, typer.Option("--out", help="What is written goes here.")] = Path(".communique/bench"),
    models: Annotated[Path, typer.Option(help="The folder of unpacked models.")] = Path(".communique/models"),
) -> None:
    """Measure Communiqué and the baseline, print the figures side by side, and write them down."""
    # Told to end, it ends the servers first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    plan = QUICK if quick else Plan()
    plan = plan if seconds is None else replace(plan, seconds=seconds)
    folder.mkdir(parents=True, exist_ok=True)
    machine, begun = describe(), time.perf_counter()
    if machine.load > BUSY * machine.cores:
        err.print(f"Something else is at work (load {machine.load:g}); figures will be worse than they could be.")
    try:
        with progress(plan) as tell:
            ours, baseline = compare(plan, workers, models.resolve(), folder, tell)
        show(ours, baseline)
        write(folder, ours, baseline, machine, plan, time.perf_counter() - begun)
        if readme:
            shutil.copyfile(folder / "speed.svg", ROOT / PLOT)
            put_between_markers(ROOT / "README.md", markdown(ours, baseline, machine, PLOT))
    except BenchError as error:
        err.print(f"bench: {error}", markup=False)
        raise typer.Exit(1) from error
    err.print(f"The figures are in {folder / 'speed.json'}, drawn in {folder / 'speed.svg'}", markup=False)


@contextmanager
def progress(plan: Plan) -> Iterator[Tell]:
    """Show how many of the steps are done, and which is being done; a line for each where no terminal shows a bar."""
    columns = (BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=err, refresh_per_second=DRAWN_A_SECOND) as bar:
        task = bar.add_task("", total=plan.steps, completed=-1)

        def tell(step: str) -> None:
            bar.update(task, description=step, advance=1)
            if not err.is_terminal:
                err.print(step, markup=False, highlight=False)

        yield tell
        bar.update(task, description="done", advance=1)


def show(ours: Measured, baseline: Measured) -> None:
    """Print the figures side by side."""
    out.print(on_terminal(ours, baseline))
    for note in notes(ours, baseline):
        out.print(note, markup=False, highlight=False)


def write(folder: Path, ours: Measured, baseline: Measured, machine: Machine, plan: Plan, seconds: float) -> None:
    """Write the figures as JSON and Markdown, and the drawing."""
    figures: dict[str, Any] = {
        "machine": asdict(machine),
        "plan": asdict(plan),
        "seconds": round(seconds, 1),
        "communique": asdict(ours),
        "baseline": asdict(baseline),
        "ratios": {line.name: line.ratio for line in lines(ours, baseline) if line.ratio},
    }
    (folder / "speed.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "speed.md").write_text(markdown(ours, baseline, machine, "speed.svg"), encoding="utf-8")
    draw(ours, baseline, folder / "speed.svg")


if __name__ == "__main__":
    typer.run(main)
