"""The figure of futures: one course until the past ends, then one for each, and how far they part."""

from __future__ import annotations

import functools
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.config.arms import BLUE, GREEN, GREY, ORANGE, SKY, VERMILION
from experiments.studies.style import blank, draw_into, foot, weeks_or_years

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OUTCOME = "practising_host"
TURN = (VERMILION, BLUE, GREEN, ORANGE, SKY)
NAME = 14  # pixels from one name to the next
LETTER = 0.065  # inches
BLACK = "#222222"


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    said: Any = OmegaConf.load(folder / "config.yaml")
    rows = pd.read_parquet(folder / "courses.parquet", filters=[("outcome", "==", OUTCOME)])
    return draw_into(folder, {"futures": functools.partial(futures, rows, said)})


def futures(rows: pd.DataFrame, said: Any) -> Figure:
    """Practising in the hosts in every future, above; below, its paired difference from the reference."""
    colours = _colours(list(said.futures), said.reference)
    names = 0.25 + LETTER * max(map(len, colours))
    figure = blank(7.0 + names, 6.0, left=0.85, top=0.2, bottom=0.8)
    figure.subplots_adjust(right=1 - names / figure.get_figwidth())
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.5, 1))
    unit = weeks_or_years(below, said.weeks)
    for axes, reference in ((above, ""), (below, said.reference)):
        axes.axvspan(0, said.past, color="#f0f0f0", linewidth=0, zorder=0)
        _courses(axes, rows[rows["reference"] == reference], colours, said.past)
    above.set_ylim(bottom=0)
    above.yaxis.set_major_formatter(lambda share, place: f"{share:.0%}")
    below.yaxis.set_major_formatter(lambda share, place: f"{100 * share:+.0f}" if share else "0")
    above.set_ylabel("People practising\nin host organisations")
    below.set_ylabel(f"Difference from {_spoken(said.reference)},\npercentage points")
    below.axhline(0, color=GREY, linewidth=0.8, zorder=0)
    above.annotate(
        "one past", (said.past / 2, 0.97), xycoords=above.get_xaxis_transform(), ha="center",
        va="top", color=GREY, fontsize=8,
    )  # fmt: skip
    basis = f"{rows['n'].max()} {'parameter sets' if said.ensemble else 'paired runs'}"
    foot(figure, f"{unit} (line: mean of {basis}; band: its 95% interval).\n{said.question}")
    return figure


def _colours(names: list[str], reference: str) -> dict[str, str]:
    """A colour for each future: grey for the reference, the others in turn."""
    turn = itertools.cycle(TURN)
    return {name: GREY if name == reference else next(turn) for name in names}


def _courses(axes: Axes, rows: pd.DataFrame, colours: dict[str, str], past: int) -> None:
    """The common past once, in black, and from its end each future with its name where it ends."""
    ends: dict[str, float] = {}
    lived = rows[(rows["future"] == rows["future"].iloc[0]) & (rows["week"] <= past)]
    _course(axes, lived, BLACK)
    for name, colour in colours.items():
        ahead = rows[(rows["future"] == name) & (rows["week"] >= past)]
        if len(ahead):  # of the reference there is no difference
            _course(axes, ahead, colour)
            ends[name] = float(ahead["mean"].iloc[-1])
    _name_ends(axes, ends, colours)


def _course(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    weeks, low, high = (rows[column].to_numpy() for column in ("week", "low", "high"))
    axes.fill_between(weeks, low, high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(weeks, rows["mean"], color=colour, linewidth=1.8)


def _name_ends(axes: Axes, ends: dict[str, float], colours: dict[str, str]) -> None:
    """Write each name beside the end of its course, moved up as far as the name below it needs."""
    bottom, top = axes.get_ylim()
    apart = NAME / axes.get_window_extent().height * (top - bottom)
    last = -np.inf
    for name, end in sorted(ends.items(), key=lambda item: item[1]):
        last = max(end, last + apart)
        axes.annotate(
            _spoken(name), (1, last), (5, 0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", va="center", color=colours[name], fontsize=8,
            annotation_clip=False,
        )  # fmt: skip


def _spoken(name: str) -> str:
    return name.replace("_", " ")
