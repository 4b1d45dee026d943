"""The figures of a sensitivity analysis: screening, Sobol indices, all outcomes at a glance, sample size."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.config.arms import BLUE, GREY, VERMILION
from experiments.methods.sensitivity_indices import FIRST, SECOND, TOTAL
from experiments.studies.sensitivity.explained import GAIN, LEAD, clear_pairs
from experiments.studies.style import blank, draw_into, foot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLES = {GAIN: "What the team's gain hangs on", LEAD: "What its lead over solos hangs on"}
COLOURS = {GAIN: BLUE, LEAD: VERMILION}
SHOWN = 14  # parameters in the list of the screening
NAMED = 6  # points with their names in its scatter
LINES = 5  # parameters in the figure of the sample size


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    strong, screened, indices, sizes = (
        pd.read_csv(folder / f"{name}.csv")
        for name in ("strengths", "screening", "indices", "sample_size")
    )
    said: Any = OmegaConf.load(folder / "config.yaml")
    outcome = said.outcomes[0]
    return draw_into(
        folder,
        {
            "screening": functools.partial(screening, strong, _of(screened, outcome), said),
            "indices": functools.partial(sobol, _of(indices, outcome), said),
            "outcomes": functools.partial(outcomes, indices),
            "sample_size": functools.partial(sample_size, _of(sizes, outcome)),
        },
    )


def _of(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return table[table["outcome"] == outcome]


def screening(strong: pd.DataFrame, screened: pd.DataFrame, said: Any) -> Figure:
    """Above the strongest parameters over all outcomes, below all of them on one: how even effects are."""
    figure = blank(11, 8.6, left=2.1, top=0.4, bottom=0.95)
    figure.subplots_adjust(hspace=0.3, wspace=0.62)
    grid = figure.subplots(2, 2, height_ratios=(1.5, 1))
    for column, contrast in enumerate(TITLES):
        rows = strong[strong["contrast"] == contrast].sort_values("strength", ascending=False)
        _strengths(grid[0, column], rows.head(SHOWN), COLOURS[contrast])
        grid[0, column].set_title(TITLES[contrast])
        rows = screened[screened["contrast"] == contrast].sort_values("mu_star", ascending=False)
        _unevenness(grid[1, column], rows, COLOURS[contrast])
    foot(
        figure,
        "Above: share of all squared effects of moving one parameter over its range, as a mean over the "
        "outcomes, luck taken out, with 95% interval; filled: gets Sobol indices.\n"
        f"Below: {said.outcomes[0]}, luck included; far up, the effect depends on where the others are. "
        f"Morris, {said.replicates} worlds.",
    )
    return figure


def _strengths(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    for height, row in enumerate(rows.to_dict("records")):
        axes.plot([row["low"], row["high"]], [height] * 2, color=colour)
        face = colour if row["kept"] else "white"
        axes.plot([row["strength"]], [height], "o", color=colour, markerfacecolor=face)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(rows)), list(rows["setting"]), fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("share of all squared effects")


def _unevenness(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    axes.scatter(rows["mu_star"], rows["sigma"], s=12, color=colour, alpha=0.6)
    top = float(rows["mu_star"].max())
    axes.plot([0, top], [0, top], color=GREY, linewidth=0.8, linestyle=":")
    for row in rows.head(NAMED).to_dict("records"):
        axes.annotate(
            row["setting"].partition(".")[2], (row["mu_star"], row["sigma"]), (4, 2),
            textcoords="offset points", fontsize=7,
        )  # fmt: skip
    axes.set_xlim(0, top * 1.3)
    axes.set_xlabel("mean absolute effect (μ*)")
    axes.set_ylabel("spread of the effect (σ)")


def sobol(indices: pd.DataFrame, said: Any) -> Figure:
    """First and total indices of the gain and of the lead."""
    figure = blank(10.5, 5.6, left=2.1, top=0.45, bottom=1.0)
    figure.subplots_adjust(wspace=0.08)
    grid = figure.subplots(1, 2, sharey=True)
    order = _ranked(indices, LEAD)
    for axes, contrast in zip(grid, TITLES, strict=True):
        _bars(axes, indices[indices["contrast"] == contrast], order, COLOURS[contrast])
        axes.set_title(TITLES[contrast])
    grid[0].invert_yaxis()
    lead = indices[indices["contrast"] == LEAD]
    pairs, told = len(clear_pairs(lead)), (lead["order"] == SECOND).sum()
    foot(
        figure,
        f"Sobol indices for {said.outcomes[0]}: the share of the variance of its expected value that a "
        "parameter brings by itself (dark)\nand in all that it has a part in (light), with 95% intervals; "
        "where an estimate lies below zero, chance put it there.\n"
        f"Second order, of the lead: {pairs or 'none'} of {told} pairs clearly differ "
        "from zero (intervals widened for so many). "
        f"{said.size} base points, {said.replicates} worlds; luck is taken out.",
    )
    return figure


def _ranked(indices: pd.DataFrame, contrast: str) -> list[str]:
    rows = indices[(indices["contrast"] == contrast) & (indices["order"] == TOTAL)]
    return list(rows.sort_values("index", ascending=False)["setting"])


def _bars(axes: Axes, rows: pd.DataFrame, order: list[str], colour: str) -> None:
    for kind, shift, alpha in ((FIRST, -0.19, 0.95), (TOTAL, 0.19, 0.4)):
        found = rows[rows["order"] == kind].set_index("setting").loc[order]
        heights = np.arange(len(order)) + shift
        axes.barh(heights, found["index"], height=0.36, color=colour, alpha=alpha, label=kind)
        axes.hlines(heights, found["low"], found["high"], color="black", linewidth=0.8)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(order)), order, fontsize=8)
    axes.set_xlabel("share of the variance")
    axes.legend(frameon=False, fontsize=8, loc="lower right")


def outcomes(indices: pd.DataFrame) -> Figure:
    """Total indices of every parameter on every outcome, of the gain and of the lead."""
    from simulation import describe

    totals = indices[(indices["order"] == TOTAL) & indices["contrast"].isin(TITLES)]
    names = list(dict.fromkeys(totals["outcome"]))
    figure = blank(9.5, 6.4, left=2.1, top=0.6, bottom=2.5)
    grid = figure.subplots(1, 2)
    order = _ranked(totals[totals["outcome"] == names[0]], GAIN)
    for axes, contrast in zip(grid, TITLES, strict=True):
        rows = totals[totals["contrast"] == contrast].set_index(["setting", "outcome"])
        table = np.array([[rows.loc[(one, name), "index"] for name in names] for one in order])
        clear = np.array([[rows.loc[(one, name), "low"] > 0 for name in names] for one in order])
        axes.imshow(np.where(clear, table, 0.0), cmap="Greys", vmin=0, vmax=1, aspect="auto")
        for (row, column), value in np.ndenumerate(table):
            told = bool(clear[row, column])
            axes.text(
                column, row, f"{value:.2f}" if told else "–", ha="center", va="center", fontsize=7,
                color="white" if told and value > 0.5 else "black",
            )  # fmt: skip
        heads = [describe(name)[0] for name in names]
        axes.set_xticks(
            range(len(names)), [_wrapped(head) for head in heads], rotation=90, fontsize=7
        )
        axes.set_yticks(range(len(order)), order, fontsize=8)
        axes.set_title(TITLES[contrast])
    grid[1].set_yticklabels([])
    foot(figure, "Total Sobol indices; –: the 95% interval includes zero, or luck leaves none.")
    return figure


def _wrapped(text: str, width: int = 34) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width))


def sample_size(sizes: pd.DataFrame) -> Figure:
    """How the greatest total indices settle as the sample grows."""
    figure = blank(9.5, 3.9, left=0.7, top=0.4, bottom=0.85)
    grid = figure.subplots(1, 2, sharey=True)
    of_lead = sizes[(sizes["contrast"] == LEAD) & (sizes["size"] == sizes["size"].max())]
    order = list(of_lead.sort_values("index", ascending=False)["setting"])
    for axes, contrast in zip(grid, TITLES, strict=True):
        rows = sizes[sizes["contrast"] == contrast]
        last = rows[rows["size"] == rows["size"].max()].sort_values("index", ascending=False)
        ticks = sorted(rows["size"].unique())
        for number, name in enumerate(last["setting"].head(LINES)):
            colour = f"C{order.index(name) % 10}"  # the same in both
            line = rows[rows["setting"] == name].sort_values("size")
            places = np.arange(len(line)) + 0.07 * (number - 2)
            axes.plot(places, line["index"], "o-", markersize=4, label=name, color=colour)
            axes.vlines(places, line["low"], line["high"], color=colour, alpha=0.5)
        axes.set_xticks(range(len(ticks)), [str(tick) for tick in ticks])
        axes.set_xlabel("base points")
        axes.set_title(TITLES[contrast])
        axes.legend(frameon=False, fontsize=7)
    grid[0].set_ylabel("total index")
    foot(figure, "Is the sample large enough? Total Sobol indices with 95% intervals.")
    return figure
