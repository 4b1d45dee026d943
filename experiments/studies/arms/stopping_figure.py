"""The figure of a stopping rule: the interval, the standard deviation and the power by runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.config.arms import BLUE, GREY, NAMES, VERMILION
from experiments.studies.style import blank, foot

if TYPE_CHECKING:
    from matplotlib.figure import Figure


SHARES = "practising"  # begins outcomes that are shares of people


def stopping(looks: pd.DataFrame, course: pd.DataFrame, said: Any) -> Figure:
    """Left: the difference with its interval; middle: its standard deviation; right: power at each check."""
    share = str(said.until.get("outcome", SHARES)).startswith(SHARES)
    factor, unit = (100, "percentage points") if share else (1, "")
    figure = blank(10.0, 3.6, left=0.8, top=0.5, bottom=0.95)
    figure.subplots_adjust(wspace=0.32)
    interval, spread, sure = figure.subplots(1, 3)
    interval.fill_between(
        course["n"],
        factor * course["low"],
        factor * course["high"],
        color=BLUE,
        alpha=0.25,
        linewidth=0,
    )
    interval.plot(course["n"], factor * course["mean"], color=BLUE)
    last, width = looks.iloc[-1], factor * said.until.width
    middle = factor * last["mean"]
    for side in (-1, 1):
        interval.axhline(middle + side * width, color=VERMILION, linewidth=1, linestyle="--")
    interval.set_ylim(middle - 6 * width, middle + 6 * width)
    interval.set(title="Difference with 95% interval", ylabel=unit)
    spread.plot(course["n"], factor * course["sd"], color=BLUE)
    spread.set_ylim(bottom=0)
    spread.set(title="Standard deviation of the difference", ylabel=unit)
    sure.plot(looks["n"], looks["power"], "o-", color=BLUE)
    sure.set(ylim=(0, 1.03), title="Power at each check")
    sure.yaxis.set_major_formatter(lambda share, place: f"{share:.0%}")
    for axes in (interval, spread, sure):
        axes.set_xlabel("paired runs")
        for n in looks["n"]:
            axes.axvline(n, color=GREY, linewidth=0.6, zorder=0)
    first, second = said.compare
    foot(
        figure,
        f"{NAMES[first]} minus {NAMES[second]}. Dashed: required width. Grey lines: checks of the interval. "
        f"Stopped after {int(last['n'])} runs: {last['reason']}.",
    )
    return figure
