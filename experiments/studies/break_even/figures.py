"""The figures of a break-even study: what an hour together must buy, and how the gain rises with hours."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.config.arms import COLOURS, GREY, NAMES, ORANGE
from experiments.studies import style
from experiments.studies.break_even.dose import ARMS, DOUBLED, DOUBLING, TRIALS
from experiments.studies.break_even.surface import TIMES
from experiments.studies.phrases import signed
from experiments.studies.style import PAGE, band, blank, draw_into, interval, name_rows, no_side

TITLES = {
    "all": "All activities", "pairs": "Pairs", "meetings": "Meetings", "leader": "Leader",
}  # fmt: skip
HALF_DAY, FORTNIGHT = 3.75, 2  # hours; weeks
# Meetings of 1 to 3 hours (SAPC 2015).
RECORDED = 1 / HALF_DAY / FORTNIGHT, 3 / HALF_DAY / FORTNIGHT
PAYS, COSTS, OVER_SETS = "#d5e6f3", "#f8ded3", "#4d4d4d"
TOP = max(TIMES)
TWICE = {"hours": "full time\nrather than\nhalf time", "people": "twice as\nmany people\nto serve"}


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    surface, lines, gains, times = style.tables(
        folder, "surface", "break_even", "dose", "doublings"
    )
    made = {"break_even": lambda: break_even(surface, lines), "dose": lambda: dose(gains, times)}
    return draw_into(folder, made)


def break_even(surface: pd.DataFrame, lines: pd.DataFrame) -> Figure:
    """A panel for each activity: hours across, what an hour buys upwards; above the line the hours pay."""
    figure = blank(PAGE, 6.6, left=0.65, top=0.5, bottom=1.05, hspace=0.5)
    panels = figure.subplots(2, 2, sharey=True).ravel()
    for axes, (activity, title) in zip(panels, TITLES.items(), strict=True):
        wanted = f"activity == '{activity}' and reference == 'without'"
        own = lines.query(wanted)
        _sides(axes, surface.query(wanted), own)
        axes.set_title(f"{title}:\n{verdict(own)}")
        unit = "of the leader" if activity == "leader" else "of each broker"
        axes.set_xlabel(f"half-days a week {unit}")
    for axes in panels[::2]:
        axes.set_ylabel("what an hour buys (1: as assumed)")
    low, high = RECORDED
    meetings = panels[list(TITLES).index("meetings")]
    meetings.axvspan(low, high, ymax=0.035, color="black")
    meetings.annotate(
        "recorded: fortnightly,\n1 to 3 hours", ((low + high) / 2, 0.1), fontsize=8, ha="center"
    )
    keys = [
        Patch(color=PAYS, label="the hours pay"), Patch(color=COSTS, label="they cost more than they buy"),
        Line2D([], [], color="black", linewidth=2.6, label="break-even"),
        Line2D([], [], color=OVER_SETS, linewidth=1.6, linestyle="--", label="break-even: median set"),
        Line2D([], [], color=OVER_SETS, linewidth=1.3, linestyle=":", label="break-even: 5 and 95% of sets"),
        Line2D([], [], marker="o", color="white", markeredgecolor="black", label="as the model assumes"),
    ]  # fmt: skip
    figure.legend(handles=keys, ncols=2, loc="lower center")
    return figure


def in_times(worth: float) -> str:
    """What an hour must buy, as a multiple of what the model assumes."""
    return f"{worth:.2g}" if np.isfinite(worth) else f"over {TOP:g}"


def verdict(lines: pd.DataFrame) -> str:
    """From where on the hours of the settings pay, if they do, and what the sets say."""
    (here,) = lines.query("hours == 1").to_dict("records")
    pays, over_sets = np.isfinite(here["worth"]), "sets_q50" in here
    if not pays:
        return f"hours do not pay even at {TOP:g} times"
    median = f" (median set: {in_times(here['sets_q50'])})" if over_sets else ""
    return f"hours pay from {in_times(here['worth'])} times{median}"


def _sides(axes: Axes, rows: pd.DataFrame, lines: pd.DataFrame) -> None:
    """Where the hours pay and where they do not, the line between, and its band over the sets."""
    grid = 100 * rows.pivot(index="worth", columns="half_days", values="mean")
    across = grid.columns.to_numpy(float), grid.index.to_numpy(float), grid.to_numpy(float)
    axes.set_facecolor(COSTS)
    axes.contourf(*across, levels=[0, max(1.0, grid.to_numpy().max()) + 1], colors=[PAYS])
    if np.isfinite(lines["worth"]).any():
        _line(axes, lines)
    (here,) = rows.query("hours == 1 and worth == 1").to_dict("records")
    axes.plot(
        here["half_days"], 1, "o", color="white", markeredgecolor="black", markersize=8, zorder=6
    )
    axes.annotate(
        f"{signed(100 * here['mean'], 0)} points", (here["half_days"], 1), (0, 8),
        textcoords="offset points", ha="center", fontweight="bold", zorder=6,
    )  # fmt: skip
    # Without any hours nothing is bought, so that the first hours are the least that is drawn.
    axes.set(
        xlim=(rows.query("hours > 0")["half_days"].min(), rows["half_days"].max()), ylim=(0, TOP)
    )


def _line(axes: Axes, lines: pd.DataFrame) -> None:
    """Where the hours just pay, with the study's settings and over the sets."""
    if "sets_q50" in lines:
        for name, look, width in (("q05", ":", 1.3), ("q50", "--", 1.6), ("q95", ":", 1.3)):
            ends = lines[f"sets_{name}"].clip(upper=TOP)
            axes.plot(lines["half_days"], ends, look, color=OVER_SETS, linewidth=width)
    axes.plot(lines["half_days"], lines["worth"], color="black", linewidth=2.6)


