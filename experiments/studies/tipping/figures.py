"""The figure of tipping: what becomes of the share practising, and the chance that most practise later."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.methods.estimates import CULTURE, CULTURE_LATER
from experiments.store.configured import Configured
from experiments.studies import style
from experiments.studies.style import PAGE, blank, draw_into
from experiments.studies.tipping.run import ARMS, years_after
from experiments.studies.tipping.thresholds import LIKELY, LITERATURE, MAJORITY

MOST_POINTS = 4_000  # runs that are shown: more hide each other
BAND = "#f3e3b3"  # the literature


def draw(folder: Path) -> list[Path]:
    """Draw the figure of a results folder into it, as PNG and SVG; gives their paths."""
    names = ("chance", "course", "threshold", "sets")
    tables = dict(zip(names, style.tables(folder, *names), strict=True))
    tables["runs"] = pd.read_parquet(folder / "runs.parquet")
    which = "sets" if "sets" in set(tables["runs"]["runs"]) else "own"
    shown = {name: table[table["runs"] == which] for name, table in tables.items()}
    years = years_after(Configured(folder).settings)
    return draw_into(folder, {"tipping": lambda: tipping(shown, years)})


def tipping(tables: Mapping[str, pd.DataFrame], years: float) -> Figure:
    """Left, each run; right, the chance that most practise later, with and without the norm."""
    figure = blank(PAGE, 4.5, left=0.6, top=0.5, bottom=1.1, wspace=0.22)
    left, right = figure.subplots(1, 2)
    later = f"{years:g} years later"
    norm = {name: table[table["variant"] == "norm"] for name, table in tables.items()}
    _courses(left, norm["runs"], norm["course"])
    left.set(title=shrinks(norm["runs"]), ylabel=f"Practising {later} (%)")
    _chances(right, tables["chance"])
    _thresholds(right, norm["threshold"], norm["sets"])
    right.set(title=f"Chance that most practise\n{later}", ylabel="Chance (%)")
    for axes in (left, right):
        axes.axvspan(*(100 * end for end in LITERATURE), color=BAND, linewidth=0, zorder=0)
        axes.axvline(100 * LIKELY, color="#b08900", linewidth=1, linestyle=":", zorder=1)
        axes.set(xlabel="Practising when contracts end (%)", xlim=(0, 100), ylim=(-2, 102))
    shown = zip(*(axes.get_legend_handles_labels() for axes in (left, right)), strict=True)
    figure.legend(*(one + other for one, other in shown), ncols=2, loc="lower center")
    return figure


def shrinks(runs: pd.DataFrame) -> str:
    """In how many of the runs with brokers practice shrinks."""
    some = runs[runs["arm"] != "none"]
    share = (some[CULTURE_LATER] < some[CULTURE]).mean()
    return f"After the contracts practice shrinks\nin {style.percent(share)} of the runs"


def _courses(axes: Axes, runs: pd.DataFrame, course: pd.DataFrame) -> None:
    some = runs[runs["arm"] != "none"]
    if len(some) > MOST_POINTS:
        some = some.iloc[np.linspace(0, len(some) - 1, MOST_POINTS).astype(int)]
    for arm in reversed(ARMS):
        own = some[some["arm"] == arm]
        axes.plot(
            100 * own[CULTURE], 100 * own[CULTURE_LATER], ".", color=COLOURS[arm], alpha=0.35,
            markersize=3, markeredgewidth=0, zorder=2, rasterized=True,
        )  # fmt: skip
        axes.plot([], [], "o", color=COLOURS[arm], markersize=4, label=NAMES[arm])
    axes.plot([0, 100], [0, 100], color=GREY, linewidth=1, zorder=3)
    for text, place in (("grown", (52, 88)), ("shrunk", (88, 12))):
        axes.text(*place, text, ha="center", va="center", fontweight="bold", color=GREY)
    axes.plot(
        100 * course["share"], 100 * course["q50"], color="black", linewidth=2.2,
        label="left: median run", zorder=4,
    )  # fmt: skip


def _chances(axes: Axes, chance: pd.DataFrame) -> None:
    looks = {
        "norm": (style.ROSE, "right: chance with the norm"),
        "no_norm": (style.PURPLE, "right: chance without the norm"),
    }
    for variant, (colour, label) in looks.items():
        rows = chance[chance["variant"] == variant]
        low, mean, high = (100 * rows[f"chance{end}"] for end in ("_low", "", "_high"))
        axes.fill_between(100 * rows["share"], low, high, color=colour, alpha=0.2, linewidth=0)
        axes.plot(100 * rows["share"], mean, color=colour, linewidth=2.2, label=label)
    axes.axhline(100 * MAJORITY, color=GREY, linewidth=0.8)
    axes.text(
        50 * sum(LITERATURE), 100, "tipping points\nin the literature", ha="center", va="top", fontsize=8,
        color="#7a5f00",
    )  # fmt: skip


def _thresholds(axes: Axes, threshold: pd.DataFrame, sets: pd.DataFrame) -> None:
    """Where the chance passes one half: over all runs, and in the median set by itself."""
    own = sets["at"].dropna()
    pooled = threshold.query("measure == 'chance'")["at"].iloc[0]
    marks = [(pooled, "pooled\nruns", "o", (9, -20), "left")]
    if len(own) > 1:
        marks.append(
            (own.quantile(0.5, "lower"), "median set with\na threshold", "D", (2, 18), "right")
        )
    for at, text, marker, offset, side in marks:
        if np.isfinite(at):
            axes.plot([100 * at], [100 * MAJORITY], marker, color="black", markersize=7, zorder=5)
            axes.annotate(
                f"{text}: {at:.0%}", (100 * at, 100 * MAJORITY), offset, textcoords="offset points",
                ha=side, va="center", fontsize=8, fontweight="bold",
            )  # fmt: skip
