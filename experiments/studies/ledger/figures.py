"""The figure of the pattern ledger: every claim at a glance."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.config.arms import BLUE, GREY, ORANGE, SKY, VERMILION
from experiments.studies.ledger.verdicts import (
    FALSIFIED,
    IN_PART,
    LEAST,
    NOT,
    REPRODUCED,
    VERDICTS,
    tally,
)
from experiments.studies.style import blank, draw_into, foot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = {REPRODUCED: BLUE, IN_PART: SKY, FALSIFIED: ORANGE, NOT: VERMILION}
FARTHEST = 10  # half widths; effects beyond stand at the edge


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    table = pd.read_csv(folder / "ledger.csv")
    said = OmegaConf.load(folder / "config.yaml")
    return draw_into(folder, {"ledger": functools.partial(ledger, table, said)})


def ledger(table: pd.DataFrame, said: Any) -> Figure:
    """A row per pattern: its effects over half the width of their intervals, and where it holds."""
    patterns = list(table.groupby("pattern", sort=False))
    height = 0.225 * len(patterns)
    figure = blank(11.5, height + 1.85, left=4.6, top=0.55, bottom=1.3)
    figure.subplots_adjust(wspace=0.05)
    effects, sets = figure.subplots(1, 2, sharey=True, width_ratios=(3, 1))
    effects.axvspan(-1, 1, color="#e8e8e8", zorder=0, linewidth=0)
    effects.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    for place, (_, rows) in enumerate(patterns):
        colour = COLOURS[rows["verdict"].iloc[0]]
        spread = np.linspace(-0.25, 0.25, len(rows)) if len(rows) > 1 else [0.0]
        for offset, row in zip(spread, rows.to_dict("records"), strict=True):
            for prefix, marker, shade in (("falsifier_", "x", "#8a8a8a"), ("", "o", colour)):
                at = _place(row, prefix)
                effects.plot(
                    [at],
                    [place + offset],
                    marker,
                    color=shade,
                    markersize=4,
                    alpha=0.85,
                    clip_on=False,
                )
        share = rows["sets_all_hold"].iloc[0]
        if not np.isnan(share):
            sets.barh(place, share, height=0.6, color=colour, alpha=0.7)
            sets.annotate(
                f"{share:.0%}",
                (share, place),
                (3, 0),
                textcoords="offset points",
                fontsize=7,
                va="center",
            )
    names = [f"{rows['claim'].iloc[0]}   {key}" for key, rows in patterns]
    effects.set_yticks(range(len(patterns)), names, fontsize=7.5)
    for label, (_, rows) in zip(effects.get_yticklabels(), patterns, strict=True):
        label.set_color(COLOURS[rows["verdict"].iloc[0]])
    effects.set(ylim=(len(patterns) - 0.4, -0.6), xlim=(-FARTHEST - 0.5, FARTHEST + 0.5))
    effects.set_xlabel(
        "each effect over half the width of its 95% interval (grey band: no clear effect);\n"
        f"{beyond(table)} lie beyond ±{FARTHEST} and are drawn at the edge",
        fontsize=8,
    )
    effects.set_title("As claimed lies to the right", loc="left")
    sets.set_title("Holds in … of the sets", loc="left")
    sets.set(xlim=(0, 1.15))
    sets.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    for axes in (effects, sets):
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
    for verdict, words in _legend(table).items():
        effects.plot([], [], "o", color=COLOURS[verdict], label=words)
    effects.plot([], [], "x", color="#8a8a8a", label="under the falsifier")
    figure.legend(
        loc="lower center",
        ncols=3,
        fontsize=8,
        frameon=False,
        bbox_to_anchor=(0.5, 0.22 / figure.get_figheight()),
    )
    foot(
        figure,
        f"{said.replicates} paired runs with the study's own settings, which alone decide the verdict; "
        f"{said.set_replicates} in each plausible parameter set.",
    )
    return figure


def _legend(table: pd.DataFrame) -> dict[str, str]:
    """What each colour means, with how many claims; of the reproduced ones how many hold over the sets."""
    found = tally(table)
    words = {
        verdict: f"{verdict} at the study's settings ({found.verdicts.get(verdict, 0)})"
        for verdict in VERDICTS
    }
    if found.hold is not None:
        words[REPRODUCED] += f", {len(found.hold)} of them in at least {LEAST:.0%} of the sets"
    return words


def beyond(table: pd.DataFrame) -> str:
    """How many effects are too far away to be drawn where they are."""
    rows = table.to_dict("records")
    own, falsified = (
        sum(abs(_ratio(row, prefix)) > FARTHEST for row in rows) for prefix in ("", "falsifier_")
    )
    return f"{own} of {len(rows)} effects and {falsified} under the falsifier"


def _ratio(row: dict[Any, Any], prefix: str) -> float:
    """An effect over half the width of its interval; nothing where all runs are alike."""
    mean, reach = row[f"{prefix}mean"], (row[f"{prefix}high"] - row[f"{prefix}low"]) / 2
    return float(mean / reach) if reach > 0 else 0.0 * float(mean)


def _place(row: dict[Any, Any], prefix: str) -> float:
    """Where an effect is drawn; NaN where there is none."""
    return float(np.clip(_ratio(row, prefix), -FARTHEST, FARTHEST))
