"""Draws plots as SVG to stand in a page; the same figures give the same drawing."""

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from html import escape
from math import ceil
from unicodedata import east_asian_width

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from assistant.reliability import Bin, TradeOff

# In the page, this ink becomes the colour of the text, light or dark.
INK = "#010203"
BLUE, TEAL, ORANGE = "#2f7fd6", "#12917f", "#c8641b"  # which stand out from white and from black
INCHES = (4.5, 4.2)
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
WIDE, BAR_INCHES, DAY_TICKS, LABEL_COLUMNS = 7.0, 0.55, 7, 76
STYLE_ELEMENT = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
STYLE = re.compile(r'style="([^"]*)"')
ROUND = '<svg stroke-linejoin="round" stroke-linecap="butt"'
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


def days_plot(days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> str:
    """How many questions there were each day, stacked by what became of them: a name and a number for each day."""
    with style():
        figure = Figure(figsize=(WIDE, 3.0), layout="tight")
        axes = figure.add_subplot()
        places, below = range(len(days)), [0] * len(days)
        for (name, values), colour in zip(counts.items(), (BLUE, TEAL, ORANGE), strict=True):
            axes.bar(places, values, bottom=below, color=colour, label=name)
            below = [one + other for one, other in zip(below, values, strict=True)]
        # Counted from the last day, which is what one looks for.
        ticks = [*places][:: -ceil(len(days) / DAY_TICKS)]
        axes.set_xticks(ticks, [f"{days[place].day} {days[place]:%b}" for place in ticks])
        axes.set(xlabel="day", ylabel="questions", ylim=(0, max([*below, 1]) * 1.25))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(loc="upper left", ncols=len(counts))
        return without_styles(svg(figure, "days"))


def groups_plot(counts: Sequence[tuple[str, int]]) -> str:
    """How often each of some questions was asked, the first at the top, each written above its bar."""
    with style():
        figure = Figure(figsize=(WIDE, 0.8 + BAR_INCHES * len(counts)), layout="tight")
        axes = figure.add_subplot()
        places = range(len(counts))
        axes.barh(places, [count for _, count in counts], height=0.35, color=ORANGE)
        for place, (_, count) in enumerate(counts):
            axes.annotate(str(count), (count, place), (4, 0), textcoords="offset points", va="center")
            axes.annotate(marker(place), (0, place - 0.2), (0, 4), textcoords="offset points", va="bottom")
        axes.set(
            xlabel="times asked", ylim=(len(counts) - 0.5, -0.85), xlim=(0, max(count for _, count in counts) * 1.1)
        )
        axes.set_yticks([])
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        axes.spines[["top", "right", "left"]].set_visible(False)
        drawing = without_styles(svg(figure, "groups"))
    # The words are put in afterwards: the fonts that measure a drawing do not know every script, those of a page do.
    for place, (question, _) in enumerate(counts):
        drawing = drawing.replace(f">{marker(place)}<", f">{escape(clipped(question, LABEL_COLUMNS))}<")
    return drawing


def marker(place: int) -> str:
    """What stands for the words of a bar until they are put in."""
    return f"bar-{place}-words"


def clipped(text: str, columns: int) -> str:
    """The beginning of a text that fits into so many columns, of which a Chinese character takes two."""
    taken = 0
    for place, character in enumerate(text):
        taken += 2 if east_asian_width(character) in "WF" else 1
        if taken > columns:
            return f"{text[:place].rstrip()} …"
    return text


def without_styles(drawing: str) -> str:
    """The same drawing for a page that may hold no styles: attributes say the same, and fonts are the page's."""

    def attributes(found: re.Match[str]) -> str:
        pairs = [part.split(":", 1) for part in found[1].split(";") if part.strip()]
        told = ((name.strip(), "inherit" if name.strip() == "font-family" else value.strip()) for name, value in pairs)
        return " ".join(f'{name}="{value}"' for name, value in told)

    return STYLE.sub(attributes, STYLE_ELEMENT.sub("", drawing).replace("<svg", ROUND, 1))


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
