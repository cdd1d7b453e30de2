"""The figures as a table: on the terminal, and in Markdown to stand in the README."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from tests.bench.figures import Line, Measured, lines
from tests.bench.machine import Machine
from tests.bench.processes import BenchError

HEAD = ("what", "Communiqué", "baseline", "times better")
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


def written(value: float | None, unit: str = "") -> str:
    """A figure with three digits that count, and its unit."""
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 or unit == "%" else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{'' if unit in ('', '%') else ' '}{unit}"


def cells(line: Line) -> tuple[str, str, str, str]:
    """A row of the table."""
    return line.name, written(line.ours, line.unit), written(line.baseline, line.unit), written(line.ratio)


def on_terminal(ours: Measured, baseline: Measured) -> Table:
    """The table with ratios in colours: green where ours is better by a tenth or more, red where it is worse."""
    table = Table(title="Communiqué beside a plain baseline")
    for place, name in enumerate(HEAD):
        table.add_column(name, justify="right" if place else "left")
    for line in lines(ours, baseline):
        *others, ratio = cells(line)
        colour = "" if line.ratio is None or 0.9 < line.ratio < 1.1 else "green" if line.ratio > 1 else "red"
        table.add_row(*others, f"[{colour}]{ratio}[/]" if colour else ratio)
    return table


def notes(ours: Measured, baseline: Measured) -> list[str]:
    """What one has to know to read the figures, each a sentence or two."""
    loads = [*ours.loads, ours.repeated, *baseline.loads, baseline.repeated]
    busiest = max(load.client_cpu_seconds / load.seconds for load in loads)
    five = baseline.quality.in_five or 0
    processes = ours.memory.processes if ours.memory else None
    return [
        f"The first of the baseline's five paragraphs counts as its answer; the five together cover {five:.0%}."
        f" Quality is of {ours.quality.questions} questions.",
        f"Passages: {ours.building.passages:,} of Communiqué (which encodes each statement of those with several too),"
        f" {baseline.building.passages:,} paragraphs of the baseline, out of {ours.building.releases} releases.",
        f"{sum(load.answers for load in loads):,} answers; errors: {errors(ours)}; {errors(baseline)}."
        f" The client took {busiest:.0%} of a core at most.",
        *([f"Communiqué served with {processes} processes."] if processes and processes > 1 else []),
    ]


def errors(measured: Measured) -> str:
    """What was not answered, and how; the times are those of answers alone."""
    counts = Counter[str]()
    for load in (*measured.loads, measured.repeated):
        counts.update(load.errors)
    return f"{measured.name} {', '.join(f'{count} {kind}' for kind, count in sorted(counts.items())) or 'none'}"


def markdown(ours: Measured, baseline: Measured, machine: Machine, plot: str) -> str:
    """The table, what it was measured on, and a link to the plot if one is named."""
    rows: Sequence[tuple[str, ...]] = [HEAD, *map(cells, lines(ours, baseline))]
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    shown = [f"![The same figures drawn]({plot})", ""] if plot else []
    told = " ".join(notes(ours, baseline))
    return "\n".join([head, "|---|---|---|---|", *body, "", told, "", *shown, f"Measured on: {machine}.", ""])


def put_between_markers(readme: Path, text: str) -> None:
    """Replace what stands between the markers in a file. Raises BenchError if they are not there once, in order."""
    old = readme.read_text(encoding="utf-8")
    between = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if len(between.findall(old)) != 1:
        raise BenchError(
            f"{readme} has to have {BEGIN} and {END} once, one after the other; put them where the table is to be"
        )
    readme.write_text(between.sub(lambda _: f"{BEGIN}\n\n{text}\n{END}", old), encoding="utf-8")
