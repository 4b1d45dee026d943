"""The figure of a sweep: outcomes along what varies, by arm, and the difference of the compared arms."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.figures.style import COLOURS, GREY, LABELS, VERMILION, blank, draw_into, foot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 4  # levels of a second factor that get a panel of their own
CULTURE = "practising_host_end"
AT_ONCE = 50_000  # rows of a table in memory


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    said = OmegaConf.load(folder / "config.yaml")
    points = pd.read_csv(folder / "points.csv", keep_default_na=False, na_values=[""])
    table = rows(folder, shown(said.outcomes))
    return draw_into(folder, {"sweep": functools.partial(sweep, table, points, said)})


def shown(outcomes: Sequence[str]) -> str:
    """The outcome that is drawn and printed of those that a sweep keeps; empty: the usual ones."""
    return CULTURE if not outcomes or CULTURE in outcomes else outcomes[0]


def rows(folder: Path, outcome: str) -> pd.DataFrame:
    """The rows of one outcome in the table of a sweep, which may be larger than memory."""
    pieces = pd.read_csv(
        folder / "sweep.csv", keep_default_na=False, na_values=[""], chunksize=AT_ONCE
    )
    table = pd.concat([piece[piece["outcome"] == outcome] for piece in pieces])
    table["reference"] = table["reference"].fillna("")
    return table


def sweep(table: pd.DataFrame, points: pd.DataFrame, said: Any) -> Figure:
    """Along one factor, in a panel per level of a second; with more factors a panel for each of them."""
    names = [name for name in points.columns if name != "point" and points[name].nunique() > 1]
    names = names or [points.columns[-1]]
    panels = _panels(points, names)
    figure = blank(1.2 + 2.9 * len(panels), 5.4, left=0.85, top=0.45, bottom=0.95)
    figure.subplots_adjust(hspace=0.12, wspace=0.1)
    grid = figure.subplots(2, len(panels), sharex="col", sharey="row", squeeze=False)
    for column, (title, along, chosen) in enumerate(panels):
        here = table[table["point"].isin(chosen)]
        _levels(grid[0, column], here, points, along, said)
        _gap(grid[1, column], here, points, along, said)
        grid[0, column].set_title(title)
        grid[1, column].set_xlabel(along)
    scale = str(table["unit"].iloc[0])
    grid[0, 0].set_ylabel(f"{str(table['meaning'].iloc[0])[:46]}\n({scale})", fontsize=8)
    less = f"{LABELS[said.compare[0]]} less {LABELS[said.compare[1]]}"
    grid[1, 0].set_ylabel(f"{less}\n({scale})", fontsize=8)
    grid[0, 0].legend(fontsize=7.5, frameon=False)
    basis = f"{said.replicates} paired runs" if not said.ensemble else "the parameter sets"
    foot(
        figure,
        f"{said.question}\nMeans and 95% intervals of {basis} at each of {len(points)} points.",
    )
    return figure


def _panels(points: pd.DataFrame, names: list[str]) -> list[tuple[str, str, Any]]:
    """The title of each panel, the factor along its axis, and its points."""
    first = names[0]
    if len(names) == 2 and points[names[1]].nunique() <= MOST_PANELS:
        second = names[1]
        return [
            (f"{second} = {level}", first, points.loc[points[second] == level, "point"])
            for level in dict.fromkeys(points[second])
        ]
    return [("", name, points["point"]) for name in names[: 2 * MOST_PANELS]]


def _along(points: pd.DataFrame, name: str) -> dict[Any, float]:
    """Where each value of a factor stands on the axis: numbers at themselves, others in turn."""
    values = list(dict.fromkeys(points[name]))
    if pd.api.types.is_numeric_dtype(points[name]) and points[name].dtype != bool:
        return {value: float(value) for value in values}
    return {value: float(place) for place, value in enumerate(values)}


def _levels(axes: Axes, rows: pd.DataFrame, points: pd.DataFrame, along: str, said: Any) -> None:
    for arm in said.arms:
        own = rows[(rows["arm"] == arm) & (rows["reference"] == "")]
        _course(axes, own, points, along, COLOURS[arm], LABELS[arm])


def _gap(axes: Axes, rows: pd.DataFrame, points: pd.DataFrame, along: str, said: Any) -> None:
    first, second = said.compare
    own = rows[(rows["arm"] == first) & (rows["reference"] == second)]
    _course(axes, own, points, along, VERMILION, "")
    axes.axhline(0, color=GREY, linewidth=0.8, zorder=0)


def _course(
    axes: Axes, rows: pd.DataFrame, points: pd.DataFrame, along: str, colour: str, label: str
) -> None:
    """A line with its interval where every place has one point; else the points and their means."""
    places = _along(points, along)
    x = rows[along].map(places).to_numpy(float)
    order = np.argsort(x, kind="stable")
    x = x[order]
    mean, low, high = (rows[name].to_numpy(float)[order] for name in ("mean", "low", "high"))
    if len(np.unique(x)) == len(x):
        axes.plot(x, mean, "o-", color=colour, markersize=3, linewidth=1.4, label=label)
        axes.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
    else:
        axes.plot(x, mean, ".", color=colour, markersize=3, alpha=0.35)
        centre, middle = _binned(x, mean)
        axes.plot(centre, middle, "-", color=colour, linewidth=1.6, label=label)
    if any(isinstance(value, str | bool | np.bool_) for value in places):
        axes.set_xticks(
            list(places.values()), [str(value) for value in places], rotation=20, ha="right"
        )


def _binned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means of y where x is the same, or in up to ten parts of it with as many points each."""
    different = np.unique(x)
    groups = (
        [x == value for value in different]
        if len(different) <= 10
        else [np.isin(np.arange(len(x)), part) for part in np.array_split(np.arange(len(x)), 10)]
    )
    return np.array([x[g].mean() for g in groups]), np.array([y[g].mean() for g in groups])
