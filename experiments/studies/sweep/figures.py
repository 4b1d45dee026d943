"""The figure of a sweep: an outcome along what varies, by arm, and the difference of the compared arms."""

import itertools
import math
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, MARKERS, NAMES
from experiments.config.labels import axis_label, outcome_label, setting_label
from experiments.store.configured import Configured
from experiments.studies.phrases import number
from experiments.studies.style import PAGE, blank, draw_into
from experiments.studies.sweep.run import shown
from simulation.passport import SHARE

Numbers = npt.NDArray[np.floating[Any]]

MOST_PANELS = 6
LEGEND = 3  # arms in a row of it
AT_ONCE = 50_000  # rows of a table in memory
DODGE = 0.09  # between arms where values are no numbers
ESTIMATE = ["mean", "low", "high"]


class Panel(NamedTuple):
    """A column of the figure."""

    title: str  # what is the same in it
    axis: str  # what varies along it
    places: Mapping[int, float]  # where each point stands, by its number
    ticks: Mapping[float, str]  # names of the places, where they are no numbers
    # Whether nothing else varies, so that a line from point to point means something.
    joined: bool = True


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    configuration = Configured(folder).configuration
    points = pd.read_csv(folder / "points.csv", keep_default_na=False, na_values=[""])
    table = rows(folder, shown(configuration["outcomes"]))
    return draw_into(folder, {"sweep": lambda: sweep(table, points, configuration)})


def rows(folder: Path, outcome: str) -> pd.DataFrame:
    """The rows of one outcome in the table of a sweep, which may be larger than memory."""
    pieces = pd.read_csv(
        folder / "sweep.csv", keep_default_na=False, na_values=[""], chunksize=AT_ONCE
    )
    table = pd.concat([piece[piece["outcome"] == outcome] for piece in pieces])
    table["reference"] = table["reference"].fillna("")
    return table


def sweep(table: pd.DataFrame, points: pd.DataFrame, configuration: Mapping[str, Any]) -> Figure:
    """Levels of each arm above, the difference of the compared arms below; see `panels_of`."""
    panels = panels_of(points, str(configuration["design"]))
    unit = str(table["unit"].iloc[0])
    if unit == SHARE:
        table = table.assign(**{name: 100 * table[name] for name in ESTIMATE})
    lines = max(panel.title.count("\n") + bool(panel.title) for panel in panels)
    width = max(PAGE, 1.1 + 2.0 * len(panels))
    # Above the panels, where no band can be.
    legend = 0.2 * math.ceil(len(configuration["arms"]) / LEGEND)
    top = 0.25 + 0.15 * lines + legend
    figure = blank(width, 5.4 + legend, 0.95, top, bottom=0.75, hspace=0.12, wspace=0.1)
    grid = figure.subplots(
        2, len(panels), sharex="col", sharey="row", squeeze=False, height_ratios=(1.4, 1)
    )
    for panel, (above, below) in zip(panels, grid.T, strict=True):
        _levels(above, table[table["reference"] == ""], panel, configuration["arms"])
        first, second = configuration["compare"]
        gaps = table[(table["arm"] == first) & (table["reference"] == second)]
        _course(below, gaps, panel, first, "", 0.0)
        below.axhline(0, color=GREY, linewidth=0.8, zorder=0)
        above.set_title(panel.title, fontsize=8)
        below.set_xlabel(textwrap.fill(panel.axis, max(18, int(11 * width / len(panels)))))
    levels, gaps = ("%", "percentage points") if unit == SHARE else (unit, unit)
    label = textwrap.fill(outcome_label(str(table["outcome"].iloc[0])), 34)
    grid[0, 0].set_ylabel(f"{label} ({levels})", fontsize=8)
    less = textwrap.fill(" minus ".join(NAMES[arm] for arm in configuration["compare"]), 34)
    grid[1, 0].set_ylabel(f"{less}\n({gaps})", fontsize=8)
    if unit == SHARE:  # intervals of few runs may reach farther
        low, high = grid[0, 0].get_ylim()
        grid[0, 0].set_ylim(max(low, -2), min(high, 102))
    figure.legend(*grid[0, 0].get_legend_handles_labels(), ncols=LEGEND, loc="upper center")
    return figure


