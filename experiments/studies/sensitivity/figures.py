"""The figure of a sensitivity analysis: where the variation of the team's gain and lead comes from."""

import textwrap
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import GREY
from experiments.config.groups import TITLES
from experiments.methods.sensitivity_indices import CHANCE, FIRST, TOTAL
from experiments.studies import style
from experiments.studies.style import PAGE, blank, draw_into, name_rows, no_side

PANELS = {
    "gain": "Gain over no brokers",
    "lead": "Lead over solos",
    "lead_equal_cost": "Lead over single brokers\nat equal cost",
}
BARS = {FIRST: ("group alone", -0.19, 0.95), TOTAL: ("alone and with other groups", 0.19, 0.4)}


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives its paths."""
    found = pd.read_csv(folder / "indices.csv")
    return draw_into(folder, {"indices": lambda: indices(found)})


def indices(found: pd.DataFrame) -> Figure:
    """A panel per contrast: two bars for each group, the largest for the lead first, and one for chance."""
    figure = blank(PAGE, 3.9, left=1.45, top=0.5, bottom=0.8, wspace=0.1)
    lead = found[(found["contrast"] == "lead") & (found["order"] == TOTAL)]
    order = list(lead.sort_values("index", ascending=False, kind="stable")["group"])
    panels = figure.subplots(1, len(PANELS), sharex=True, sharey=True)
    panels[1].set_xlabel("Share of the variance of single runs")
    for axes, (contrast, title) in zip(panels, PANELS.items(), strict=True):
        _bars(axes, found[found["contrast"] == contrast], order)
        axes.set_title(title)
        axes.xaxis.set_major_formatter(lambda share, place: f"{share:.0%}")
        axes.locator_params(axis="x", nbins=4)
        no_side(axes)
    name_rows(
        panels[0],
        [*(textwrap.fill(TITLES[group], 20) for group in order), "Chance variation\nbetween runs"],
    )
    known = panels[0].get_legend_handles_labels()
    figure.legend(*known, ncols=3, fontsize=8.5, loc="lower center", bbox_to_anchor=(0.5, 0.0))
    return figure


def _bars(axes: Axes, rows: pd.DataFrame, order: list[str]) -> None:
    for kind, (label, shift, alpha) in BARS.items():
        found = rows[rows["order"] == kind].set_index("group").loc[order]
        heights = [height + shift for height in range(len(order))]
        axes.barh(heights, found["index"], 0.36, color=style.PURPLE, alpha=alpha, label=label)
        axes.hlines(heights, found["low"], found["high"], color="black", linewidth=0.8)
    chance = rows[rows["order"] == CHANCE].iloc[0]
    label = "chance variation between runs"
    axes.barh([len(order)], [chance["index"]], 0.5, color=style.SAND, label=label)
    axes.hlines([len(order)], [chance["low"]], [chance["high"]], color="black", linewidth=0.8)
    axes.axvline(0, color=GREY, linewidth=0.8)
