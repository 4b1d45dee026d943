"""The figure of the mechanisms: their contributions to the team's advantage, and interactions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from omegaconf import OmegaConf

from experiments.config.arms import BLUE, GREY, VERMILION
from experiments.studies.style import blank, draw_into, foot, interval, name_rows, no_side

TITLES = {
    "culture": ("Practising in the hosts", "percentage points,\nend of contracts", 100),
    "bids": ("Joint bids", "bids begun per run", 1),
    "decisions": ("Decisions using research", "decisions per run", 1),
}


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    shares = pd.read_csv(folder / "mechanisms.csv")
    said = OmegaConf.load(folder / "config.yaml")
    return draw_into(folder, {"mechanisms": lambda: mechanisms(shares, said)})


def mechanisms(shares: pd.DataFrame, said: Any) -> Figure:
    """A column per outcome: contributions of the mechanisms above, interactions of pairs below."""
    figure = blank(10.5, 6.9, left=1.35, top=0.5, bottom=1.2)
    figure.subplots_adjust(hspace=0.45, wspace=0.3)
    grid = figure.subplots(2, len(TITLES), height_ratios=(1.15, 1))
    for column, (outcome, (title, unit, scale)) in enumerate(TITLES.items()):
        rows = shares[shares["outcome"] == outcome]
        names = list(rows.loc[rows["order"] == 1, "mechanism"])
        _shares(grid[0, column], rows[rows["order"] == 1], scale)
        grid[0, column].set_title(title)
        grid[0, column].set_xlabel(unit, fontsize=8)
        _pairs(grid[1, column], rows[rows["order"] == 2], names[:-1], scale)
        for axes in grid[:, column]:
            axes.set_yticklabels(axes.get_yticklabels() if column == 0 else [])
    foot(
        figure,
        "Above: Shapley values, which sum to the total. Bars: mean and 95% interval of "
        f"{said.replicates} paired runs. Thin lines: median and 5 to 95% of the parameter sets.\n"
        "Below: interaction of two mechanisms, positive (red) or negative (blue). Black numbers: the 95% "
        "interval excludes zero.",
    )
    return figure


def _shares(axes: Axes, rows: pd.DataFrame, scale: int) -> None:
    for height, row in enumerate(rows.to_dict("records")):
        total = height == len(rows) - 1
        low, mean, high = (scale * row[name] for name in ("low", "mean", "high"))
        if "sets_q05" in row and not np.isnan(row["sets_q05"]):
            ends = [scale * row["sets_q05"], scale * row["sets_q95"]]
            axes.plot(ends, [height + 0.28] * 2, color=GREY, linewidth=1)
            axes.plot([scale * row["sets_q50"]], [height + 0.28], "|", color=GREY, markersize=6)
        interval(axes, height, low, mean, high, VERMILION if total else BLUE, f"{mean:+.1f}")
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    axes.axhline(len(rows) - 1.5, color="#bbbbbb", linewidth=0.8)
    name_rows(axes, list(rows["mechanism"]))
    axes.margins(x=0.18)
    no_side(axes)


def _pairs(axes: Axes, rows: pd.DataFrame, names: list[str], scale: int) -> None:
    grid = np.full((len(names), len(names)), np.nan)
    largest = float(scale * rows["mean"].abs().max()) or 1.0
    for row in rows.to_dict("records"):
        first, second = (names.index(name) for name in row["mechanism"].split(" + "))
        grid[second, first] = scale * row["mean"]
        clear = row["low"] > 0 or row["high"] < 0
        axes.text(
            first, second, f"{scale * row['mean']:+.1f}", ha="center", va="center", fontsize=7,
            color="black" if clear else "#999999",
        )  # fmt: skip
    axes.imshow(grid, cmap="RdBu_r", vmin=-1.6 * largest, vmax=1.6 * largest, aspect="auto")
    axes.set_xticks(range(len(names) - 1), names[:-1], rotation=35, ha="right", fontsize=7.5)
    axes.set_yticks(range(1, len(names)), names[1:])
    axes.set(xlim=(-0.5, len(names) - 1.5), ylim=(len(names) - 0.5, 0.5))
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
