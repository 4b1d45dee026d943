"""The figure of the mechanisms: their contributions to the team's advantage, and interactions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import GREY, VERMILION
from experiments.store.configured import Configured
from experiments.studies import style
from experiments.studies.mechanisms.report import LEAD
from experiments.studies.mechanisms.run import TOTAL
from experiments.studies.phrases import signed
from experiments.studies.style import PAGE, blank, draw_into, interval, name_rows, no_side

TITLES = {
    "culture": ("Practising in the hosts", "percentage points", 100),
    "bids": ("Joint bids", "bids begun per run", 1),
    "decisions": ("Decisions using research", "decisions per run", 1),
}

BESIDE = ("low", "mean", "high", "sets_q05", "sets_q50", "sets_q95")


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    shares = pd.read_csv(folder / "mechanisms.csv")
    return draw_into(folder, {"mechanisms": lambda: mechanisms(shares, Configured(folder).own)})


def mechanisms(shares: pd.DataFrame, own: str) -> Figure:
    """Above, contributions of the mechanisms to each outcome; below, interactions of pairs in practising.

    Args:
        shares: table of the study.
        own: its own settings in words.
    """
    prefix = "sets_" if "sets_mean" in shares else ""
    figure = blank(PAGE, 6.5, left=1.1, top=0.35, bottom=0.4)
    grid = figure.add_gridspec(2, 1, height_ratios=(1.15, 1.05), hspace=0.55)
    panels = style.side_by_side(figure, grid[0], len(TITLES), 0.18)
    for axes, (outcome, (title, unit, scale)) in zip(panels, TITLES.items(), strict=True):
        rows = shares[(shares["outcome"] == outcome) & (shares["order"] == 1)]
        _shares(axes, rows, scale, prefix)
        axes.set_title(title)
        axes.set_xlabel(unit)
        names = list(rows["mechanism"].replace(TOTAL, LEAD))
        name_rows(axes, names if axes is panels[0] else [""] * len(names))
    if prefix:
        _legend(panels[1], own)
    outcome, (title, unit, scale) = next(iter(TITLES.items()))
    pairs = shares[(shares["outcome"] == outcome) & (shares["order"] == 2)]
    axes = figure.add_subplot(grid[1])
    _pairs(axes, pairs, names[:-1], scale, prefix)
    axes.set_title(f"Joint effect minus separate effects: {title.lower()}, {unit}")
    return figure


def _shares(axes: Axes, rows: pd.DataFrame, scale: int, prefix: str) -> None:
    """The contributions to an outcome: over the sets, if there are any, and with the study's settings."""
    for height, row in enumerate(rows.to_dict("records")):
        low, mean, high = (scale * row[f"{prefix}{name}"] for name in ("low", "mean", "high"))
        farthest = high
        if prefix:
            farthest = max(
                high, _beside(axes, height, {name: scale * row[name] for name in BESIDE})
            )
        interval(axes, height, low, mean, high, style.PURPLE)
        axes.annotate(
            signed(mean), (farthest, height), (5, 0), textcoords="offset points", va="center",
            fontsize=8,
        )  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    axes.axhline(len(rows) - 1.5, color="#bbbbbb", linewidth=0.8)
    axes.margins(x=0.25)
    no_side(axes)


def _legend(axes: Axes, own: str) -> None:
    axes.plot([], [], color=style.PURPLE, linewidth=5, alpha=0.6, label="mean over the sets")
    axes.plot([], [], "|-", color=GREY, linewidth=1, label="median, 5 to 95% of the sets")
    axes.plot([], [], "D-", color=VERMILION, linewidth=1, markersize=3, label=own)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=3)


def _beside(axes: Axes, height: float, at: Mapping[str, float]) -> float:
    """Above a mean over the sets the study's own settings, below it the single sets; gives the largest."""
    axes.plot([at["low"], at["high"]], [height - 0.35] * 2, color=VERMILION, linewidth=1)
    axes.plot([at["mean"]], [height - 0.35], "D", color=VERMILION, markersize=3, zorder=4)
    axes.plot([at["sets_q05"], at["sets_q95"]], [height + 0.28] * 2, color=GREY, linewidth=1)
    axes.plot([at["sets_q50"]], [height + 0.28], "|", color=GREY, markersize=6)
    return max(at["high"], at["sets_q95"])


def _pairs(axes: Axes, rows: pd.DataFrame, names: list[str], scale: int, prefix: str) -> None:
    mean, low, high = (f"{prefix}{name}" for name in ("mean", "low", "high"))
    grid = np.full((len(names), len(names)), np.nan)
    largest = float(scale * rows[mean].abs().max()) or 1.0
    for row in rows.to_dict("records"):
        first, second = (names.index(name) for name in row["mechanism"].split(" + "))
        grid[second, first] = scale * row[mean]
        clear = row[low] > 0 or row[high] < 0
        axes.text(
            first, second, signed(scale * row[mean]), ha="center", va="center", fontsize=8,
            color="black" if clear else "#999999",
        )  # fmt: skip
    axes.imshow(grid, cmap="RdBu_r", vmin=-1.6 * largest, vmax=1.6 * largest, aspect="auto")
    axes.set_xticks(range(len(names) - 1), names[:-1], fontsize=8)
    axes.set_yticks(range(1, len(names)), names[1:])
    axes.set(xlim=(-0.5, len(names) - 1.5), ylim=(len(names) - 0.5, 0.5))
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
