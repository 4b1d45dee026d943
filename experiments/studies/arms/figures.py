"""The figures of a comparison of arms: culture over time, and gains with their intervals."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import BLUE, COLOURS, GREY, NAMES, VERMILION
from experiments.store.configured import Configured
from experiments.studies import style
from experiments.studies.phrases import signed
from experiments.studies.style import PAGE, blank, name_rows, two_lines
from simulation.params import contract_start

MOST_WEEKS = 70  # that a panel shows
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
    study = Configured(folder)
    configuration, start = study.configuration, contract_start(study.settings)
    weekly = pd.read_parquet(folder / "weekly.parquet")
    (outcomes,) = style.tables(folder, "table")
    figures = {"culture": lambda: culture(weekly, outcomes, configuration, start)}
    if len(configuration["arms"]) > 1:
        figures["gains"] = lambda: gains(pd.read_csv(folder / "differences.csv"), configuration)
    if (folder / "stopping.csv").is_file():
        looks, course = style.tables(folder, "stopping", "course")
        figures["stopping"] = lambda: stopping(looks, course, configuration)
    return style.draw_into(folder, figures)


# ---------------------------------------------------------------- culture over time


def culture(
    weekly: pd.DataFrame, outcomes: pd.DataFrame, configuration: Mapping[str, Any], start: int
) -> Figure:
    """Practising over time: a column per arm; hosts above, all other organisations below."""
    ends = outcomes.loc[outcomes["outcome"] == "practising_host_end", "week"]
    contract = (start, int(ends.iloc[0]))
    columns = len(configuration["arms"])
    figure = blank(PAGE, 4.2, left=0.85, top=0.5, bottom=0.5)
    grid = figure.subplots(
        2, columns, sharex=True, sharey=True, squeeze=False, height_ratios=(1.5, 1)
    )
    for group, panels in zip(("host", "other"), grid, strict=True):
        courses = _courses(weekly, f"practising_{group}", contract[1])
        for arm, axes in zip(configuration["arms"], panels, strict=True):
            _course(axes, courses, arm, contract)
        panels[0].set_ylabel(f"People practising\nin {group} organisations")
    for arm, axes in zip(configuration["arms"], grid[0], strict=True):
        axes.set_title(two_lines(NAMES[arm]), color=COLOURS[arm])
    _scale(grid[0, 0], weekly)
    unit = style.weeks_or_years(grid[0, 0], configuration["weeks"])
    figure.supxlabel(f"{unit} (shaded: contracts)", fontsize=9)
    return figure


def _scale(axes: Axes, weekly: pd.DataFrame) -> None:
    """A scale of shares up to one of a few round numbers."""
    shown = weekly["outcome"].isin(["practising_host", "practising_other"])
    highest = float(weekly.loc[shown, "q95"].max())
    top = next(top for top in (0.2, 0.4, 1.0) if highest <= top or top == 1)
    ticks = [top * quarter / 4 for quarter in range(5)]
    axes.set_yticks(ticks, [f"{tick:.0%}" for tick in ticks])
    axes.set_ylim(0, top)


def _courses(weekly: pd.DataFrame, outcome: str, end: int) -> dict[str, pd.DataFrame]:
    """The course of each arm, in as many weeks as can be told apart and at the end."""
    weeks = weekly["week"]
    shown = (weeks % (1 + weeks.max() // MOST_WEEKS) == 0) | weeks.isin([end, weeks.max()])
    chosen = weekly[(weekly["outcome"] == outcome) & shown]
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
    levels = dict(zip(weeks, means, strict=True))
    for low, high, alpha in (("q05", "q95", 0.15), ("q25", "q75", 0.3)):
        axes.fill_between(weeks, course[low], course[high], color=colour, alpha=alpha, linewidth=0)
    axes.plot(weeks, means, color=colour, linewidth=2)
    for week in sorted({contract[1], int(weeks[-1])}):
        share = float(levels[week])
        axes.plot([week], [share], "o", color=colour, markersize=4, clip_on=False, zorder=3)
        axes.annotate(  # above the line, or below where there is no room above
            f"{share:.0%}", (week, share), (-4, -13 if share > 0.85 else 5), textcoords="offset points",
            ha="right", color=colour, fontsize=8.5, fontweight="bold",
            bbox={"facecolor": "white", "alpha": 0.6, "linewidth": 0, "pad": 0.8},
        )  # fmt: skip


# ---------------------------------------------------------------- gains


def gains(gaps: pd.DataFrame, configuration: Mapping[str, Any]) -> Figure:
    """Above, gains over no brokers; below, the first compared arm less others, on scales of their own."""
    known = set(gaps[["arm", "reference"]].itertuples(index=False, name=None))
    arms, first = list(configuration["arms"]), configuration["compare"][0]
    gained = [(arm, "none") for arm in arms if (arm, "none") in known]
    # Arms that cost more or less are too far off for the same scale.
    alike = {"solos", "single_matched", configuration["compare"][1]}
    apart = [(first, arm) for arm in arms if arm in alike and (first, arm) in known - set(gained)]
    rows = [pairs for pairs in (gained, apart) if pairs]
    heights = [len(pairs) + 0.2 for pairs in rows]
    height = 1.1 + 0.36 * sum(heights) + 0.3 * len(rows)
    figure = blank(PAGE, height, left=1.55, top=0.5, bottom=0.55, wspace=0.14, hspace=0.5)
    grid = figure.subplots(
        len(rows), len(GAINS), sharey="row", squeeze=False, height_ratios=heights
    )
    for panels, pairs in zip(grid, rows, strict=True):
        for axes, (outcome, *_, factor) in zip(panels, GAINS, strict=True):
            _differences(axes, gaps[gaps["outcome"] == outcome], pairs, float(factor))
        names = [
            NAMES[arm] if other == "none" else f"{NAMES[arm]} minus {NAMES[other]}"
            for arm, other in pairs
        ]
        name_rows(panels[0], [two_lines(name) for name in names], 8)
    for above, below, (_, title, unit, _) in zip(grid[0], grid[-1], GAINS, strict=True):
        above.set_title(title)
        below.set_xlabel(unit, fontsize=8)
    return figure


def _differences(
    axes: Axes, gaps: pd.DataFrame, pairs: Sequence[tuple[str, str]], factor: float
) -> None:
    """A row for each pair of arms."""
    found = {(row["arm"], row["reference"]): row for row in gaps.to_dict("records")}
    for height, pair in enumerate(pairs):
        gap = found[pair]
        low, mean, high = (factor * float(gap[name]) for name in ("low", "mean", "high"))
        colour = COLOURS[pair[0] if pair[1] == "none" else pair[1]]
        style.interval(axes, height, low, mean, high, colour)
        axes.annotate(
            signed(mean), (mean, height), (0, 7), textcoords="offset points", ha="center",
            fontsize=7.5, bbox={"facecolor": "white", "linewidth": 0, "pad": 0.3},
        )  # fmt: skip
    axes.axvline(0, color="#6e6e6e", linewidth=0.8, zorder=0)
    axes.margins(x=0.22)
    axes.locator_params(axis="x", nbins=3)
    axes.tick_params(labelsize=8)
    style.no_side(axes)


# ---------------------------------------------------------------- a stopping rule


def stopping(looks: pd.DataFrame, course: pd.DataFrame, configuration: Mapping[str, Any]) -> Figure:
    """Left: the difference with its interval; middle: its standard deviation; right: power at each check."""
    share = str(configuration["until"].get("outcome", SHARES)).startswith(SHARES)
    factor, unit = (100, "percentage points") if share else (1, "")
    figure = blank(PAGE, 2.9, left=0.65, top=0.45, bottom=0.5, wspace=0.42)
    interval, spread, sure = figure.subplots(1, 3)
    style.band(interval, course, "n", BLUE, 0.25, factor)
    last, width = looks.iloc[-1], factor * configuration["until"]["width"]
    middle = factor * last["mean"]
    for side in (-1, 1):
        interval.axhline(middle + side * width, color=VERMILION, linewidth=1, linestyle="--")
    interval.set_ylim(middle - 6 * width, middle + 6 * width)
    interval.set(title="Difference", ylabel=unit)
    spread.plot(course["n"], factor * course["sd"], color=BLUE)
    spread.set_ylim(bottom=0)
    spread.set(title="Its standard deviation", ylabel=unit)
    sure.plot(looks["n"], looks["power"], "o-", color=BLUE)
    sure.set(ylim=(0, 1.03), title="Power at each check")
    sure.yaxis.set_major_formatter(lambda share, place: f"{share:.0%}")
    for axes in (interval, spread, sure):
        axes.set_xlabel("paired runs")
        for n in looks["n"]:
            axes.axvline(n, color=GREY, linewidth=0.6, zorder=0)
    return figure
