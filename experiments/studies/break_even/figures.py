"""The figures of a break-even study: what an hour together must buy, and how the gain rises with hours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREEN, GREY, NAMES, ORANGE
from experiments.studies.break_even.dose import ARMS, DOUBLED, DOUBLING, HEAVY, HEAVY_ENDS
from experiments.studies.break_even.surface import TIMES
from experiments.studies.style import band, blank, draw_into, foot

TITLES = {
    "all": "All activities", "pairs": "Pairs", "meetings": "Meetings", "leader": "Leader",
}  # fmt: skip
HALF_DAY, FORTNIGHT = 3.75, 2  # hours; weeks
RECORDED = (
    1 / HALF_DAY / FORTNIGHT,
    3 / HALF_DAY / FORTNIGHT,
)  # meetings of 1 to 3 hours (SAPC 2015)
SCALE = 40  # percentage points with the deepest colour
TOP = max(TIMES)


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    surface, lines, gains = (
        pd.read_csv(folder / f"{name}.csv") for name in ("surface", "break_even", "dose")
    )
    made = {"break_even": lambda: break_even(surface, lines), "dose": lambda: dose(gains)}
    return draw_into(folder, made)


def break_even(surface: pd.DataFrame, lines: pd.DataFrame) -> Figure:
    """A panel for each activity: hours across, what an hour buys upwards, colour for what the hours add."""
    figure = blank(11.5, 4.3, left=0.85, top=0.45, bottom=1.0)
    figure.subplots_adjust(wspace=0.14, right=0.9)
    panels = figure.subplots(1, len(TITLES), sharey=True)
    for axes, (activity, title) in zip(panels, TITLES.items(), strict=True):
        wanted = f"activity == '{activity}' and reference == 'without'"
        filled = _surface(axes, surface.query(wanted))
        _line(axes, lines.query(wanted))
        axes.set_title(title)
        unit = "of the leader" if activity == "leader" else "of each broker"
        axes.set_xlabel(f"half-days a week {unit}", fontsize=8.5)
    panels[0].set_ylabel("what an hour buys\n(1 = as the model assumes)")
    low, high = RECORDED
    meetings = panels[list(TITLES).index("meetings")]
    meetings.plot([low, high], [0.06, 0.06], color="black", linewidth=4, solid_capstyle="butt")
    meetings.annotate("recorded:\nfortnightly", (low, 0.1), fontsize=7.5, va="bottom")
    place = figure.add_axes((0.92, 0.36, 0.012, 0.48))
    figure.colorbar(
        filled, cax=place, label="points more people practise", ticks=[-40, -20, 0, 20, 40]
    )
    foot(
        figure,
        "Colour: people practising at the end of the contracts, less the same team without this activity "
        "(without all: solos), in percentage points.\nBlack line: the hours just pay, with the study's "
        "settings (white dot). Dashed: the same in the median parameter set; hatched: 5 to 95% of the sets.",
    )
    return figure


def _surface(axes: Axes, rows: pd.DataFrame) -> ContourSet:
    grid = 100 * rows.pivot(index="worth", columns="half_days", values="mean")
    filled = axes.contourf(
        grid.columns, grid.index, grid.to_numpy(), levels=np.linspace(-SCALE, SCALE, 17), cmap="RdBu",
        extend="both",
    )  # fmt: skip
    (here,) = rows.query("hours == 1 and worth == 1").to_dict("records")
    axes.plot(
        here["half_days"], 1, "o", color="white", markeredgecolor="black", markersize=7, zorder=6
    )
    said = f"{100 * here['mean']:+.0f}".replace("-", "−")
    axes.annotate(
        said, (here["half_days"], 1), (6, 6), textcoords="offset points",
        fontsize=9.5, fontweight="bold", zorder=6,
    )  # fmt: skip
    axes.set(xlim=(0, rows["half_days"].max()), ylim=(0, TOP))
    return filled


def _line(axes: Axes, rows: pd.DataFrame) -> None:
    """Where the hours just pay, here and over the sets; or that they do not in this range."""
    if np.isfinite(rows["worth"]).any():
        _lines(axes, rows)
        return
    text = "does not pay\nin this range"
    if "sets_never" in rows:
        (here,) = rows.query("hours == 1").to_dict("records")
        text += f"\n(pays in {1 - here['sets_never']:.0%} of the sets)"
    axes.text(
        0.5, 0.95, text, transform=axes.transAxes, ha="center", va="top", fontsize=9,
        fontweight="bold",
    )  # fmt: skip


def _lines(axes: Axes, rows: pd.DataFrame) -> None:
    axes.plot(rows["half_days"], rows["worth"], color="black", linewidth=2.6)
    if "sets_q50" in rows:
        low, middle, high = (rows[f"sets_{name}"].clip(upper=TOP) for name in ("q05", "q50", "q95"))
        axes.plot(rows["half_days"], middle, "--", color="black", linewidth=1.2)
        axes.fill_between(
            rows["half_days"], low, high, facecolor="none", edgecolor="#555555", hatch="///", linewidth=0,
        )  # fmt: skip


def dose(gains: pd.DataFrame) -> Figure:
    """Left, the gain by a single broker's hours; right, by the number of brokers at equal cost."""
    figure = blank(9.6, 4.3, left=0.75, top=0.45, bottom=1.1)
    figure.subplots_adjust(wspace=0.28)
    left, right = figure.subplots(1, 2)
    hours = gains.query("curve == 'hours' and measure == 'stance'")
    _trials(left, hours["fte"].to_numpy(), float(hours["mean"].iloc[0]))
    _curve(left, hours, "fte", ORANGE, "model", 1)
    if "sets_q05" in hours:
        left.fill_between(
            hours["fte"],
            hours["sets_q05"],
            hours["sets_q95"],
            color=ORANGE,
            alpha=0.12,
            linewidth=0,
        )
    left.set(
        title="One broker", xlabel="working time (full-time equivalents)",
        ylabel="gain over no brokers\n(SD of stances)", xlim=(0, 1.02), ylim=(0, None),
    )  # fmt: skip
    left.legend(loc="upper left", fontsize=8, frameon=False)
    for arm in ARMS:
        rows = gains.query(f"curve == 'brokers' and measure == 'practising' and arm == '{arm}'")
        _curve(right, rows, "brokers", COLOURS[arm], NAMES[arm], 100)
    right.set(
        title="Brokers at equal cost", xlabel="number of brokers, each with fewer hours",
        ylabel="gain over no brokers\n(percentage points practising)", ylim=(0, None),
    )  # fmt: skip
    right.legend(loc="upper right", fontsize=8, frameon=False)
    foot(
        figure,
        "Lines: means with 95% intervals; dashed: median parameter set; pale: 5 to 95% of the sets.\n"
        f"Trials of facilitators (Baskerville et al. 2012): twice the hours, {DOUBLED:g} times the effect "
        f"({DOUBLING[0]:g} to {DOUBLING[1]:g});\nmany practices for each facilitator against few, {HEAVY:g} "
        f"times the effect ({HEAVY_ENDS[0]:g} to {HEAVY_ENDS[1]:g}).",
    )
    return figure


def _curve(axes: Axes, rows: pd.DataFrame, x: str, colour: str, label: str, scale: float) -> None:
    band(axes, rows, x, colour, 0.35, scale, marker="o", markersize=4, label=label)
    if "sets_q50" in rows:
        axes.plot(rows[x], scale * rows["sets_q50"], "--", color=colour, linewidth=1)


def _trials(axes: Axes, fte: np.ndarray, first: float) -> None:
    """What trials would lead to expect, from the gain with the fewest hours on."""
    doubled = np.log2(fte / fte[0])
    low, middle, high = (first * times**doubled for times in (DOUBLING[0], DOUBLED, DOUBLING[1]))
    axes.fill_between(fte, low, high, color=GREEN, alpha=0.3, linewidth=0, label="as in trials")
    axes.plot(fte, middle, color=GREEN, linewidth=1.5)
    axes.axhline(0, color=GREY, linewidth=0.5)
