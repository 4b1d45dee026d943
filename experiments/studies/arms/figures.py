"""The figures of a comparison of arms: culture over time, and gains with their intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from omegaconf import OmegaConf

from experiments.config.arms import BLUE, COLOURS, GREY, NAMES, VERMILION
from experiments.store.configured import Configured
from experiments.studies.style import (
    band,
    basis,
    blank,
    draw_into,
    foot,
    interval,
    no_side,
    two_lines,
    weeks_or_years,
)
from simulation.params import contract_start

SHARES = "practising"  # begins outcomes that are shares of people
# The columns of the figure of gains: outcome, title, unit, and what turns a number into that unit.
GAINS = (
    ("practising_host_end", "Practising,\nend of contracts", "percentage points", 100),
    ("practising_host_followup", "Practising,\nfollow-up", "percentage points", 100),
    ("bids_begun_academics_followup", "Joint bids\nbegun", "per run", 1),
    ("bids_won_academics_followup", "Grants\nwon", "per run", 1),
    ("decisions_informed_managers_followup", "Decisions\nusing research", "per run", 1),
)


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, each as PNG and SVG; gives their paths."""
    said: Any = OmegaConf.load(folder / "config.yaml")
    said.contract.start = contract_start(Configured(folder).settings)  # a roster has its own
    weekly = pd.read_parquet(folder / "weekly.parquet")
    figures = {"culture": lambda: culture(weekly, pd.read_csv(folder / "table.csv"), said)}
    if len(said.arms) > 1:
        figures["gains"] = lambda: gains(pd.read_csv(folder / "differences.csv"), said)
    if (folder / "stopping.csv").is_file():
        looks, course = (pd.read_csv(folder / f"{name}.csv") for name in ("stopping", "course"))
        figures["stopping"] = lambda: stopping(looks, course, said)
    return draw_into(folder, figures)


# ---------------------------------------------------------------- culture over time


def culture(weekly: pd.DataFrame, outcomes: pd.DataFrame, said: Any) -> Figure:
    """Practising over time: a column per arm; hosts above, all other organisations below."""
    ends = outcomes.loc[outcomes["outcome"] == "practising_host_end", "week"]
    contract = (int(said.contract.start), int(ends.iloc[0]))
    columns = len(said.arms)
    figure = blank(1.1 + max(1.75 * columns, 5.3), 5.0, left=0.95, top=0.5, bottom=0.7)
    grid = figure.subplots(
        2, columns, sharex=True, sharey=True, squeeze=False, height_ratios=(1.5, 1)
    )
    for group, panels in zip(("host", "other"), grid, strict=True):
        courses = _courses(weekly, f"practising_{group}")
        for arm, axes in zip(said.arms, panels, strict=True):
            _course(axes, courses, arm, contract)
        panels[0].set_ylabel(f"People practising\nin {group} organisations")
    for arm, axes in zip(said.arms, grid[0], strict=True):
        axes.set_title(two_lines(NAMES[arm]), color=COLOURS[arm])
    top = _scale(grid[0, 0], weekly)
    unit = weeks_or_years(grid[0, 0], said.weeks)
    grid[0, 0].text(
        sum(contract) / 2, 0.93 * top, "contracts", ha="center", color="#6e6e6e", fontsize=7.5
    )
    foot(
        figure,
        f"{unit} (line: mean of {basis(said, int(weekly['n'].max()))}; bands: middle 50% and 90% of them; "
        "grey: means of the other arms).\n"
        "Practising: collaborating across the two communities has become a person's routine.",
    )
    return figure


def _scale(axes: Axes, weekly: pd.DataFrame) -> float:
    """A scale of shares up to one of a few round numbers; gives that number."""
    shown = weekly["outcome"].isin(["practising_host", "practising_other"])
    highest = float(weekly.loc[shown, "q95"].max())
    top = next(top for top in (0.2, 0.4, 1.0) if highest <= top or top == 1)
    ticks = [top * quarter / 4 for quarter in range(5)]
    axes.set_yticks(ticks, [f"{tick:.0%}" for tick in ticks])
    axes.set_ylim(0, top)
    return top


def _courses(weekly: pd.DataFrame, outcome: str) -> dict[str, pd.DataFrame]:
    chosen = weekly[weekly["outcome"] == outcome]
    return {str(arm): course for arm, course in chosen.groupby("arm", sort=False)}


def _course(
    axes: Axes, courses: dict[str, pd.DataFrame], arm: str, contract: tuple[int, int]
) -> None:
    """One arm's mean and bands in front of the means of the others."""
    axes.axvspan(*contract, color="#f0f0f0", linewidth=0, zorder=0)
    for course in courses.values():
        axes.plot(course["week"], course["mean"], color="#bbbbbb", linewidth=0.8, zorder=1)
    course, colour = courses[arm], COLOURS[arm]
    weeks, means = course["week"].to_numpy(), course["mean"].to_numpy()
    for low, high, alpha in (("q05", "q95", 0.15), ("q25", "q75", 0.3)):
        axes.fill_between(weeks, course[low], course[high], color=colour, alpha=alpha, linewidth=0)
    axes.plot(weeks, means, color=colour, linewidth=2)
    for week in sorted({contract[1], int(weeks[-1])}):
        _mark(axes, week, float(means[week]), colour)


