"""The figure of the mechanisms: their contributions to the team's advantage, and interactions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import GREY, VERMILION
from experiments.studies import style
from experiments.studies.phrases import fixed
from experiments.studies.style import PAGE, blank, draw_into, interval, name_rows, no_side

TITLES = {
    "culture": ("Practising in the hosts", "percentage points", 100),
    "bids": ("Joint bids", "bids begun per run", 1),
    "decisions": ("Decisions using research", "decisions per run", 1),
}


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    shares = pd.read_csv(folder / "mechanisms.csv")
    return draw_into(folder, {"mechanisms": lambda: mechanisms(shares)})


def mechanisms(shares: pd.DataFrame) -> Figure:
    """Above, contributions of the mechanisms to each outcome; below, interactions of pairs in practising."""
    figure = blank(PAGE, 6.2, left=1.1, top=0.35, bottom=0.4)
    grid = figure.add_gridspec(2, 1, height_ratios=(1, 1.05), hspace=0.42)
    panels = style.side_by_side(figure, grid[0], len(TITLES), 0.18)
    for axes, (outcome, (title, unit, scale)) in zip(panels, TITLES.items(), strict=True):
        rows = shares[(shares["outcome"] == outcome) & (shares["order"] == 1)]
        _shares(axes, rows, scale)
        axes.set_title(title)
        axes.set_xlabel(unit)
        names = list(rows["mechanism"])
        name_rows(axes, names if axes is panels[0] else [""] * len(names))
    outcome, (title, unit, scale) = next(iter(TITLES.items()))
    pairs = shares[(shares["outcome"] == outcome) & (shares["order"] == 2)]
    axes = figure.add_subplot(grid[1])
    _pairs(axes, pairs, names[:-1], scale)
    axes.set_title(f"Joint effect minus separate effects: {title.lower()}, {unit}")
    return figure


def _shares(axes: Axes, rows: pd.DataFrame, scale: int) -> None:
    for height, row in enumerate(rows.to_dict("records")):
        total = height == len(rows) - 1
        low, mean, high = (scale * row[name] for name in ("low", "mean", "high"))
        farthest = high
        if "sets_q05" in row and not np.isnan(row["sets_q05"]):
            ends = [scale * row["sets_q05"], scale * row["sets_q95"]]
            farthest = max(high, ends[1])
            axes.plot(ends, [height + 0.28] * 2, color=GREY, linewidth=1)
            axes.plot([scale * row["sets_q50"]], [height + 0.28], "|", color=GREY, markersize=6)
        interval(axes, height, low, mean, high, VERMILION if total else style.PURPLE)
        axes.annotate(
            fixed(mean, 1, "+"), (farthest, height), (5, 0), textcoords="offset points", va="center",
            fontsize=8,
        )  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    axes.axhline(len(rows) - 1.5, color="#bbbbbb", linewidth=0.8)
    axes.margins(x=0.25)
    no_side(axes)


def _pairs(axes: Axes, rows: pd.DataFrame, names: list[str], scale: int) -> None:
    grid = np.full((len(names), len(names)), np.nan)
    largest = float(scale * rows["mean"].abs().max()) or 1.0
    for row in rows.to_dict("records"):
        first, second = (names.index(name) for name in row["mechanism"].split(" + "))
        grid[second, first] = scale * row["mean"]
        clear = row["low"] > 0 or row["high"] < 0
        axes.text(
            first, second, fixed(scale * row["mean"], 1, "+"), ha="center", va="center", fontsize=8,
            color="black" if clear else "#999999",
        )  # fmt: skip
    axes.imshow(grid, cmap="RdBu_r", vmin=-1.6 * largest, vmax=1.6 * largest, aspect="auto")
    axes.set_xticks(range(len(names) - 1), names[:-1], fontsize=8)
    axes.set_yticks(range(1, len(names)), names[1:])
    axes.set(xlim=(-0.5, len(names) - 1.5), ylim=(len(names) - 0.5, 0.5))
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
