"""Figures for a paper, drawn from a results folder alone: no model is needed to draw them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.store import save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe & Ito's colours, which colour-blind readers can tell apart.
COLOURS = {
    "none": "#7f7f7f",
    "single": "#E69F00",
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
# Outcome, title, what a unit is, factor: the columns of the figure of gains.
GAINS = (
    ("practising_host_end", "Practising in hosts,\nend of contracts", "percentage points", 100),
    ("practising_host_followup", "Practising in hosts,\nfollow-up", "percentage points", 100),
    ("bids_begun_academics_followup", "Joint bids\nbegun", "bids a run", 1),
    ("bids_won_academics_followup", "Grants\nwon", "grants a run", 1),
    ("decisions_informed_managers_followup", "Decisions\nusing research", "decisions a run", 1),
)
STYLE = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "svg.hashsalt": "brokering",  # else the names inside an SVG differ from run to run
    "svg.fonttype": "none",
}


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    import matplotlib

    said: Any = OmegaConf.load(folder / "config.yaml")
    weekly = pd.read_parquet(folder / "weekly.parquet")
    gaps = pd.read_csv(folder / "differences.csv", keep_default_na=False, na_values=[""])
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **STYLE}):
        culture = _culture(weekly, _contract(said, gaps), said.replicates)
        return [*_save(folder / "culture", culture), *_save(folder / "gains", _gains(gaps, said))]


def _contract(said: Any, gaps: pd.DataFrame) -> tuple[int, int]:
    """First and last week of the contracts."""
    return said.contract.start, int(gaps.loc[gaps["outcome"] == "practising_host_end", "week"].iloc[0])


def _save(path: Path, figure: Figure) -> list[Path]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    canvases: dict[str, Callable[..., Any]] = {"png": FigureCanvasAgg, "svg": FigureCanvasSVG}
    paths = []
    for kind, canvas in canvases.items():
        whole = path.with_suffix(f".{kind}")
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        save(
            whole,
            lambda aside, canvas=canvas, kind=kind, metadata=metadata: canvas(figure).print_figure(
                aside, format=kind, dpi=200, metadata=metadata
            ),
        )
        paths.append(whole)
    return paths


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


# ---------------------------------------------------------------- culture over time


def _culture(weekly: pd.DataFrame, contract: tuple[int, int], runs: int) -> Figure:
    """Practising over time: hosts on the left, all other organisations on the right."""
    figure = _figure(8.2, 3.9)
    hosts, others = figure.subplots(1, 2, sharey=True, width_ratios=(1.6, 1))
    for axes, group, title in (
        (hosts, "host", "Host organisations"),
        (others, "other", "All other organisations"),
    ):
        arms = _courses(weekly, f"practising_{group}")
        _shade_contract(axes, contract)
        for arm, course in arms.items():
            _band(axes, course, COLOURS[arm])
        axes.set(title=title, xlabel="Year", ylim=(0, 1), xlim=(0, weekly["week"].max()))
        _years(axes, weekly["week"].max())
    hosts.set_ylabel("People for whom collaborating\nacross communities is routine")
    hosts.yaxis.set_major_formatter("{x:.0%}")
    _label_ends(hosts, _courses(weekly, "practising_host"))
    return figure


def _courses(weekly: pd.DataFrame, outcome: str) -> dict[str, pd.DataFrame]:
    chosen = weekly[weekly["outcome"] == outcome]
    return {str(arm): course for arm, course in chosen.groupby("arm", sort=False)}


def _band(axes: Axes, course: pd.DataFrame, colour: str) -> None:
    for low, high, alpha in (("q05", "q95", 0.10), ("q25", "q75", 0.22)):
        axes.fill_between(
            course["week"], course[low], course[high], color=colour, alpha=alpha, linewidth=0
        )
    axes.plot(course["week"], course["mean"], color=colour, linewidth=1.8)


def _shade_contract(axes: Axes, contract: tuple[int, int]) -> None:
    axes.axvspan(*contract, color="#f2f2f2", zorder=0)
    axes.axvline(contract[1], color="#999999", linewidth=0.8, linestyle="--", zorder=1)


def _years(axes: Axes, weeks: int) -> None:
    ticks = np.arange(0, weeks + 1, 52)
    axes.set_xticks(ticks, [f"{tick // 52}" for tick in ticks])


def _label_ends(axes: Axes, arms: dict[str, pd.DataFrame]) -> None:
    ends = {arm: float(course["mean"].iloc[-1]) for arm, course in arms.items()}
    places = _spread(list(ends.values()), 0.065)
    week = axes.get_xlim()[1]
    for (arm, _), place in zip(ends.items(), places, strict=True):
        axes.annotate(LABELS[arm], (week, place), (4, 0), textcoords="offset points",
                      color=COLOURS[arm], va="center", fontweight="bold", annotation_clip=False)  # fmt: skip


def _spread(heights: Sequence[float], gap: float) -> list[float]:
    """The heights moved apart as little as makes neighbours `gap` apart."""
    order = np.argsort(heights, kind="stable")
    placed = np.array(heights, float)[order]
    for _ in range(200):
        close = np.diff(placed) - gap
        if (close >= -1e-6).all():
            break
        push = np.where(close < 0, -close / 2, 0)
        placed[:-1] -= push
        placed[1:] += push
    result = np.empty(len(heights))
    result[order] = placed
    return [float(height) for height in result]


# ---------------------------------------------------------------- gains


def _gains(gaps: pd.DataFrame, said: Any) -> Figure:
    """Paired differences from no brokers, and between the two arms that the study compares."""
    rows = [(arm, "none") for arm in said.arms if arm != "none"]
    first, second = said.compare
    if {first, second} <= set(said.arms):
        rows.append((first, second))
    figure = _figure(8.6, 0.9 + 0.42 * len(rows))
    for axes, (outcome, title, unit, factor) in zip(figure.subplots(1, len(GAINS), sharey=True), GAINS, strict=True):
        chosen = gaps[gaps["outcome"] == outcome].set_index(["arm", "reference"])
        for height, pair in enumerate(rows):
            _interval(axes, height, chosen.loc[pair] * 1 if False else chosen.loc[pair], factor, COLOURS[pair[0]])
        axes.axvline(0, color="#999999", linewidth=0.8)
        axes.set(title=title, xlabel=unit)
        axes.margins(x=0.25)
    axes.set_yticks(range(len(rows)), [_name(pair) for pair in rows])
    axes.invert_yaxis()
    return figure


def _name(pair: tuple[str, str]) -> str:
    arm, reference = pair
    return LABELS[arm] if reference == "none" else f"{LABELS[arm]} less {LABELS[reference]}"


def _interval(axes: Axes, height: int, gap: pd.Series, factor: float, colour: str) -> None:
    mean, low, high = (factor * float(gap[name]) for name in ("mean", "low", "high"))
    axes.plot([low, high], [height, height], color=colour, linewidth=2.2, solid_capstyle="butt")
    axes.plot([mean], [height], "o", color=colour, markersize=5)
    axes.annotate(f"{mean:+.1f}", (mean, height), (0, 6), textcoords="offset points", ha="center",
                  fontsize=8)  # fmt: skip
