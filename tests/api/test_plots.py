"""Plots are SVG that a page can hold: the same every time, in its colours, with nothing from elsewhere."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from api.plots import INK, clipped, days_plot, groups_plot, reliability_plot, trade_off_plot
from assistant.reliability import ABOVE_ALL, Bin, TradeOff

CURVE = (TradeOff(0.2, 0.0, 0.0), TradeOff(0.6, 0.5, 0.25), TradeOff(ABOVE_ALL, 1.0, 1.0))
BINS = (Bin(2, 0.1, 0.0), Bin(2, 0.5, 0.5), Bin(3, 0.9, 1.0))
NAMESPACE = "{http://www.w3.org/2000/svg}"


def trade_off(refused: float = 0.5, over_refused: float = 0.25) -> str:
    """The plot of a trade-off with the product at some point."""
    return trade_off_plot(CURVE, refused, over_refused)


PLOTS = {"trade-off": trade_off(), "reliability": reliability_plot(BINS)}


def test_the_same_figures_give_the_same_plot() -> None:
    assert trade_off() == PLOTS["trade-off"]
    assert reliability_plot(BINS) == PLOTS["reliability"]
    assert reliability_plot(BINS[:2]) != PLOTS["reliability"]


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_one_element_with_nothing_from_elsewhere_and_no_date(name: str) -> None:
    plot = PLOTS[name]
    assert ET.fromstring(plot).tag == f"{NAMESPACE}svg"
    assert set(re.findall(r'http[^"\s]*', plot)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<!DOCTYPE" not in plot
    assert "metadata" not in plot


@pytest.mark.parametrize("name", PLOTS)
def test_its_lines_and_words_take_the_colour_of_the_page(name: str) -> None:
    assert INK not in PLOTS[name]
    words = list(ET.fromstring(PLOTS[name]).iter(f"{NAMESPACE}text"))
    assert len(words) > 10
    assert all("fill: currentColor" in word.attrib["style"] for word in words)


def test_two_plots_on_a_page_share_no_id_and_refer_to_their_own() -> None:
    ids = {name: re.findall(r'\bid="([^"]+)"', plot) for name, plot in PLOTS.items()}
    assert all(len(found) == len(set(found)) for found in ids.values())
    assert not set(ids["trade-off"]) & set(ids["reliability"])
    for name, plot in PLOTS.items():
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', plot)) <= set(ids[name])


def test_the_axes_and_what_is_drawn_are_named() -> None:
    words = {element.text for element in ET.fromstring(PLOTS["trade-off"]).iter(f"{NAMESPACE}text")}
    assert {"answerable questions refused", "unanswerable questions refused", "by threshold", "the product"} <= words
    words = {element.text for element in ET.fromstring(PLOTS["reliability"]).iter(f"{NAMESPACE}text")}
    assert {"mean confidence", "share answerable", "measured"} <= words


def place_of_the_product(plot: str) -> tuple[float, float]:
    """Where the one mark in orange stands that is not the legend's: across and down."""
    across, down = re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)" style="fill: #c8641b', plot)[0]
    return float(across), float(down)


def test_the_product_stands_where_it_refuses() -> None:
    across, down = place_of_the_product(trade_off(0.5, 0.25))
    assert place_of_the_product(trade_off(0.5, 0.75))[0] > across
    assert place_of_the_product(trade_off(0.9, 0.25))[1] < down


DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(90)]
ASKED = {"answered": [number % 5 for number in range(90)], "partial": [1] * 90, "not stated": [2] * 90}
GROUPS = [("Who pays & <why>?", 7), ("誰來付這筆款項，什麼時候付？" * 5, 3), ("bar-1-words", 1)]
FOR_PAGES = {"days": days_plot(DAYS, ASKED), "groups": groups_plot(GROUPS)}


@pytest.mark.parametrize("name", FOR_PAGES)
def test_a_plot_for_a_page_with_a_policy_holds_no_styles_and_has_the_page_s_colour_and_font(name: str) -> None:
    plot = FOR_PAGES[name]
    assert "style" not in plot
    words = list(ET.fromstring(plot).iter(f"{NAMESPACE}text"))
    assert {(word.attrib["fill"], word.attrib["font-family"]) for word in words} == {("currentColor", "inherit")}


def test_a_day_s_bars_stand_on_each_other_and_the_last_day_is_named() -> None:
    words = [element.text for element in ET.fromstring(FOR_PAGES["days"]).iter(f"{NAMESPACE}text")]
    assert {"31 Mar", "18 Mar", "day", "questions", *ASKED} <= set(words)
    assert FOR_PAGES["days"] == days_plot(DAYS, ASKED)
    assert days_plot(DAYS[:7], {name: [0] * 7 for name in ASKED})  # nothing to draw draws axes


def test_the_words_of_each_bar_are_written_in_any_script_and_clipped() -> None:
    words = [element.text for element in ET.fromstring(FOR_PAGES["groups"]).iter(f"{NAMESPACE}text")]
    assert GROUPS[0][0] in words
    assert [word for word in words if word and word.startswith("誰") and word.endswith(" …") and len(word) == 40]
    assert clipped("short", 5) == "short"
    assert clipped("四個漢字", 6) == "四個漢 …"