def panels_of(points: pd.DataFrame, design: str) -> list[Panel]:
    """The columns of the figure.

    Points from a list of one's own stand in the order of the list. In a grid the setting with most values
    goes along the axis, with a panel for each combination of the others, if these are few. In any
    other design each setting has a panel, in which the points scatter.
    """
    names = [name for name in points.columns if name != "point" and points[name].nunique() > 1]
    names = names or [points.columns[-1]]
    if design == "csv" and len(names) > 1:
        return [_listed(points, names)]
    levels = {name: points[name].nunique() for name in names}
    along = max(names, key=lambda name: levels[name])
    others = [name for name in names if name != along]
    if math.prod(levels.values()) == len(points) and len(points) <= MOST_PANELS * levels[along]:
        choices = itertools.product(*(dict.fromkeys(points[name]) for name in others))
        return [_one(points, along, dict(zip(others, chosen, strict=True))) for chosen in choices]
    scattered = [_one(points, name, {}) for name in names[:MOST_PANELS]]
    return [panel._replace(joined=len(names) == 1) for panel in scattered]


def _listed(points: pd.DataFrame, names: Sequence[str]) -> Panel:
    said = [", ".join(map(number, row)) for row in points[list(names)].itertuples(index=False)]
    places = {int(number): float(place) for place, number in enumerate(points["point"])}
    labels = "; ".join(setting_label(name) for name in names)
    return Panel("", labels, places, dict(zip(places.values(), said, strict=True)))


def _one(points: pd.DataFrame, along: str, chosen: Mapping[str, Any]) -> Panel:
    """The panel of one setting, of the points at which the others have the values chosen."""
    here = points
    for name, value in chosen.items():
        here = here[here[name] == value]
    values = list(dict.fromkeys(points[along]))
    numbers = pd.api.types.is_numeric_dtype(points[along]) and points[along].dtype != bool
    place = {value: float(value if numbers else at) for at, value in enumerate(values)}
    places = {int(row["point"]): place[row[along]] for row in here.to_dict("records")}
    chosen_words = (f"{setting_label(name)}: {number(value)}" for name, value in chosen.items())
    title = "\n".join(textwrap.fill(words, 32) for words in chosen_words)
    ticks = {} if numbers else {place[value]: number(value) for value in values}
    return Panel(title, axis_label(along), places, ticks)


def _levels(axes: Axes, own: pd.DataFrame, panel: Panel, arms: Sequence[str]) -> None:
    for place, arm in enumerate(arms):
        dodge = DODGE * (place - (len(arms) - 1) / 2)
        _course(axes, own[own["arm"] == arm], panel, arm, NAMES[arm], dodge)


def _course(
    axes: Axes, rows: pd.DataFrame, panel: Panel, arm: str, label: str, dodge: float
) -> None:
    """Bars where values are no numbers, a line with a band where they are; else points and their means."""
    colour, marker = COLOURS[arm], MARKERS[arm]
    rows = rows[rows["point"].isin(list(panel.places))]
    x = rows["point"].map(dict(panel.places)).to_numpy(float)
    order = np.argsort(x, kind="stable")
    x = x[order]
    mean, low, high = (rows[name].to_numpy(float)[order] for name in ESTIMATE)
    if panel.ticks:
        reach = np.abs(np.array([mean - low, high - mean]))
        axes.errorbar(
            x + dodge, mean, reach, fmt=marker, color=colour, markersize=4, elinewidth=1.6, label=label
        )  # fmt: skip
        said = [textwrap.fill(name, 10) for name in panel.ticks.values()]
        axes.set_xticks(list(panel.ticks), said, fontsize=7)
    elif panel.joined:
        axes.plot(x, mean, marker=marker, color=colour, markersize=3.5, linewidth=1.5, label=label)
        axes.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
    else:
        axes.plot(x, mean, ".", color=colour, markersize=3, alpha=0.35)
        axes.plot(*_binned(x, mean), "-", color=colour, linewidth=1.6, label=label)


def _binned(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Means of y where x is the same, or in up to ten parts of it with as many points each."""
    different = np.unique(x)
    if len(different) <= 10:
        groups = [np.flatnonzero(x == value) for value in different]
    else:
        groups = np.array_split(np.arange(len(x)), 10)
    return np.array([x[g].mean() for g in groups]), np.array([y[g].mean() for g in groups])
