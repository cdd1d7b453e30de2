"""The figures drawn: how many times better or worse each is, and how long answers take under load."""

import re
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from tests.bench.figures import Latency, Line, Measured, lines
from tests.bench.table import written

BLUE, ORANGE, GREY = "#2f7fd6", "#c8641b", "#7a7a7a"
INCHES = (12.0, 7.0)
DPI = 110
# Bands of one percentile beside the other, as a share of the room for one number of clients.
SHIFT = 0.16
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def draw(ours: Measured, baseline: Measured, target: Path) -> None:
    """Write the drawing, in the format that the file's name ends in."""
    with mpl.rc_context({"font.size": 9, "svg.hashsalt": "communique", "legend.frameon": False}):
        figure = Figure(figsize=INCHES, layout="constrained", facecolor="white")
        ratios, latencies = figure.subplots(1, 2, width_ratios=(3, 2))
        draw_ratios(ratios, [line for line in lines(ours, baseline) if line.ratio])
        draw_latencies(latencies, {ours.name: ours.loads, baseline.name: baseline.loads})
        figure.savefig(target, dpi=DPI)


def draw_ratios(axes: Axes, compared: Sequence[Line]) -> None:
    """A bar for each figure from 1 on a log scale: to the right where ours is better, to the left where worse."""
    ratios = [line.ratio or 1.0 for line in compared]
    places = range(len(compared))
    colours = [BLUE if ratio >= 1 else ORANGE for ratio in ratios]
    axes.barh(places, [ratio - 1 for ratio in ratios], left=1, height=0.62, color=colours)
    for place, line, ratio in zip(places, compared, ratios, strict=True):
        told = f"{written(ratio)}×  ({written(line.ours, line.unit)} : {written(line.baseline, line.unit)})"
        axes.annotate(told, (max(ratio, 1), place), (4, 0), textcoords="offset points", va="center", fontsize=7.5)
    least, most = min([*ratios, 1]), max([*ratios, 1])
    axes.set(xscale="log", xlim=(least / 1.3, most * max(4, (most / least) ** 0.7)), ylim=(len(compared) - 0.4, -0.6))
    axes.set_xticks([tick for tick in TICKS if least / 1.3 <= tick <= most * 1.2])
    plain_numbers(axes, "x")
    axes.set_yticks(places, [re.sub("`", "", line.name) for line in compared])
    axes.axvline(1, color="black", linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", which="minor", length=0)
    axes.set_title("times better than the baseline  (Communiqué : baseline)", fontsize=10, loc="left")


def draw_latencies(axes: Axes, loads: dict[str, Sequence[Latency]]) -> None:
    """Median, 95th and 99th percentile of each system by clients, on a log scale: one upright line each."""
    for (name, measured), colour, side in zip(loads.items(), (BLUE, GREY), (-SHIFT, SHIFT), strict=True):
        places = [place + side for place in range(len(measured))]
        axes.vlines(places, [load.p50 for load in measured], [load.p99 for load in measured], color=colour, linewidth=2)
        for share, marker in (("p50", "o"), ("p95", "_"), ("p99", "^")):
            values = [float(getattr(load, share)) for load in measured]
            label = f"{name}, {SHARES[share]}"
            axes.plot(places, values, marker, color=colour, markersize=9 if marker == "_" else 6, label=label)
        for place, load in zip(places, measured, strict=True):
            axes.annotate(
                written(load.p50), (place, load.p50), (6, -3), textcoords="offset points", fontsize=7.5, color=colour
            )
    clients = [load.clients for load in next(iter(loads.values()))]
    axes.set(yscale="log", xlim=(-0.5, len(clients) - 0.5), xlabel="clients at once", ylabel="milliseconds")
    axes.set_xticks(range(len(clients)), [str(number) for number in clients])
    plain_numbers(axes, "y")
    axes.grid(axis="y", linewidth=0.4, alpha=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("from question to answer", fontsize=10, loc="left")
    axes.legend(loc="upper left", fontsize=7.5)


SHARES = {"p50": "median", "p95": "95th percentile", "p99": "99th percentile"}


def plain_numbers(axes: Axes, which: str) -> None:
    """Write the numbers of a log scale out, and none between its ticks."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())
