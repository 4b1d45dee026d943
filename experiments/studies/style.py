"""What all figures share: colours, type, and how they are saved so that the same data give the same bytes."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from experiments.store.atomic import save

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAGE = 7.2  # inches: the width of a page or a slide, so that type keeps its size
SHORT_NAME = 16  # letters
SHORT = 104  # weeks: time is shown in years from here on
ROOM = 0.6  # of a row, above the first and below the last
# For what is no arm.
PURPLE, LILAC, ROSE, MOSS, SAND = "#5b4a8a", "#b3a7d3", "#c2185b", "#7a8b00", "#cdbb94"
_STYLE: Any = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "savefig.dpi": 200,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "brokering",  # else the names inside an SVG differ from run to run
}


def load() -> None:
    """Import what drawing needs, which takes a while, so that it is there when it is needed."""
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401
    import pyarrow.parquet  # noqa: F401


@contextmanager
def styled() -> Iterator[None]:
    """Our style, whatever the reader has set."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        yield


def tables(folder: Path, *names: str) -> list[pd.DataFrame]:
    """Tables of a results folder, by the names of their files without the ending."""
    import pandas as pd

    return [pd.read_csv(folder / f"{name}.csv") for name in names]


def draw_into(folder: Path, figures: Mapping[str, Callable[[], Figure]]) -> list[Path]:
    """Draw figures into a folder, each as PNG and SVG; gives their paths.

    What makes each figure, by its name, is called with our style, not the reader's.
    """
    with styled():
        return [
            _save(folder / f"{name}.{kind}", figure, kind)
            for name, figure in ((name, make()) for name, make in figures.items())
            for kind in ("png", "svg")
        ]


def _save(path: Path, figure: Figure, kind: Literal["png", "svg"]) -> Path:
    """Without a date and without the name of a program's version, which differ from run to run."""
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    save(path, lambda aside: figure.savefig(aside, format=kind, metadata=metadata))
    return path


def blank(
    width: float, height: float, left: float, top: float, bottom: float, **room: float
) -> Figure:
    """An empty figure with these margins around its panels, in inches, and `room` as matplotlib measures it.

    Margins are given as working them out takes longer than drawing the figure.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    margins = {"left": left / width, "right": 1 - 0.2 / width, "top": 1 - top / height}
    margins |= {"bottom": bottom / height, "wspace": 0.12, "hspace": 0.1}
    figure.subplots_adjust(**margins | room)
    return figure


def percent(share: float) -> str:
    """A share in a figure; what is not nothing or everything does not look so."""
    text = f"{share:.0%}"
    small, large = text == "0%" and share > 0, text == "100%" and share < 1
    return "under 1%" if small else "over 99%" if large else text


def weeks_or_years(axes: Axes, weeks: int) -> str:
    """Show so many weeks along the axis, in years if they are many; gives the unit."""
    step = 13 if weeks < SHORT else 52 * (1 + weeks // 600)
    ticks = range(0, weeks + 1, step)
    axes.set_xticks(list(ticks), [str(week if weeks < SHORT else week // 52) for week in ticks])
    axes.set_xlim(0, weeks)
    return "Week" if weeks < SHORT else "Year"


def two_lines(name: str) -> str:
    """A long name on two lines."""
    return name if len(name) <= SHORT_NAME else textwrap.fill(name, len(name) // 2 + 3)


def name_rows(axes: Axes, names: Sequence[str], size: float | None = None) -> None:
    """Name the rows of a panel, the first on top, with some room above and below them."""
    axes.set_yticks(range(len(names)), names, fontsize=size)
    axes.set_ylim(len(names) - 1 + ROOM, -ROOM)


def no_side(axes: Axes) -> None:
    """Leave out the line and the marks beside the names of rows."""
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def band(
    axes: Axes, rows: pd.DataFrame, x: str, colour: str, alpha: float, scale: float = 1, **line: Any
) -> None:
    """A course with its interval as a band, from the columns mean, low and high of a table."""
    low, mean, high = (scale * rows[name] for name in ("low", "mean", "high"))
    axes.fill_between(rows[x], low, high, color=colour, alpha=alpha, linewidth=0)
    axes.plot(rows[x], mean, color=colour, **line)


def interval(
    axes: Axes, height: float, low: float, mean: float, high: float, colour: str, said: str = ""
) -> None:
    """A mean with its interval as a bar, where there is one, and a text on the side away from zero."""
    low, high = (mean if math.isnan(end) else end for end in (low, high))
    axes.plot(
        [low, high], [height, height], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.45
    )
    axes.plot([mean], [height], "|", color=colour, markersize=11, markeredgewidth=2)
    if said:
        end, offset, side = (low, -4, "right") if mean < 0 else (high, 4, "left")
        axes.annotate(
            said, (end, height), (offset, 0), textcoords="offset points", ha=side, va="center", fontsize=8
        )  # fmt: skip
