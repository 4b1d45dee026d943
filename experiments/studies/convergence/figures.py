"""The figure of convergence: intervals by number of replicates, and the saving by pairing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.studies.style import band, blank, draw_into, foot, interval, name_rows

MOMENTS = {"end": "end of contracts", "followup": "follow-up"}
SHIFT = {"end": -0.22, "followup": 0.22}  # between the bars of a pair


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    widths = pd.read_csv(folder / "widths.csv")
    savings = pd.read_csv(folder / "savings.csv")
    return draw_into(folder, {"convergence": lambda: convergence(widths, savings)})


def convergence(widths: pd.DataFrame, savings: pd.DataFrame) -> Figure:
    """Left and middle: the team's differences with their intervals; right: the saving by pair of arms."""
    figure = blank(12.0, 4.8, left=0.75, top=0.4, bottom=0.85)
    figure.subplots_adjust(wspace=0.22)
    *panels, space, saving = figure.subplots(1, 4, width_ratios=(1, 1, 0.42, 0.8))
    space.set_visible(False)  # room for the names at the right
    for axes, (moment, title) in zip(panels, MOMENTS.items(), strict=True):
        chosen = widths[(widths["moment"] == moment) & (widths["arm"] == "team")]
        for reference, course in chosen.groupby("reference", sort=False):
            label = f"minus {NAMES[str(reference)]}"
            band(axes, course, "n", COLOURS[str(reference)], 0.25, 100, linewidth=1.3, label=label)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set(xscale="log", title=f"Team minus other arms, {title}", xlabel="Replicates")
        axes.set_xticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1,000"])
        axes.minorticks_off()
        axes.set_xlim(chosen["n"].min(), chosen["n"].max())
    panels[0].set_ylabel("Percentage points, with 95% interval")
    panels[0].legend(fontsize=7.5, frameon=False, loc="center right", bbox_to_anchor=(1.0, 0.55))
    _savings(saving, savings)
    foot(
        figure,
        "Right: variance of the difference in unpaired runs over that in paired runs, with 95% interval; "
        "1: no saving. Upper bar: end of contracts; lower bar: follow-up.",
    )
    return figure


def _savings(axes: Axes, savings: pd.DataFrame) -> None:
    """A row per pair of arms, with a bar for each moment."""
    pairs = list(dict.fromkeys(zip(savings["arm"], savings["reference"], strict=True)))
    for row in savings.to_dict("records"):
        height = pairs.index((row["arm"], row["reference"])) + SHIFT[row["moment"]]
        ends = (row["saving_low"], row["saving"], row["saving_high"])
        interval(axes, height, *ends, COLOURS[row["arm"]], f"{row['saving']:.1f}")
    axes.axvline(1, color=GREY, linewidth=0.8, zorder=0)
    names = [f"{NAMES[arm]}\nminus {NAMES[reference]}" for arm, reference in pairs]
    name_rows(axes, names, 6.5)
    axes.set(xlabel="Times as many unpaired runs", title="Saving by common random numbers")
    axes.set_xlim(left=0)
    axes.margins(x=0.15)
