"""The figures of a sensitivity analysis: screening, Sobol indices, all outcomes, sample size."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from omegaconf import OmegaConf

from experiments.config.arms import COLOURS, GREY
from experiments.config.labels import outcome_label, setting_label
from experiments.methods.sensitivity_indices import FIRST, SECOND, TOTAL
from experiments.studies.sensitivity.explained import GAIN, LEAD, clear_pairs
from experiments.studies.style import blank, draw_into, foot, name_rows

TITLES = {GAIN: "Team's gain over no brokers", LEAD: "Team's lead over solos"}
BARS = {FIRST: "alone (first-order index)", TOTAL: "alone and with others (total index)"}
TEAM = COLOURS["team"]
SHOWN = 14  # parameters in the list of the screening
NAMED = 4  # parameters that are named in its scatter
LINES = 5  # parameters in the figure of the sample size


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    strong, screened, indices, sizes = (
        pd.read_csv(folder / f"{name}.csv")
        for name in ("strengths", "screening", "indices", "sample_size")
    )
    said: Any = OmegaConf.load(folder / "config.yaml")
    outcome = said.outcomes[0]
    of_screening, of_indices, of_sizes = (
        table[table["outcome"] == outcome] for table in (screened, indices, sizes)
    )
    figures = {
        "screening": lambda: screening(strong, of_screening, said),
        "indices": lambda: sobol(of_indices, said),
        "outcomes": lambda: outcomes(indices),
        "sample_size": lambda: sample_size(of_sizes, said),
    }
    return draw_into(folder, figures)


def _wrapped(label: str, width: int = 40) -> str:
    return textwrap.fill(label.rstrip(".").replace("`", ""), width)


def _names(axes: Axes, settings: list[str]) -> None:
    """The labels of settings along the vertical axis, the first on top."""
    name_rows(axes, [_wrapped(setting_label(name)) for name in settings], 7, 0.5)


def screening(strong: pd.DataFrame, screened: pd.DataFrame, said: Any) -> Figure:
    """Above the strongest parameters over all outcomes, below all of them on one outcome."""
    figure = blank(13, 8.8, left=2.8, top=0.4, bottom=0.95)
    figure.subplots_adjust(hspace=0.3, wspace=0.85)
    grid = figure.subplots(2, 2, height_ratios=(1.7, 1))
    for column, (contrast, title) in enumerate(TITLES.items()):
        rows = strong[strong["contrast"] == contrast].sort_values("strength", ascending=False)
        _strengths(grid[0, column], rows.head(SHOWN))
        grid[0, column].set_title(title)
        rows = screened[screened["contrast"] == contrast].sort_values("mu_star", ascending=False)
        _unevenness(grid[1, column], rows)
    foot(
        figure,
        "Elementary effects (Morris). Above: share of all squared effects, mean over the outcomes, with 95% "
        "interval; filled: also gets Sobol indices.\nBelow: each dot is a parameter; above the dotted line "
        f"its effect depends much on the other parameters. {_outcome(said)}.",
    )
    return figure


def _outcome(said: Any) -> str:
    return f"Outcome: {outcome_label(said.outcomes[0])}"


def _strengths(axes: Axes, rows: pd.DataFrame) -> None:
    for height, row in enumerate(rows.to_dict("records")):
        axes.plot([row["low"], row["high"]], [height] * 2, color=TEAM)
        face = TEAM if row["kept"] else "white"
        axes.plot([row["strength"]], [height], "o", color=TEAM, markerfacecolor=face)
    axes.axvline(0, color=GREY, linewidth=0.8)
    _names(axes, list(rows["setting"]))
    axes.set_xlabel("share of all squared effects")


def _unevenness(axes: Axes, rows: pd.DataFrame) -> None:
    axes.scatter(rows["mu_star"], rows["sigma"], s=12, color=TEAM, alpha=0.6)
    top = float(rows["mu_star"].max())
    axes.plot([0, top], [0, top], color=GREY, linewidth=0.8, linestyle=":")
    strongest = rows.head(NAMED)
    for number, row in enumerate(strongest.to_dict("records"), 1):
        place = row["mu_star"], row["sigma"]
        axes.annotate(str(number), place, (4, 3), textcoords="offset points", fontsize=7)
    key = [f"{number} {setting_label(name)}" for number, name in enumerate(strongest["setting"], 1)]
    axes.text(
        1, 0.03, "\n".join(_wrapped(one, 60) for one in key), transform=axes.transAxes, ha="right",
        fontsize=6.5,
    )  # fmt: skip
    axes.set_xlim(0, top * 1.3)
    axes.set_xlabel("mean absolute effect (μ*)")
    axes.set_ylabel("spread of the effect (σ)")


def sobol(indices: pd.DataFrame, said: Any) -> Figure:
    """First-order and total indices of the gain and of the lead."""
    figure = blank(11, 5.8, left=2.8, top=0.45, bottom=1.0)
    figure.subplots_adjust(wspace=0.08)
    grid = figure.subplots(1, 2, sharey=True)
    order = _ranked(indices, LEAD)
    for axes, (contrast, title) in zip(grid, TITLES.items(), strict=True):
        rows = indices[indices["contrast"] == contrast]
        for kind, shift, alpha in ((FIRST, -0.19, 0.95), (TOTAL, 0.19, 0.4)):
            found = rows[rows["order"] == kind].set_index("setting").loc[order]
            heights = np.arange(len(order)) + shift
            axes.barh(
                heights, found["index"], height=0.36, color=TEAM, alpha=alpha, label=BARS[kind]
            )
            axes.hlines(heights, found["low"], found["high"], color="black", linewidth=0.8)
        axes.axvline(0, color=GREY, linewidth=0.8)
        axes.set_xlabel("share of the variance of the expected outcome")
        axes.set_title(title)
    _names(grid[0], order)
    grid[1].legend(frameon=False, fontsize=8, loc="lower right")
    lead = indices[indices["contrast"] == LEAD]
    pairs, told = len(clear_pairs(lead)), (lead["order"] == SECOND).sum()
    foot(
        figure,
        f"Sobol indices with 95% intervals; negative estimates are due to chance. {_outcome(said)}.\n"
        f"Second-order indices of the lead: {pairs or 'none'} of {told} pairs clearly differ from zero. "
        f"{said.size} base points, {said.replicates} replicates.",
    )
    return figure


def _ranked(indices: pd.DataFrame, contrast: str) -> list[str]:
    rows = indices[(indices["contrast"] == contrast) & (indices["order"] == TOTAL)]
    return list(rows.sort_values("index", ascending=False)["setting"])


def outcomes(indices: pd.DataFrame) -> Figure:
    """Total indices of every parameter on every outcome, of the gain and of the lead."""
    from matplotlib.colors import LinearSegmentedColormap

    totals = indices[(indices["order"] == TOTAL) & indices["contrast"].isin(TITLES)]
    names = list(dict.fromkeys(totals["outcome"]))
    figure = blank(10.5, 6.4, left=2.8, top=0.45, bottom=2.2)
    grid = figure.subplots(1, 2)
    order = _ranked(totals[totals["outcome"] == names[0]], GAIN)
    shades = LinearSegmentedColormap.from_list("team", ["white", TEAM])
    for axes, (contrast, title) in zip(grid, TITLES.items(), strict=True):
        rows = totals[totals["contrast"] == contrast]
        wide = rows.pivot(index="setting", columns="outcome", values=["index", "low"]).loc[order]
        table, low = (wide[value][names].to_numpy() for value in ("index", "low"))
        axes.imshow(np.where(low > 0, table, 0.0), cmap=shades, vmin=0, vmax=1, aspect="auto")
        for (row, column), value in np.ndenumerate(table):
            text = f"{value:.2f}" if low[row, column] > 0 else "–"
            axes.text(column, row, text, ha="center", va="center", fontsize=7)
        heads = [_wrapped(outcome_label(name), 30) for name in names]
        axes.set_xticks(range(len(names)), heads, rotation=90, fontsize=7)
        _names(axes, order)
        axes.set_title(title)
    grid[1].set_yticklabels([])
    foot(figure, "Total Sobol indices; –: not clearly above zero (95% interval).")
    return figure


def sample_size(sizes: pd.DataFrame, said: Any) -> Figure:
    """How the largest total indices change as the sample grows."""
    from matplotlib import colormaps

    figure = blank(11, 4.9, left=0.7, top=0.4, bottom=1.75)
    grid = figure.subplots(1, 2, sharey=True)
    whole = sizes[sizes["size"] == sizes["size"].max()].sort_values("index", ascending=False)
    order = list(whole[whole["contrast"] == LEAD]["setting"])
    for axes, (contrast, title) in zip(grid, TITLES.items(), strict=True):
        rows = sizes[sizes["contrast"] == contrast]
        ticks = sorted(rows["size"].unique())
        for number, name in enumerate(whole[whole["contrast"] == contrast]["setting"].head(LINES)):
            colour = colormaps["Dark2"](order.index(name) % 8)  # the same in both
            line = rows[rows["setting"] == name].sort_values("size")
            places = np.arange(len(line)) + 0.07 * (number - 2)
            label = _wrapped(setting_label(name), 60)
            axes.plot(places, line["index"], "o-", markersize=4, label=label, color=colour)
            axes.vlines(places, line["low"], line["high"], color=colour, alpha=0.5)
        axes.set_xticks(range(len(ticks)), [str(tick) for tick in ticks])
        axes.set_xlabel("base points")
        axes.set_title(title)
        axes.legend(frameon=False, fontsize=7, loc="upper left", bbox_to_anchor=(0, -0.17))
    grid[0].set_ylabel("total index")
    text = "The largest total indices with 95% intervals as the sample grows."
    foot(figure, f"{text} {_outcome(said)}.")
    return figure
