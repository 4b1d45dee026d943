"""The figure of convergence: intervals by number of replicates, and the saving by pairing."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.studies import style
from experiments.studies.phrases import MOMENTS
from experiments.studies.style import PAGE, band, blank, draw_into, interval, name_rows

SHIFT = {"end": -0.24, "followup": 0.24}  # between the bars of a pair


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    widths, savings = style.tables(folder, "widths", "savings")
    return draw_into(folder, {"convergence": lambda: convergence(widths, savings)})


def convergence(widths: pd.DataFrame, savings: pd.DataFrame) -> Figure:
    """Above, the team's differences with their intervals; below, the saving by pair of arms."""
    figure = blank(PAGE, 6.8, left=0.75, top=0.6, bottom=0.5)
    grid = figure.add_gridspec(2, 1, height_ratios=(1, 1.5), hspace=0.3)
    (panels,) = grid[0].subgridspec(1, 2, wspace=0.16).subplots(squeeze=False)
    saving = figure.add_subplot(grid[1].subgridspec(1, 2, width_ratios=(0.26, 1))[1])
    for axes, (moment, title) in zip(panels, MOMENTS.items(), strict=True):
        chosen = widths[(widths["moment"] == moment) & (widths["arm"] == "team")]
        for reference, course in chosen.groupby("reference", sort=False):
            label = f"minus {NAMES[str(reference)]}"
            band(axes, course, "n", COLOURS[str(reference)], 0.25, 100, linewidth=1.3, label=label)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set(xscale="log", title=f"Team minus others, {title}", xlabel="Replicates")
        axes.set_xticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1,000"])
        axes.minorticks_off()
        axes.set_xlim(chosen["n"].min(), chosen["n"].max())
    panels[0].set_ylabel("Percentage points")
    figure.legend(
        *panels[0].get_legend_handles_labels(), ncols=4, loc="upper center", columnspacing=1
    )
    _savings(saving, savings)
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
    name_rows(axes, names, 7)
    axes.set(xlabel="Times as many unpaired runs", title="Saving by common random numbers")
    axes.set_xlim(left=0)
    axes.margins(x=0.15)
