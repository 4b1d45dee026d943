"""The figures of a calibration: each target with its range, and each setting within its prior."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import BLUE, GREEN, GREY, VERMILION
from experiments.config.groups import TITLES
from experiments.config.labels import setting_label
from experiments.studies.style import blank, draw_into, foot, name_rows, no_side

MOST_RECOVERED = 12  # settings in the figure of the check


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, each as PNG and SVG; gives their paths."""
    found = pd.read_csv(folder / "targets.csv")
    tried = pd.read_parquet(folder / "tried.parquet")
    parameters = pd.read_csv(folder / "parameters.csv")
    checked, recovery = (pd.read_csv(folder / f"{name}.csv") for name in ("ranks", "recovery"))
    accepted = tried["refused_by"].fillna("") == ""
    figures = {
        "targets": lambda: targets(found, tried, accepted),
        "parameters": lambda: identifiability(parameters, int(accepted.sum())),
        "ranks": lambda: ranks(checked, recovery),
    }
    return draw_into(folder, figures)


def targets(found: pd.DataFrame, tried: pd.DataFrame, accepted: pd.Series) -> Figure:
    """A panel per target: its range, candidates that were measured, accepted sets, the median settings."""
    columns = 4
    rows = -(-len(found) // columns)
    figure = blank(9.6, 0.4 + 1.25 * rows + 0.9, left=0.2, top=0.6, bottom=0.8)
    figure.subplots_adjust(hspace=1.75, wspace=0.18)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, row in zip(panels, found.to_dict("records"), strict=False):
        key = row["target"]
        before = tried.get(f"target: {key}", pd.Series(dtype=float))[~accepted].dropna()
        _target(axes, row, before, tried.loc[accepted, f"again: {key}"].dropna())
    for axes in panels[len(found) :]:
        axes.set_visible(False)
    foot(
        figure,
        "Green: range allowed by the evidence. Grey: candidates refused by this or a later target. Blue: "
        "accepted sets in other worlds (mark: median).\n"
        "Red line: the median settings of the accepted sets. Held out: not used to accept sets.",
    )
    return figure


def _target(axes: Axes, row: dict[Any, Any], refused: pd.Series, accepted: pd.Series) -> None:
    everything = pd.concat([refused, accepted])
    low, high = np.quantile(everything, [0.01, 0.99]) if len(everything) else (0.0, 1.0)
    for bound in (row["low"], row["high"]):
        if np.isfinite(bound):
            low, high = min(low, bound), max(high, bound)
    low, high = min(low, row["middle"]), max(high, row["middle"])
    pad = 0.06 * (high - low) or 1.0
    axes.set_xlim(low - pad, high + pad)
    ends = max(row["low"], low - pad), min(row["high"], high + pad)
    axes.axvspan(*ends, color=GREEN, alpha=0.18, linewidth=0)
    bins = np.linspace(low - pad, high + pad, 41)
    for values, colour, alpha in ((refused, GREY, 0.35), (accepted, BLUE, 0.75)):
        if len(values):
            counts, _ = np.histogram(np.clip(values, low, high), bins)
            axes.stairs(counts / counts.max(), bins, fill=True, color=colour, alpha=alpha)
    if len(accepted):
        axes.plot([accepted.median()], [1.08], "v", color=BLUE, markersize=5, clip_on=False)
    axes.axvline(row["middle"], color=VERMILION, linewidth=1.2)
    mark = "" if row["fitted"] else "  (held out)"
    axes.set_title(f"{row['target']}{mark}", fontsize=8, loc="left", pad=33)
    words = textwrap.fill(str(row["meaning"]), 46)
    axes.text(0, 1.12, words, transform=axes.transAxes, fontsize=6.2, color="#444444", va="bottom")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(labelsize=7)


def identifiability(parameters: pd.DataFrame, sets: int) -> Figure:
    """Where the accepted values of each setting lie in its prior: those of collective work apart, first."""
    groups = {group: rows for group, rows in parameters.groupby("group", sort=False)}
    order = [group for group in TITLES if group in groups]
    lines = sum(len(groups[group]) + 1 for group in order)
    figure = blank(10.6, 0.5 + 0.17 * lines + 0.75, left=4.7, top=0.4, bottom=0.75)
    figure.subplots_adjust(right=0.92)
    axes = figure.subplots()
    labels: list[str] = []
    for group in order:
        axes.text(
            -0.01, len(labels), TITLES[group], fontsize=8, weight="bold", ha="right", va="center"
        )
        labels.append("")
        for row in groups[group].to_dict("records"):
            _setting(axes, len(labels), row)
            labels.append(textwrap.shorten(setting_label(row["setting"]).rstrip("."), 78))
    name_rows(axes, labels, 7)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1], ["low end", "middle of the prior", "high end"])
    no_side(axes)
    informed = parameters.groupby("group")["informed"].sum()
    axes.set_title(
        f"The targets inform {parameters['informed'].sum()} of {len(parameters)} settings, "
        f"{informed.get('collective', 0)} of them of collective work",
        loc="left",
    )
    foot(
        figure,
        f"Bars: 5 to 95% of the {sets:,} accepted values within the prior (mark and number: median).\n"
        "Blue: informed by the targets (false discovery rate under 5%).",
    )
    return figure


def _setting(axes: Axes, height: int, row: dict[Any, Any]) -> None:
    colour = BLUE if row["informed"] else "#9a9a9a"
    axes.hlines(height, 0, 1, color="#eeeeee", linewidth=4, zorder=0)
    axes.hlines(height, row["place_q05"], row["place_q95"], color=colour, linewidth=4, alpha=0.6)
    axes.plot([row["place"]], [height], "|", color=colour, markersize=8, markeredgewidth=2)
    axes.text(1.02, height, f"{row['q50']:.3g}", fontsize=6.5, va="center")


def ranks(found: pd.DataFrame, recovery: pd.DataFrame) -> Figure:
    """Where planted values rank among those accepted for them, and which settings are found again."""
    figure = blank(9.6, 4.4, left=0.75, top=0.45, bottom=0.95)
    figure.subplots_adjust(wspace=0.9, right=0.97)
    left, right = figure.subplots(1, 2)
    width = 1 / len(found)
    left.fill_between(
        [0, 1], found["low"].iloc[0], found["high"].iloc[0], color="#e8e8e8", linewidth=0
    )
    left.bar(
        found["bin"], found["share"], width, align="edge", color=BLUE, alpha=0.7, edgecolor="white"
    )
    left.axhline(width, color=GREY, linewidth=0.8)
    left.set(xlim=(0, 1), ylim=(0, 2.2 * width), xlabel="rank of the planted value", ylabel="share")
    left.set_title("Ranks: even if the method is right", loc="left")
    best = recovery.sort_values("correlation", ascending=False).head(MOST_RECOVERED)
    right.barh(range(len(best)), best["correlation"], height=0.6, color=BLUE, alpha=0.7)
    names = [textwrap.shorten(setting_label(name).rstrip("."), 40) for name in best["setting"]]
    name_rows(right, names, 7)
    right.set_xlabel("correlation of planted and found")
    right.set_title("What the targets can teach", loc="left")
    no_side(right)
    foot(
        figure,
        f"{recovery['planted'].iloc[0]:,} planted sets. Left: all settings together; grey: where 95% of the "
        f"shares of one setting lie.\nRight: the {len(best)} settings found again best; 0: not at all.",
    )
    return figure
