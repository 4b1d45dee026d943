"""The figure of futures: one course until the past ends, then one for each, and the differences."""

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY
from experiments.store.configured import Configured
from experiments.studies.phrases import number as spoken
from experiments.studies.phrases import signed
from experiments.studies.style import PAGE, band, blank, draw_into, weeks_or_years

OUTCOME = "practising_host"
DASHES = ("-", "--", ":", "-.")  # of futures with the same arm
NAME = 14  # pixels from one name to the next
LETTER = 0.065  # inches
BLACK = "#222222"


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    configuration = Configured(folder).configuration
    rows = pd.read_parquet(folder / "courses.parquet", filters=[("outcome", "==", OUTCOME)])
    return draw_into(folder, {"futures": lambda: futures(rows, configuration)})


def futures(rows: pd.DataFrame, configuration: Mapping[str, Any]) -> Figure:
    """Practising in the hosts in every future, above; below, its paired difference from the reference."""
    lines = _lines(configuration["futures"])
    names = 0.25 + LETTER * max(map(len, lines))
    figure = blank(PAGE, 5.2, left=0.85, top=0.2, bottom=0.5, right=1 - names / PAGE)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.5, 1))
    unit = weeks_or_years(below, configuration["weeks"])
    for axes, reference in ((above, ""), (below, configuration["reference"])):
        axes.axvspan(0, configuration["past"], color="#f0f0f0", linewidth=0, zorder=0)
        _courses(axes, rows[rows["reference"] == reference], lines, configuration["past"])
    above.set_ylim(0, min(1, above.get_ylim()[1]))
    above.yaxis.set_major_formatter(lambda share, place: f"{share:.0%}")
    below.yaxis.set_major_formatter(lambda share, _: signed(100 * share, 0))
    above.set_ylabel("People practising\nin host organisations")
    below.set_ylabel(f"Difference from '{spoken(configuration['reference'])}',\npercentage points")
    below.axhline(0, color=GREY, linewidth=0.8, zorder=0)
    above.annotate(
        "common past", (configuration["past"] / 2, 0.97), xycoords=above.get_xaxis_transform(), ha="center",
        va="top", color=GREY, fontsize=8,
    )  # fmt: skip
    below.set_xlabel(unit)
    return figure


def _lines(futures: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """The colour of each future's arm, and dashes that no other future with this arm has."""
    colours = {name: COLOURS[changes.get("arm", "none")] for name, changes in futures.items()}
    dashes = {colour: itertools.cycle(DASHES) for colour in colours.values()}
    return {name: (colour, next(dashes[colour])) for name, colour in colours.items()}


def _courses(axes: Axes, rows: pd.DataFrame, lines: dict[str, tuple[str, str]], past: int) -> None:
    """The common past once, in black, and from its end each future with its name where it ends."""
    ends: dict[str, float] = {}
    lived = rows[(rows["future"] == rows["future"].iloc[0]) & (rows["week"] <= past)]
    band(axes, lived, "week", BLACK, 0.15, linestyle="-", linewidth=1.8)
    for name, (colour, dashes) in lines.items():
        ahead = rows[(rows["future"] == name) & (rows["week"] >= past)]
        if len(ahead):  # of the reference there is no difference
            band(axes, ahead, "week", colour, 0.15, linestyle=dashes, linewidth=1.8)
            ends[name] = float(ahead["mean"].iloc[-1])
    _name_ends(axes, ends, lines)


def _name_ends(axes: Axes, ends: dict[str, float], lines: dict[str, tuple[str, str]]) -> None:
    """Write each name beside the end of its course, moved as far as its neighbours need."""
    bottom, top = axes.get_ylim()
    apart = NAME / axes.get_window_extent().height * (top - bottom)
    order = sorted(ends, key=lambda name: ends[name])
    places = [ends[name] for name in order]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + apart)
    highest = top
    for at in reversed(range(len(places))):
        places[at] = min(places[at], highest)
        highest = places[at] - apart
    for name, place in zip(order, places, strict=True):
        axes.annotate(
            spoken(name), (1, place), (5, 0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", va="center", color=lines[name][0], fontsize=8,
            annotation_clip=False,
        )  # fmt: skip
