"""Figures for a paper, drawn from a results folder alone: no model is needed to draw them again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from omegaconf import OmegaConf

from experiments.store import save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe & Ito's colours, which colour-blind readers can tell apart.
COLOURS = {
    "none": "#6e6e6e",
    "single": "#B87A00",
    "single_matched": "#009E73",
    "solos": "#0072B2",
    "team": "#D55E00",
}
LABELS = {
    "none": "no brokers",
    "single": "single broker",
    "single_matched": "singles, equal cost",
    "solos": "solos",
    "team": "team",
}
# The columns of the figure of gains: outcome, title, unit, and what turns a number into that unit.
GAINS = (
    ("practising_host_end", "Practising in hosts,\nend of contracts", "percentage points", 100),
    ("practising_host_followup", "Practising in hosts,\nfollow-up", "percentage points", 100),
    ("bids_begun_academics_followup", "Joint bids\nbegun", "per run", 1),
    ("bids_won_academics_followup", "Grants\nwon", "per run", 1),
    ("decisions_informed_managers_followup", "Decisions\nusing research", "per run", 1),
)
STYLE = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "savefig.dpi": 200,
    "svg.fonttype": "none",
    "svg.hashsalt": "brokering",  # else the names inside an SVG differ from run to run
}


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, each as PNG and SVG; gives their paths."""
    import matplotlib

    said: Any = OmegaConf.load(folder / "config.yaml")
    weekly = pd.read_parquet(folder / "weekly.parquet")
    gaps = pd.read_csv(folder / "differences.csv")
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **STYLE}):
        figures = {"culture": culture(weekly, gaps, said), "gains": gains(gaps, said)}
        return [
            _save(folder / f"{name}.{kind}", figure, kind)
            for name, figure in figures.items()
            for kind in ("png", "svg")
        ]


def _save(path: Path, figure: Figure, kind: Literal["png", "svg"]) -> Path:
    """Without a date and without the name of a program's version, which differ from run to run."""
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    save(path, lambda aside: figure.savefig(aside, format=kind, metadata=metadata))
    return path


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


# ---------------------------------------------------------------- culture over time


def culture(weekly: pd.DataFrame, gaps: pd.DataFrame, said: Any) -> Figure:
    """Practising over time: a column per arm; hosts above, all other organisations below."""
    ends = gaps.loc[gaps["outcome"] == "practising_host_end", "week"]
    contract = (int(said.contract.start), int(ends.iloc[0]))
    columns = len(said.arms)
    figure = _figure(1.2 + 1.75 * columns, 4.8)
    grid = figure.subplots(
        2, columns, sharex=True, sharey=True, squeeze=False, height_ratios=(1.5, 1)
    )
    for group, panels in zip(("host", "other"), grid, strict=True):
        courses = _courses(weekly, f"practising_{group}")
        for arm, axes in zip(said.arms, panels, strict=True):
            _course(axes, courses, arm, contract)
        panels[0].set_ylabel(f"People practising\nin {group} organisations")
        panels[0].yaxis.set_major_formatter("{x:.0%}")
    for arm, axes in zip(said.arms, grid[0], strict=True):
        axes.set_title(LABELS[arm], color=COLOURS[arm])
    grid[0, 0].text(
        sum(contract) / 2, 0.93, "contracts", ha="center", color="#6e6e6e", fontsize=7.5
    )
    figure.supxlabel(
        f"Year (line: mean of {said.replicates} runs; bands: middle 50% and 90% of the runs; "
        "grey lines: means of the other arms)",
        fontsize=8.5,
    )
    return figure


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
    years = range(0, int(weeks[-1]) + 1, 52)
    axes.set_xticks(list(years), [str(week // 52) for week in years])
    axes.set(ylim=(0, 1), xlim=(0, weeks[-1]))


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
    """Paired differences from no brokers, and below them between the arms the study compares."""
    rows = {(arm, "none"): float(n) for n, arm in enumerate(said.arms) if arm != "none"}
    pair = (said.compare[0], said.compare[1])
    known = gaps.set_index(["arm", "reference"]).index
    if pair in known and pair not in rows:
        rows[pair] = len(said.arms) + 0.5
    figure = _figure(9.0, 1.2 + 0.36 * max(rows.values()))
    panels = figure.subplots(1, len(GAINS), sharey=True)
    for axes, (outcome, title, unit, factor) in zip(panels, GAINS, strict=True):
        chosen = gaps[gaps["outcome"] == outcome].set_index(["arm", "reference"])
        for (arm, reference), height in rows.items():
            gap = chosen.loc[(arm, reference)]
            ends = [factor * float(gap[name]) for name in ("low", "mean", "high")]
            _interval(axes, height, ends, COLOURS[arm])
        axes.axvline(0, color="#6e6e6e", linewidth=0.8, zorder=0)
        axes.set(title=title, xlabel=unit)
        axes.margins(x=0.3)
        axes.tick_params(axis="y", length=0)
    panels[0].set_yticks(list(rows.values()), [_name(pair) for pair in rows])
    panels[0].set_ylim(max(rows.values()) + 0.6, 0.4)
    figure.supxlabel(
        f"Gain over no brokers in the same worlds: mean and 95% interval of {said.replicates} "
        "paired runs",
        fontsize=8.5,
    )
    return figure


def _name(pair: tuple[str, str]) -> str:
    arm, reference = pair
    return LABELS[arm] if reference == "none" else f"{LABELS[arm]} less {LABELS[reference]}"


def _interval(axes: Axes, height: float, ends: list[float], colour: str) -> None:
    low, mean, high = ends
    axes.plot([low, high], [height, height], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.45)
    axes.plot([mean], [height], "|", color=colour, markersize=11, markeredgewidth=2)
    axes.annotate(f"{mean:+.1f}", (high, height), (4, 0), textcoords="offset points", va="center", fontsize=8)