def dose(gains: pd.DataFrame, doublings: pd.DataFrame) -> Figure:
    """Left, the gain by hours; middle, twice the hours or people; right, by brokers at equal cost."""
    figure = blank(12.4, 3.75, left=0.75, top=0.45, bottom=0.55, wspace=0.42)
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.15, 0.8, 1.15))
    hours = gains.query("curve == 'hours' and measure == 'stance'")
    _trials(left, hours["fte"].to_numpy(), float(hours["mean"].iloc[0]))
    _curve(left, hours, "fte", ORANGE, "model", 1)
    if "sets_q05" in hours:
        ends = hours["sets_q05"], hours["sets_q95"]
        left.fill_between(hours["fte"], *ends, color=ORANGE, alpha=0.12, linewidth=0)
    left.set(
        title="One broker", xlabel="working time (full-time equivalents)",
        ylabel="gain over no brokers\n(SD of stances)", xlim=(0, 1.02), ylim=(0, None),
    )  # fmt: skip
    left.legend(loc="upper left")
    _twice(middle, doublings)
    for arm in ARMS:
        rows = gains.query(f"curve == 'brokers' and measure == 'practising' and arm == '{arm}'")
        _curve(right, rows, "brokers", COLOURS[arm], NAMES[arm], 100)
    right.set(
        title="Brokers at equal cost", xlabel="number of brokers, each with fewer hours",
        ylabel="gain over no brokers\n(percentage points practising)", ylim=(0, None),
    )  # fmt: skip
    right.legend(loc="upper right")
    return figure


def _twice(axes: Axes, doublings: pd.DataFrame) -> None:
    """What the last doubling of hours, and that of people, multiply the gain by, beside trials."""
    found = doublings.query("measure == 'stance'").groupby("doubled", sort=False).tail(1)
    rows = found.dropna(subset=["mean"]).to_dict("records")
    for place, row in enumerate(rows):
        least, most = TRIALS[row["doubled"]]
        axes.barh(place, most - least, left=least, height=0.5, color=style.MOSS, alpha=0.3)
        if "sets_q50" in row:
            below = place + 0.32
            axes.plot([row["sets_q05"], row["sets_q95"]], [below, below], color=ORANGE, linewidth=1)
            axes.plot([row["sets_q50"]], [below], "|", color=ORANGE, markersize=7)
        ends = row["low"], row["mean"], row["high"]
        interval(axes, place, *ends, ORANGE, f"{row['mean']:.2g}")
    axes.axvline(1, color=GREY, linewidth=0.8, zorder=0)
    name_rows(axes, [TWICE[row["doubled"]] for row in rows], 8.5)
    no_side(axes)
    axes.set(title="Twice the hours, twice the people", xlabel="times the gain in stances")
    axes.set_xlim(left=0)


def _curve(axes: Axes, rows: pd.DataFrame, x: str, colour: str, label: str, scale: float) -> None:
    band(axes, rows, x, colour, 0.35, scale, marker="o", markersize=4, label=label)
    if "sets_q50" in rows:
        axes.plot(rows[x], scale * rows["sets_q50"], "--", color=colour, linewidth=1)


def _trials(axes: Axes, fte: np.ndarray, first: float) -> None:
    """What trials would lead to expect, from the gain with the fewest hours on."""
    doubled = np.log2(fte / fte[0])
    low, middle, high = (first * times**doubled for times in (DOUBLING[0], DOUBLED, DOUBLING[1]))
    axes.fill_between(
        fte, low, high, color=style.MOSS, alpha=0.3, linewidth=0, label="as in trials"
    )
    axes.plot(fte, middle, color=style.MOSS, linewidth=1.5)
    axes.axhline(0, color=GREY, linewidth=0.5)
