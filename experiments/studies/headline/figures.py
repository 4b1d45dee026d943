"""The figure of the headline: the team against every other arm, here and over the parameter sets."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.config.arms import COLOURS, GREY, NAMES, VERMILION
from experiments.studies.style import blank, draw_into, foot, interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOMENTS = {"end": "End of contracts", "followup": "Follow-up"}
COMMON = 6  # settings shown for each opponent
CLEAR = 0.05  # false discovery rate


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    found = pd.read_csv(folder / "headline.csv")
    said = OmegaConf.load(folder / "config.yaml")
    sets, common = (
        pd.read_csv(folder / name) if (folder / name).is_file() else None
        for name in ("sets.csv", "losing.csv")
    )
    return draw_into(folder, {"headline": functools.partial(headline, found, sets, common, said)})


def headline(
    found: pd.DataFrame, sets: pd.DataFrame | None, common: pd.DataFrame | None, said: Any
) -> Figure:
    """Differences from each other arm at both moments; what sets share in which the team is behind."""
    lost = common is not None and bool((common["q"] < CLEAR).any())
    figure = blank(11.6 if lost else 8.8, 4.3, left=2.3, top=0.5, bottom=0.95)
    figure.subplots_adjust(wspace=0.12, right=0.96)
    panels = figure.subplots(
        1, 3 if lost else 2, squeeze=False, width_ratios=(1, 1, 0.75)[: 3 if lost else 2]
    )[0]
    others = list(dict.fromkeys(found["other"]))
    for axes, (moment, title) in zip(panels[:2], MOMENTS.items(), strict=True):
        for height, other in enumerate(others):
            row = found[(found["other"] == other) & (found["moment"] == moment)].iloc[0]
            _compare(axes, height, row, sets, moment)
        axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
        axes.set(title=title, xlabel="percentage points", ylim=(len(others) - 0.35, -0.55))
        axes.set_yticks(
            range(len(others)),
            [f"team vs {NAMES[other]}" for other in others]
            if moment == "end"
            else [""] * len(others),
        )
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.margins(x=0.12)
    if lost and common is not None:
        _common(panels[2], common)
    foot(
        figure,
        "The team's practising share in the hosts less the other's. Red bar: mean and 95% interval of "
        f"{said.replicates} paired runs with the default settings.\n"
        f"Dots: the plausible parameter sets ({said.set_replicates} runs each); beside them the shares "
        "in which the team is behind.",
    )
    return figure


def _compare(
    axes: Axes, height: int, row: pd.Series, sets: pd.DataFrame | None, moment: str
) -> None:
    colour = VERMILION
    low, mean, high = (100 * row[name] for name in ("low", "mean", "high"))
    interval(axes, height - 0.14, low, mean, high, colour, f"{mean:+.1f}")
    if sets is None:
        return
    gaps = 100 * sets.loc[sets["other"] == row["other"], moment].to_numpy(float)
    jitter = 0.09 * np.sin(np.arange(len(gaps)) * 2.4)
    axes.plot(
        gaps,
        height + 0.2 + jitter,
        "o",
        markersize=2,
        color=COLOURS[row["other"]],
        alpha=0.5,
        linewidth=0,
    )
    axes.plot([np.median(gaps)], [height + 0.2], "|", color="black", markersize=9)
    behind = f"behind in {row['sets_behind']:.0%}, clearly in {row['sets_clearly_behind']:.0%}"
    axes.annotate(
        behind, (1.0, height + 0.42), xycoords=("axes fraction", "data"),
        ha="right", va="center", fontsize=7.5, color=COLOURS[row["other"]],
    )  # fmt: skip


def _common(axes: Axes, common: pd.DataFrame) -> None:
    """What goes with the team's lead over the parameter sets: the settings that are clear, by opponent."""
    clear = common[common["q"] < CLEAR]
    shown = [
        row
        for other in ("solos", "single_matched")
        for row in clear[clear["other"] == other].head(COMMON).to_dict("records")
    ]
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    for height, row in enumerate(shown):
        axes.barh(height, row["correlation"], height=0.65, color=COLOURS[row["other"]], alpha=0.8)
        right = row["correlation"] < 0
        axes.annotate(
            row["setting"], (0, height), (4 if right else -4, 0), textcoords="offset points",
            fontsize=6.5, va="center", ha="left" if right else "right",
        )  # fmt: skip
    axes.set(ylim=(max(len(shown), 1) - 0.4, -0.6), xlim=(-0.6, 0.6))
    axes.set_yticks([])
    axes.set_title("What goes with its lead")
    axes.set_xlabel(
        f"rank correlation over the sets (blue: on\nsolos, green: on {NAMES['single_matched']})",
        fontsize=8,
    )
    axes.spines["left"].set_visible(False)
