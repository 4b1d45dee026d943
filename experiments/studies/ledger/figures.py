"""The figure of the ledger: the effects of every claim, and how often it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from omegaconf import OmegaConf

from experiments.config.arms import BLUE, GREY, ORANGE, SKY, VERMILION
from experiments.studies.ledger import verdicts
from experiments.studies.ledger.verdicts import FARTHEST, REPRODUCED
from experiments.studies.style import blank, draw_into, foot, name_rows, no_side

COLOURS = {
    REPRODUCED: BLUE,
    verdicts.IN_PART: SKY,
    verdicts.FALSIFIED: ORANGE,
    verdicts.NOT: VERMILION,
}
LABELS = {verdicts.FALSIFIED: "effects persist without the mechanism"}
OFF = "#8a8a8a"  # with the mechanism switched off


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    table = pd.read_csv(folder / "ledger.csv")
    said = OmegaConf.load(folder / "config.yaml")
    return draw_into(folder, {"ledger": lambda: ledger(table, said)})


def ledger(table: pd.DataFrame, said: Any) -> Figure:
    """A row per claim: its effects over half the width of their intervals, and where it holds."""
    claims = [rows for _, rows in table.groupby("pattern", sort=False)]
    height = 0.225 * len(claims)
    figure = blank(11.5, height + 1.85, left=4.6, top=0.55, bottom=1.3)
    figure.subplots_adjust(wspace=0.05)
    effects, sets = figure.subplots(1, 2, sharey=True, width_ratios=(3, 1))
    effects.axvspan(-1, 1, color="#e8e8e8", zorder=0, linewidth=0)
    effects.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    names = [f"{rows['claim'].iloc[0]}   {rows['pattern'].iloc[0]}" for rows in claims]
    name_rows(effects, names, 7.5)
    for place, (rows, label) in enumerate(zip(claims, effects.get_yticklabels(), strict=True)):
        colour = COLOURS[rows["verdict"].iloc[0]]
        label.set_color(colour)
        _effects(effects, place, rows, colour)
        share = rows["sets_all_hold"].iloc[0]
        if not np.isnan(share):
            sets.barh(place, share, height=0.6, color=colour, alpha=0.7)
            sets.text(share + 0.02, place, f"{share:.0%}", fontsize=7, va="center")
    effects.set_xlim(-FARTHEST - 0.5, FARTHEST + 0.5)
    effects.set_xlabel(
        "Effect over half the width of its 95% interval (grey: no clear effect).\n"
        f"Beyond ±{FARTHEST}, drawn at the edge: {beyond(table)}",
        fontsize=8,
    )
    effects.set_title("Effects, positive as claimed", loc="left")
    sets.set_title("Sets in which it holds", loc="left")
    sets.set(xlim=(0, 1.15))
    sets.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    no_side(effects)
    no_side(sets)
    for verdict, words in _legend(table).items():
        effects.plot([], [], "o", color=COLOURS[verdict], label=words)
    effects.plot([], [], "x", color=OFF, label="mechanism switched off")
    figure.legend(
        loc="lower center", ncols=3, fontsize=8, frameon=False,
        bbox_to_anchor=(0.5, 0.22 / figure.get_figheight()),
    )  # fmt: skip
    foot(
        figure,
        f"Effects and verdicts: {said.replicates} paired runs with the study's own settings. Bars: "
        f"{said.set_replicates} paired runs in each parameter set.",
    )
    return figure


def _effects(axes: Axes, place: int, rows: pd.DataFrame, colour: str) -> None:
    """The effects of a claim as dots, and crosses with its mechanism switched off."""
    heights = place + (np.linspace(-0.25, 0.25, len(rows)) if len(rows) > 1 else np.zeros(1))
    for prefix, marker, shade in (("falsifier_", "x", OFF), ("", "o", colour)):
        at = np.clip(_ratios(rows, prefix), -FARTHEST, FARTHEST)
        axes.plot(at, heights, marker, color=shade, markersize=4, alpha=0.85, clip_on=False)


def _legend(table: pd.DataFrame) -> dict[str, str]:
    """What each colour means, with the number of claims; of those reproduced how many hold over the sets."""
    found = verdicts.tally(table)
    words = {
        verdict: f"{LABELS.get(verdict, verdict)} ({found.verdicts.get(verdict, 0)})"
        for verdict in verdicts.VERDICTS
    }
    if found.hold is not None:
        words[REPRODUCED] += (
            f", {len(found.hold)} of them in at least {verdicts.LEAST:.0%} of the sets"
        )
    return words


def beyond(table: pd.DataFrame) -> str:
    """How many effects are too large to be drawn at their place."""
    own, off = (
        int((_ratios(table, prefix).abs() > FARTHEST).sum()) for prefix in ("", "falsifier_")
    )
    return f"{own} of {len(table)} effects, and {off} with the mechanism switched off"


def _ratios(rows: pd.DataFrame, prefix: str) -> pd.Series[float]:
    """Effects over half the width of their intervals; zero where all runs are alike, NaN without effect."""
    mean = rows[f"{prefix}mean"]
    reach = (rows[f"{prefix}high"] - rows[f"{prefix}low"]) / 2
    return (mean / reach).where(reach > 0, 0.0 * mean)
