"""The figure of convergence: intervals by number of replicates, and what common worlds save."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.studies.style import blank, draw_into, foot, interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOMENTS = {"end": "end of contracts", "followup": "follow-up"}


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    widths = pd.read_csv(folder / "widths.csv")
    savings = pd.read_csv(folder / "savings.csv")
    return draw_into(folder, {"convergence": functools.partial(convergence, widths, savings)})


def convergence(widths: pd.DataFrame, savings: pd.DataFrame) -> Figure:
    """Left and middle: the team's differences with their intervals; right: the saving by pair of arms."""
    figure = blank(12.0, 4.2, left=0.75, top=0.5, bottom=0.85)
    figure.subplots_adjust(wspace=0.22)
    *panels, space, saving = figure.subplots(1, 4, width_ratios=(1, 1, 0.62, 0.8))
    space.set_visible(False)  # room for the names at the right
    for axes, (moment, title) in zip(panels, MOMENTS.items(), strict=True):
        chosen = widths[(widths["moment"] == moment) & (widths["arm"] == "team")]
        for reference, course in chosen.groupby("reference", sort=False):
            colour = COLOURS[str(reference)]
            axes.fill_between(
                course["n"],
                100 * course["low"],
                100 * course["high"],
                color=colour,
                alpha=0.25,
                linewidth=0,
            )
            axes.plot(
                course["n"],
                100 * course["mean"],
                color=colour,
                linewidth=1.3,
                label=f"less {NAMES[str(reference)]}",
            )
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set(xscale="log", title=f"Team less …, {title}", xlabel="replicates")
        axes.set_xticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1000"])
        axes.minorticks_off()
        axes.set_xlim(chosen["n"].min(), chosen["n"].max())
    panels[0].set_ylabel("percentage points, with 95% interval")
    panels[0].legend(fontsize=7.5, frameon=False, loc="center right", bbox_to_anchor=(1.0, 0.55))
    _savings(saving, savings)
    foot(
        figure,
        "Right: variance of the difference in independent worlds over that in common worlds, with 95% "
        "bootstrap interval. 1: nothing is saved.",
    )
    return figure


def _savings(axes: Axes, savings: pd.DataFrame) -> None:
    shown = savings.to_dict("records")
    for height, row in enumerate(shown):
        interval(
            axes,
            height,
            row["saving_low"],
            row["saving"],
            row["saving_high"],
            COLOURS[row["arm"]],
            f"{row['saving']:.1f}",
        )
    axes.axvline(1, color=GREY, linewidth=0.8, zorder=0)
    names = [
        f"{NAMES[row['arm']]} less {NAMES[row['reference']]}, {MOMENTS[row['moment']].split()[0]}"
        for row in shown
    ]
    axes.set_yticks(range(len(shown)), names, fontsize=6.5)
    axes.set(ylim=(len(shown) - 0.4, -0.6), xlabel="times", title="What common worlds save")
    axes.set_xlim(left=0)
    axes.margins(x=0.15)
