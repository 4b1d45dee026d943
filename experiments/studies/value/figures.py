"""The figures of the value of information: the best choice by price, and what knowing more is worth."""

import math
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from experiments.config.arms import COLOURS, NAMES
from experiments.config.groups import group_of
from experiments.store.configured import Configured
from experiments.studies import style
from experiments.studies.phrases import lower, pounds
from experiments.studies.style import band, blank, draw_into, interval, name_rows, no_side
from experiments.studies.value import report
from experiments.studies.value.pays import options_of
from experiments.studies.value.tables import GROUP

PERFECT = "All settings, known exactly"
THOUSAND = 1e-3
APART = 0.07  # between the names of two lines, as a share of the panel
GROUPS = {
    "collective": style.PURPLE, "contact": style.MOSS, "culture": style.ROSE, "context": style.SAND,
    "design": style.LILAC,
}  # fmt: skip


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    choices, values, partial = style.tables(folder, "choice", "value", "partial")
    price = options_of(Configured(folder)).price
    figures = {
        "choice": lambda: choice(choices, values, partial, price),
        "information": lambda: information(partial, values, price),
    }
    return draw_into(folder, figures)


def choice(
    choices: pd.DataFrame, values: pd.DataFrame, partial: pd.DataFrame, price: float
) -> Figure:
    """By price: how often each arm is the best choice, and what it is worth to know more."""
    figure = blank(7.6, 5.55, left=0.85, top=0.35, bottom=0.5, right=0.74, hspace=0.25)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.3, 1))
    above.set(title="Best choice", ylabel="% of parameter sets", ylim=(0, 100))
    below.set(title="Value of knowing the settings before choosing", ylabel="£1,000 per programme")
    for axes in (above, below):
        axes.axvspan(*report.PRACTICE, color="#f0f0f0", zorder=0)
        axes.axvline(price, color="black", linewidth=0.8, linestyle=":")
    lines = {str(arm): rows for arm, rows in choices.groupby("arm", sort=False)}
    for arm, rows in lines.items():
        above.plot(rows["price"], 100 * rows["best"], color=COLOURS[arm], linewidth=1.8)
    least, most = report.PRACTICE
    middle = math.sqrt(least * most)  # on the logarithmic scale
    what = "cost of one more\npractice in trials"
    above.text(middle, 50, what, ha="center", va="center", fontsize=8, color="#555555")
    _name_lines(above, {arm: float(rows["best"].iloc[-1]) for arm, rows in lines.items()})
    _information_by_price(below, values, partial)
    return figure


def _name_lines(axes: Axes, ends: dict[str, float]) -> None:
    """The names of the arms at the right ends of their lines, apart where they would overlap."""
    place = -1.0
    for arm, share in sorted(ends.items(), key=lambda one: one[1]):
        place = max(share, place + APART)
        axes.annotate(
            NAMES[arm], (1, place), (5, 0), xycoords="axes fraction", textcoords="offset points",
            va="center", color=COLOURS[arm], fontsize=8.5,
        )  # fmt: skip


def _information_by_price(axes: Axes, values: pd.DataFrame, partial: pd.DataFrame) -> None:
    """The worth of knowing everything, and of knowing each group that is clearly worth something."""
    band(axes, values, "price", "black", 0.15, scale=THOUSAND, label=PERFECT)
    groups = partial[partial["level"] == GROUP]
    for group, colour in GROUPS.items():
        rows = groups[groups["name"] == group]
        if (rows["low"] > 0).any():
            label = report.called(group)
            axes.plot(rows["price"], THOUSAND * rows["mean"], color=colour, label=label)
    axes.legend(loc="upper left", fontsize=8.5)
    prices = values["price"]
    axes.set(xscale="log", xlim=(prices.min(), prices.max()))
    axes.set_ylim(bottom=0)
    axes.set_xticks([one for one in prices if report.first_digits(one) in report.IN_TABLE])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: f"£{value:,.0f}")
    axes.tick_params(axis="x", labelsize=7.5)
    axes.set_xlabel("price per practising person")


def information(partial: pd.DataFrame, values: pd.DataFrame, price: float) -> Figure:
    """What it is worth to know everything, each group, and some settings: a panel for each price."""
    prices = report.prices_of_interest(partial, price)
    names, rows = report.shown(partial, prices), report.by_price(partial)
    rows |= {(one["price"], PERFECT): one for one in values.to_dict("records")}
    group = {name: name if name in GROUPS else group_of(name) for name in names}
    shows = [PERFECT, *sorted(names, key=lambda name: [*names, group[name]].index(group[name]))]
    figure = blank(8.6, 1.05 + 0.32 * len(shows), left=2.75, top=0.4, bottom=0.5)
    panels = figure.subplots(1, len(prices), sharex=True, sharey=True, squeeze=False)[0]
    for axes, of in zip(panels, prices, strict=True):
        for height, name in enumerate(shows):
            row = rows[of, name]
            low, mean, high = (THOUSAND * row[end] for end in ("low", "mean", "high"))
            colour = GROUPS.get(group.get(name, ""), "black")
            interval(axes, height, low, mean, high, colour, pounds(row["mean"]))
        axes.set(title=f"At {pounds(of)} per practising person", xlabel="£1,000 per programme")
        no_side(axes)
    most = max(1.0, *(rows[of, name]["high"] for of in prices for name in shows))
    panels[0].set_xlim(0, 1.25 * THOUSAND * most)
    name_rows(panels[0], [_label(name) for name in shows])
    return figure


def _label(name: str) -> str:
    """A row's name; a setting stands below its group."""
    if name == PERFECT:
        return name
    return report.called(name) if name in GROUPS else f"of this: {lower(report.called(name))}"
