"""The figure of the mechanisms: their contributions to the team's advantage."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import GREY, VERMILION
from experiments.store.configured import Configured
from experiments.studies import style
from experiments.studies.mechanisms.report import LEAD
from experiments.studies.mechanisms.run import TOTAL
from experiments.studies.phrases import Row, signed
from experiments.studies.style import PAGE, blank, draw_into, interval, name_rows, no_side

TITLES = {
    "culture": ("Practising in the hosts", "percentage points", 100),
    "bids": ("Joint bids", "bids begun per run", 1),
    "decisions": ("Decisions using research", "decisions per run", 1),
}


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    shares = pd.read_csv(folder / "mechanisms.csv")
    return draw_into(folder, {"mechanisms": lambda: mechanisms(shares, Configured(folder).own)})


def mechanisms(shares: pd.DataFrame, own: str) -> Figure:
    """Contributions of the mechanisms to each outcome."""
    prefix = "sets_" if "sets_mean" in shares else ""
    figure = blank(PAGE, 3.7, left=1.1, top=0.35, bottom=0.85, wspace=0.18)
    panels = figure.subplots(1, len(TITLES))
    for axes, (outcome, (title, unit, scale)) in zip(panels, TITLES.items(), strict=True):
        rows = shares[(shares["outcome"] == outcome) & (shares["order"] == 1)]
        _shares(axes, rows, scale, prefix)
        axes.set_title(title)
        axes.set_xlabel(unit)
        names = list(rows["mechanism"].replace(TOTAL, LEAD))
        name_rows(axes, names if axes is panels[0] else [""] * len(names))
    if prefix:
        key = panels[1]
        key.plot([], [], color=style.PURPLE, linewidth=5, alpha=0.6, label="mean over the sets")
        key.plot([], [], "|-", color=GREY, linewidth=1, label="median, 5 to 95% of the sets")
        key.plot([], [], "D-", color=VERMILION, linewidth=1, markersize=3, label=own)
        figure.legend(loc="lower center", ncols=3)
    return figure


def _shares(axes: Axes, rows: pd.DataFrame, scale: int, prefix: str) -> None:
    """The contributions to an outcome: over the sets, if there are any, and with the study's settings."""
    for height, row in enumerate(rows.to_dict("records")):
        low, mean, high = (scale * row[f"{prefix}{name}"] for name in ("low", "mean", "high"))
        farthest = max(high, _beside(axes, height, row, scale)) if prefix else high
        interval(axes, height, low, mean, high, style.PURPLE)
        axes.annotate(
            signed(mean), (farthest, height), (5, 0), textcoords="offset points", va="center",
            fontsize=8,
        )  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    axes.axhline(len(rows) - 1.5, color="#bbbbbb", linewidth=0.8)
    axes.margins(x=0.25)
    no_side(axes)


def _beside(axes: Axes, height: float, row: Row, scale: float) -> float:
    """Above a mean over the sets the study's own settings, below it the single sets; gives the largest."""
    low, mean, high = (scale * row[name] for name in ("low", "mean", "high"))
    q05, q50, q95 = (scale * row[f"sets_{name}"] for name in ("q05", "q50", "q95"))
    axes.plot([low, high], [height - 0.35] * 2, color=VERMILION, linewidth=1)
    axes.plot([mean], [height - 0.35], "D", color=VERMILION, markersize=3, zorder=4)
    axes.plot([q05, q95], [height + 0.28] * 2, color=GREY, linewidth=1)
    axes.plot([q50], [height + 0.28], "|", color=GREY, markersize=6)
    return float(max(high, q95))
