"""The pattern ledger: every claim of the paper, checked in the model, reported as it comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis import Estimate, estimate
from experiments.executors import Executor, work_off
from experiments.validity.patterns import Pattern
from experiments.plan import Plan, pieces_of
from simulation import Settings, change

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPRODUCED, IN_PART, NOT = "reproduced", "reproduced in part", "not reproduced"
FALSIFIED = "falsifier failed"
VANISHED = 0.25  # the share of an effect that may be left under its falsifier
COLOURS = {REPRODUCED: "#0072B2", IN_PART: "#56B4E9", NOT: "#D55E00", FALSIFIED: "#B87A00"}


def configurations(pattern: Pattern, base: Settings) -> dict[tuple[str, bool], Settings]:
    """The settings of every configuration of a pattern, without and with its falsifier."""
    base = change(base, {"arm": "team"})
    found = {(name, False): change(base, changes) for name, changes in pattern.compare.items()}
    if pattern.falsifier is not None:
        for name, changes in pattern.compare.items():
            found[name, True] = change(base, {**changes, **pattern.falsifier})
    return found


def run_all(
    plan: Plan,
    patterns: Iterable[Pattern],
    executor: Executor,
    workers: int,
    finished: Callable[[int], None],
) -> dict[Settings, pd.DataFrame]:
    """The replicate table of every configuration of the patterns; each runs once."""
    wanted = wanted_settings(plan.settings, patterns)
    pieces = [piece for settings in wanted for piece in pieces_of(settings, plan.seeds)]
    found = work_off(pieces, executor, workers, finished, lambda runs: runs.replicates)
    return {settings: pd.concat(parts, ignore_index=True) for settings, parts in found.items()}


def wanted_settings(base: Settings, patterns: Iterable[Pattern]) -> list[Settings]:
    """All configurations of some patterns, each once."""
    return list(
        dict.fromkeys(
            settings for pattern in patterns for settings in configurations(pattern, base).values()
        )
    )


def ledger(
    runs: Mapping[Settings, pd.DataFrame], patterns: Iterable[Pattern], base: Settings
) -> pd.DataFrame:
    """A row per effect: its mean with 95 % interval, the same under the falsifier, and the verdicts."""
    rows: list[dict[str, Any]] = []
    for pattern in patterns:
        settings = configurations(pattern, base)
        found = _effects(pattern, settings, runs, False)
        without = _effects(pattern, settings, runs, True) if pattern.falsifier is not None else None
        verdict = verdict_on(found, without)
        for number, effect in enumerate(pattern.effects):
            row: dict[str, Any] = {
                "pattern": pattern.key,
                "claim": pattern.claim,
                "effect": effect.name,
            }
            row |= _columns(found[number], "")
            row |= _columns(without[number] if without else None, "falsifier_")
            rows.append(row | {"holds": found[number].sign > 0, "verdict": verdict})
    return pd.DataFrame(rows)


def _effects(
    pattern: Pattern,
    settings: Mapping[tuple[str, bool], Settings],
    runs: Mapping[Settings, pd.DataFrame],
    falsified: bool,
) -> list[Estimate]:
    tables = {name: runs[settings[name, falsified]] for name in pattern.compare}
    return [estimate(np.asarray(effect.of(tables), dtype=float)) for effect in pattern.effects]


def _columns(found: Estimate | None, prefix: str) -> dict[str, float]:
    values = found._asdict() if found else dict.fromkeys(Estimate._fields, float("nan"))
    return {f"{prefix}{name}": values[name] for name in ("mean", "low", "high")}


def verdict_on(found: Sequence[Estimate], without: Sequence[Estimate] | None) -> str:
    """What the effects of a pattern say, and whether its falsifier made them vanish.

    An effect holds if its interval lies above zero. It has vanished if under the falsifier it is not
    clearly positive, or clearly less than a quarter of what it was.
    """
    held = [effect.sign > 0 for effect in found]
    if not any(held):
        return NOT
    if without is not None and not all(
        _vanished(gone, effect) for gone, effect, holds in zip(without, found, held, strict=True)
        if holds
    ):  # fmt: skip
        return FALSIFIED
    return REPRODUCED if all(held) else IN_PART


def _vanished(gone: Estimate, effect: Estimate) -> bool:
    return gone.sign <= 0 or gone.high < VANISHED * effect.mean


def markdown(table: pd.DataFrame) -> str:
    """The ledger as a Markdown table, a row per effect."""
    lines = ["| | claim | effect | mean (95 % interval) | falsified | verdict |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    before = None
    for row in table.to_dict("records"):
        first = row["pattern"] != before
        before = row["pattern"]
        cells = [
            row["pattern"] if first else "",
            row["claim"] if first else "",
            f"`{row['effect']}`",
            _interval(row, ""),
            _interval(row, "falsifier_"),
            row["verdict"] if first else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _interval(row: Mapping[Any, Any], prefix: str) -> str:
    mean, low, high = (row[f"{prefix}{name}"] for name in ("mean", "low", "high"))
    return "none" if np.isnan(mean) else f"{mean:.3g} ({low:.3g} to {high:.3g})"


def figure(table: pd.DataFrame, replicates: int) -> Figure:
    """Every effect as a multiple of its interval's half width, so that all share one axis."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(10.5, 0.19 * len(table) + 1.2), layout="constrained")
    axes = drawn.subplots()
    for height, row in enumerate(table.to_dict("records")):
        colour = COLOURS[row["verdict"]]
        for prefix, marker, shade in (("", "o", colour), ("falsifier_", "x", "#8a8a8a")):
            reach = (row[f"{prefix}high"] - row[f"{prefix}low"]) / 2
            place = row[f"{prefix}mean"] / reach if reach > 0 else 0.0
            if not np.isnan(row[f"{prefix}mean"]):
                axes.plot(np.clip(place, -12, 12), height, marker, color=shade, markersize=5)
    axes.axvspan(-1, 1, color="#e8e8e8", zorder=0)
    axes.axvline(0, color="#6e6e6e", linewidth=0.8, zorder=0)
    names = [f"{row['effect']}   {row['pattern']}" for row in table.to_dict("records")]
    axes.set_yticks(range(len(table)), names, fontsize=6.5)
    axes.set(ylim=(len(table), -1), xlim=(-13, 13))
    axes.set_xlabel(
        f"Effect over half the width of its 95% interval, {replicates} paired runs\n"
        "(12: 12 or more; grey band: no clear effect)",
        fontsize=8,
    )
    for verdict, colour in COLOURS.items():
        axes.plot([], [], "o", color=colour, label=verdict)
    axes.plot([], [], "x", color="#8a8a8a", label="under the falsifier")
    axes.legend(loc="upper left", fontsize=7, frameon=False)
    return drawn
