"""The figures of the headline: the team against every other arm, here and over the parameter sets."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, IN_SENTENCES, NAMES, VERMILION
from experiments.store.configured import Configured
from experiments.studies import style
from experiments.studies.phrases import MOMENTS, capital, signed
from experiments.studies.style import PAGE, blank, draw_into, interval, name_rows, no_side, percent

ROOM = 0.2  # of the width, for the number beside the rightmost mark
CLEAR = ["sets_clearly_ahead", "sets_clearly_behind"]  # shares of the sets
PALE = "#e3e3e3"  # neither better nor worse
FAINT = "#f0b48e"  # the study's own settings, where there are sets to rely on
LEAST = (
    0.05  # of the sets, in a piece of a bar with its number inside; else it stands beside the bar
)
BESIDE = ((-0.01, "right"), (0, ""), (1.01, "left"))  # where, for each piece


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    found = pd.read_csv(folder / "headline.csv")
    path = folder / "sets.csv"
    sets = pd.read_csv(path) if path.is_file() else None
    study = Configured(folder)
    figures = {"headline": lambda: headline(found, sets, study.own)}
    if sets is not None and sets["end_low"].notna().any():  # else each set has too few runs
        which = f"{sets['set'].nunique():,} {study.sets_called}"
        figures["shares"] = lambda: shares(found[found["moment"] == "end"], which)
    return draw_into(folder, figures)


def headline(found: pd.DataFrame, sets: pd.DataFrame | None, own: str) -> Figure:
    """The team's difference from each other arm at both moments, here and over the parameter sets."""
    figure = blank(PAGE, 4.8, left=1.45, top=0.35, bottom=0.8, right=0.97)
    others = list(dict.fromkeys(found["other"]))
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (moment, title) in zip(panels, MOMENTS.items(), strict=True):
        for height, other in enumerate(others):
            row = found[(found["other"] == other) & (found["moment"] == moment)].iloc[0]
            _compare(axes, height, row, sets, moment)
        axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
        axes.set(title=capital(title), xlabel="percentage points")
        no_side(axes)
        left, right = axes.get_xlim()
        axes.set_xlim(left, right + ROOM * (right - left))
    name_rows(panels[0], [style.two_lines(f"team minus {NAMES[other]}") for other in others])
    panels[0].set_ylim(len(others) - 0.25, -0.55)
    if sets is not None:
        key = panels[0]
        key.plot([], [], "o", color="black", markersize=3, label="one parameter set")
        key.plot([], [], "|", color="black", markersize=9, label="median set")
        key.plot([], [], color=FAINT, linewidth=5, label=own)
        figure.legend(loc="lower center", ncols=3)
    return figure


def shares(found: pd.DataFrame, which: str) -> Figure:
    """In how many parameter sets the team is clearly better or worse than each other arm."""
    figure = blank(PAGE, 2.5, left=1.55, top=0.25, bottom=0.25)
    axes = figure.subplots()
    for height, row in enumerate(found.to_dict("records")):
        better, worse = (row[side] for side in CLEAR)
        pieces = (
            (better, VERMILION, "white"), (1 - better - worse, PALE, "black"),
            (worse, COLOURS[row["other"]], "white"),
        )  # fmt: skip
        left = 0.0
        for (share, colour, ink), (outside, side) in zip(pieces, BESIDE, strict=True):
            axes.barh(height, share, left=left, color=colour, height=0.62)
            if share >= LEAST:
                middle = left + share / 2
                axes.text(middle, height, percent(share), color=ink, ha="center", va="center")
            elif side:
                axes.text(outside, height, percent(share), color=colour, ha=side, va="center")
            left += share
    name_rows(axes, [style.two_lines(f"than {IN_SENTENCES[other]}") for other in found["other"]])
    axes.set(xlim=(-0.07, 1.06), xticks=[], xlabel=f"share of the {which}")
    axes.spines["bottom"].set_visible(False)
    no_side(axes)
    for place, side, text in (
        (0, "left", "Team clearly better"), (0.5, "center", "No clear difference"),
        (1, "right", "Team clearly worse"),
    ):  # fmt: skip
        axes.text(
            place, -0.6, text, color=VERMILION if place == 0 else "black", ha=side, weight="bold"
        )
    return figure


def _compare(
    axes: Axes, height: int, row: pd.Series, sets: pd.DataFrame | None, moment: str
) -> None:
    low, mean, high = (100 * row[name] for name in ("low", "mean", "high"))
    if sets is None:
        return interval(axes, height, low, mean, high, VERMILION, signed(mean))
    interval(axes, height - 0.14, low, mean, high, FAINT)
    colour = COLOURS[row["other"]]
    gaps = 100 * sets.loc[sets["other"] == row["other"], moment].to_numpy(float)
    heights = height + 0.2 + 0.09 * np.sin(np.arange(len(gaps)) * 2.4)
    axes.plot(
        gaps, heights, "o", markersize=2, color=colour, alpha=0.5, linewidth=0, rasterized=True
    )
    axes.plot([np.median(gaps)], [height + 0.2], "|", color="black", markersize=9)
    said = f"median {signed(100 * row['sets_q50'])}; worse in {percent(row['sets_behind'])} of sets"
    if sets[f"{moment}_low"].notna().any():
        better, worse = (percent(row[side]) for side in CLEAR)
        said += f"\nclearly better in {better}, clearly worse in {worse}"
    axes.annotate(
        said, (1.0, height + 0.48), xycoords=("axes fraction", "data"), ha="right", va="center",
        fontsize=7.5, color=colour, bbox={"facecolor": "white", "linewidth": 0, "pad": 0.5},
    )  # fmt: skip
