"""The figures of a calibration: each target with its range, and each setting within its prior."""

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import GREY
from experiments.config.groups import TITLES
from experiments.config.labels import setting_label
from experiments.studies import style
from experiments.studies.phrases import capital
from experiments.studies.style import blank, draw_into, name_rows, no_side

UNEVEN = 0.05  # chance that ranks of some setting look clearly uneven where the method is right


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, each as PNG and SVG; gives their paths."""
    names = ("targets", "parameters", "ranks", "recovery")
    found, parameters, checked, recovery = style.tables(folder, *names)
    tried = pd.read_parquet(folder / "tried.parquet")
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
    room = {"hspace": 1.75, "wspace": 0.18}
    figure = blank(9.6, 0.8 + 1.25 * rows, left=0.2, top=0.6, bottom=0.3, **room)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, row in zip(panels, found.to_dict("records"), strict=False):
        key = row["target"]
        before = tried.get(f"target: {key}", pd.Series(dtype=float))[~accepted].dropna()
        _target(axes, row, before, tried.loc[accepted, f"again: {key}"].dropna())
    for axes in panels[len(found) :]:
        axes.set_visible(False)
    return figure


def _target(axes: Axes, row: dict[Any, Any], refused: pd.Series, accepted: pd.Series) -> None:
    everything = pd.concat([refused, accepted])
    ends = np.quantile(everything, [0.01, 0.99]) if len(everything) else (0.0, 1.0)
    shown = [*ends, row["middle"], *filter(np.isfinite, (row["low"], row["high"]))]
    low, high = min(shown), max(shown)
    pad = 0.06 * (high - low) or 1.0
    axes.set_xlim(low - pad, high + pad)
    ends = max(row["low"], low - pad), min(row["high"], high + pad)
    axes.axvspan(*ends, color=style.MOSS, alpha=0.18, linewidth=0)
    bins = np.linspace(low - pad, high + pad, 41)
    for values, colour, alpha in ((refused, GREY, 0.35), (accepted, style.PURPLE, 0.75)):
        if len(values):
            counts, _ = np.histogram(np.clip(values, low, high), bins)
            axes.stairs(counts / counts.max(), bins, fill=True, color=colour, alpha=alpha)
    if len(accepted):
        axes.plot([accepted.median()], [1.08], "v", color=style.PURPLE, markersize=5, clip_on=False)
    axes.axvline(row["middle"], color=style.ROSE, linewidth=1.2)
    mark = "" if row["fitted"] else "; held out"
    words = textwrap.fill(f"{capital(str(row['meaning']))} ({row['target']}{mark})", 42)
    axes.text(0, 1.16, words, transform=axes.transAxes, fontsize=6.8, va="bottom")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(labelsize=7)


def identifiability(parameters: pd.DataFrame, sets: int) -> Figure:
    """Where the accepted values of each setting lie in its prior: those of collective work apart, first."""
    groups = {group: rows for group, rows in parameters.groupby("group", sort=False)}
    order = [group for group in TITLES if group in groups]
    lines = sum(len(groups[group]) + 1 for group in order)
    figure = blank(8.8, 0.75 + 0.17 * lines, left=2.9, top=0.4, bottom=0.3, right=0.92)
    axes = figure.subplots()
    labels: list[str] = []
    for group in order:
        axes.text(
            -0.01, len(labels), TITLES[group], fontsize=8, weight="bold", ha="right", va="center"
        )
        labels.append("")
        for row in groups[group].to_dict("records"):
            _setting(axes, len(labels), row)
            labels.append(_short(row["setting"], 78))
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
    return figure


def _setting(axes: Axes, height: int, row: dict[Any, Any]) -> None:
    colour = style.PURPLE if row["informed"] else "#9a9a9a"
    axes.hlines(height, 0, 1, color="#eeeeee", linewidth=4, zorder=0)
    axes.hlines(height, row["place_q05"], row["place_q95"], color=colour, linewidth=4, alpha=0.6)
    axes.plot([row["place"]], [height], "|", color=colour, markersize=8, markeredgewidth=2)
    axes.text(1.02, height, f"{row['q50']:.3g}", fontsize=6.5, va="center")


def ranks(found: pd.DataFrame, recovery: pd.DataFrame) -> Figure:
    """Where planted values rank, pooled and tested setting by setting, and which are found again."""
    rows = recovery.sort_values("correlation", ascending=False)
    figure = blank(11.5, 1.1 + 0.17 * len(rows), left=0.75, top=0.45, bottom=0.5)
    grid = figure.add_gridspec(1, 4, width_ratios=(1, 0.92, 1, 1), wspace=0.12)
    _pooled(figure.add_subplot(grid[0]), found)
    uneven, again = (figure.add_subplot(grid[place]) for place in (2, 3))
    heights = range(len(rows))
    uneven.axvspan(0, UNEVEN / len(rows), color=style.ROSE, alpha=0.3, linewidth=0)
    uneven.plot(rows["uniform"], heights, "o", color=style.PURPLE, markersize=4)
    uneven.set(xscale="log", xlim=(UNEVEN / len(rows) / 3, 1.2), xlabel="p-value of even ranks")
    uneven.set_title("Ranks, setting by setting", loc="left")
    name_rows(uneven, [_short(name, 40) for name in rows["setting"]], 7)
    again.barh(heights, rows["correlation"], height=0.6, color=style.PURPLE, alpha=0.7)
    again.axvline(0, color=GREY, linewidth=0.8)
    again.set_xlabel("correlation of planted and found")
    again.set_title("What the targets can teach", loc="left")
    name_rows(again, [""] * len(rows), 7)
    for axes in (uneven, again):
        no_side(axes)
    return figure


def _pooled(axes: Axes, found: pd.DataFrame) -> None:
    """How often a rank falls into each bin, over all settings."""
    width = 1 / len(found)
    axes.fill_between(
        [0, 1], found["low"].iloc[0], found["high"].iloc[0], color="#e8e8e8", linewidth=0
    )
    look: dict[str, Any] = {"color": style.PURPLE, "alpha": 0.7, "edgecolor": "white"}
    axes.bar(found["bin"], found["share"], width, align="edge", **look)
    axes.axhline(width, color=GREY, linewidth=0.8)
    axes.set(xlim=(0, 1), ylim=(0, 2.2 * width), xlabel="rank of the planted value", ylabel="share")
    axes.set_title("Ranks, all settings", loc="left")


def _short(name: str, letters: int) -> str:
    return textwrap.shorten(setting_label(name).rstrip("."), letters)
