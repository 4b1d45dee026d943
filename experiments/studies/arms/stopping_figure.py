"""The figure of a stopping rule: how the interval narrowed, how stable the spread was, and the power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.config.arms import BLUE, GREY, NAMES, VERMILION
from experiments.studies.style import blank, foot

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def stopping(looks: pd.DataFrame, course: pd.DataFrame, said: Any) -> Figure:
    """Left: the difference with its interval; middle: its standard deviation; right: power at each look."""
    figure = blank(10.0, 3.6, left=0.8, top=0.5, bottom=0.95)
    figure.subplots_adjust(wspace=0.32)
    interval, spread, sure = figure.subplots(1, 3)
    interval.fill_between(
        course["n"], course["low"], course["high"], color=BLUE, alpha=0.25, linewidth=0
    )
    interval.plot(course["n"], course["mean"], color=BLUE)
    last = looks.iloc[-1]
    for side in (-1, 1):
        interval.axhline(
            last["mean"] + side * said.until.width, color=VERMILION, linewidth=1, linestyle="--"
        )
    interval.set_ylim(last["mean"] - 6 * said.until.width, last["mean"] + 6 * said.until.width)
    interval.set_title("Difference, 95% interval")
    spread.plot(course["n"], course["sd"], color=BLUE)
    spread.set_ylim(bottom=0)
    spread.set_title("Its standard deviation")
    sure.plot(looks["n"], looks["power"], "o-", color=BLUE)
    sure.set(ylim=(0, 1.03), title="Power at each look")
    for axes in (interval, spread, sure):
        axes.set_xlabel("paired runs")
        for n in looks["n"]:
            axes.axvline(n, color=GREY, linewidth=0.6, zorder=0)
    first, second = said.compare
    foot(
        figure,
        f"{NAMES[first]} less {NAMES[second]}. Dashed: the width that was asked for. Grey lines: looks. "
        f"Stopped after {int(last['n'])} runs, as {last['reason']}.",
    )
    return figure