def _mark(axes: Axes, week: int, mean: float, colour: str) -> None:
    """A dot with its share: above the line, or below where there is no room above."""
    axes.plot([week], [mean], "o", color=colour, markersize=4, clip_on=False, zorder=3)
    axes.annotate(
        f"{mean:.0%}", (week, mean), (-4, -13 if mean > 0.85 else 5), textcoords="offset points",
        ha="right", color=colour, fontsize=8.5, fontweight="bold",
        bbox={"facecolor": "white", "alpha": 0.6, "linewidth": 0, "pad": 0.8},
    )  # fmt: skip


# ---------------------------------------------------------------- gains


def gains(gaps: pd.DataFrame, said: Any) -> Figure:
    """Paired differences from no brokers, and below them between the compared arms."""
    rows = {(arm, "none"): float(n) for n, arm in enumerate(said.arms) if arm != "none"}
    pair = (said.compare[0], said.compare[1])
    known = gaps.set_index(["arm", "reference"]).index
    if pair in known and pair not in rows:
        rows[pair] = len(said.arms) + 0.5
    figure = blank(9.3, 1.45 + 0.36 * max(rows.values()), left=1.6, top=0.5, bottom=0.75)
    panels = figure.subplots(1, len(GAINS), sharey=True)
    for axes, (outcome, title, unit, factor) in zip(panels, GAINS, strict=True):
        chosen = gaps[gaps["outcome"] == outcome].set_index(["arm", "reference"])
        for (arm, reference), height in rows.items():
            gap = chosen.loc[(arm, reference)]
            low, mean, high = (factor * float(gap[name]) for name in ("low", "mean", "high"))
            interval(axes, height, low, mean, high, COLOURS[arm], f"{mean:+.1f}")
        axes.axvline(0, color="#6e6e6e", linewidth=0.8, zorder=0)
        axes.set(title=title, xlabel=unit)
        axes.margins(x=0.3)
        no_side(axes)
        if pair in rows:
            axes.axhline(rows[pair] - 0.75, color="#bbbbbb", linewidth=0.8)
    panels[0].set_yticks(list(rows.values()), [_name(pair) for pair in rows])
    panels[0].set_ylim(max(rows.values()) + 0.6, 0.4)
    foot(figure, f"Gain over no brokers: mean and 95% interval of {basis(said, said.replicates)}.")
    return figure


def _name(pair: tuple[str, str]) -> str:
    arm, reference = pair
    return two_lines(
        NAMES[arm] if reference == "none" else f"{NAMES[arm]} minus {NAMES[reference]}"
    )


# ---------------------------------------------------------------- a stopping rule


def stopping(looks: pd.DataFrame, course: pd.DataFrame, said: Any) -> Figure:
    """Left: the difference with its interval; middle: its standard deviation; right: power at each check."""
    share = str(said.until.get("outcome", SHARES)).startswith(SHARES)
    factor, unit = (100, "percentage points") if share else (1, "")
    figure = blank(10.0, 3.6, left=0.8, top=0.5, bottom=0.95)
    figure.subplots_adjust(wspace=0.32)
    interval, spread, sure = figure.subplots(1, 3)
    band(interval, course, "n", BLUE, 0.25, factor)
    last, width = looks.iloc[-1], factor * said.until.width
    middle = factor * last["mean"]
    for side in (-1, 1):
        interval.axhline(middle + side * width, color=VERMILION, linewidth=1, linestyle="--")
    interval.set_ylim(middle - 6 * width, middle + 6 * width)
    interval.set(title="Difference with 95% interval", ylabel=unit)
    spread.plot(course["n"], factor * course["sd"], color=BLUE)
    spread.set_ylim(bottom=0)
    spread.set(title="Standard deviation of the difference", ylabel=unit)
    sure.plot(looks["n"], looks["power"], "o-", color=BLUE)
    sure.set(ylim=(0, 1.03), title="Power at each check")
    sure.yaxis.set_major_formatter(lambda share, place: f"{share:.0%}")
    for axes in (interval, spread, sure):
        axes.set_xlabel("paired runs")
        for n in looks["n"]:
            axes.axvline(n, color=GREY, linewidth=0.6, zorder=0)
    first, second = said.compare
    foot(
        figure,
        f"{NAMES[first]} minus {NAMES[second]}. Dashed: required width. Grey lines: checks of the interval. "
        f"Stopped after {int(last['n'])} runs: {last['reason']}.",
    )
    return figure
