"""Draws the plots of a report as SVG to stand in its page; the same figures give the same drawing."""

import io
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from assistant.reliability import Bin, TradeOff

# In the page, this ink becomes the colour of the text, light or dark.
INK = "#010203"
BLUE, ORANGE = "#2f7fd6", "#c8641b"  # which stand out from white and from black
INCHES = (4.5, 4.2)
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
IDS = re.compile(r'(\bid="|href="#|url\(#)')


def trade_off_plot(curve: Sequence[TradeOff], refused: float, over_refused: float) -> str:
    """What every threshold would refuse, rightly and wrongly, and the point where the product stands."""
    with style():
        figure, axes = unit_square("answerable questions refused", "unanswerable questions refused")
        axes.plot([p.over_refused for p in curve], [p.refused for p in curve], color=BLUE, label="by threshold")
        axes.plot([over_refused], [refused], "o", color=ORANGE, markersize=9, label="the product")
        axes.legend(loc="lower right")
        return svg(figure, "trade-off")


def reliability_plot(bins: Sequence[Bin]) -> str:
    """The share of the questions that is answerable, against the confidence."""
    with style():
        figure, axes = unit_square("mean confidence", "share answerable")
        axes.plot([b.confidence for b in bins], [b.answerable for b in bins], "o-", color=BLUE, label="measured")
        axes.legend(loc="lower right")
        return svg(figure, "reliability")


def style() -> AbstractContextManager[None]:
    """The settings that a drawing is made under: text stays text, and ids do not change."""
    return mpl.rc_context(
        {
            "svg.hashsalt": "communique",
            "svg.fonttype": "none",
            "legend.frameon": False,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.edgecolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )


def unit_square(across: str, up: str) -> tuple[Figure, Axes]:
    """A plot of two shares, its diagonal dashed."""
    figure = Figure(figsize=INCHES, layout="tight")
    axes = figure.add_subplot()
    axes.set(xlabel=across, ylabel=up, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axes.spines[["top", "right"]].set_visible(False)
    axes.plot([0, 1], [0, 1], "--", color=INK, linewidth=0.8)
    return figure, axes


def svg(figure: Figure, name: str) -> str:
    """The drawing as an element of a page; `name` keeps its ids apart from those of other drawings."""
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata=NO_METADATA)
    drawing = written.getvalue()
    element = drawing[drawing.index("<svg") :].replace(INK, "currentColor")
    return IDS.sub(rf"\g<1>{name}-", element)
