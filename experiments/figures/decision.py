"""The figures of a decision study: maps, rules, regret, and the cheapest plans."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.figures.style import (
    BLUE,
    COLOURS,
    GREY,
    LABELS,
    VERMILION,
    blank,
    draw_into,
    foot,
    interval,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = {
    "solos": "than solos (same money)",
    "single_matched": "than unconnected full-timers\n(same money)",
    "single": "than one full-timer\n(per pound)",
    "none": "than nobody\n(critical mass reached)",
}
WIDTH = 62  # letters of a rule on a line


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    maps, rules, regrets, cheap = (
        pd.read_csv(folder / f"{name}.csv", dtype={"x_step": str, "y_step": str})
        for name in ("maps", "rules", "regret", "cheapest")
    )
    said: Any = OmegaConf.load(folder / "config.yaml")
    figures: dict[str, Callable[[], Figure]] = {
        f"map_{x}_{y}": functools.partial(decision_map, rows)
        for (x, y), rows in maps.groupby(["x", "y"], sort=False)
    }
    figures["regret"] = functools.partial(regret, regrets)
    figures["cheapest"] = functools.partial(cheapest, cheap, said)
    if len(rules):
        figures["rules"] = functools.partial(rule_list, rules)
    return draw_into(folder, figures)


def decision_map(rows: pd.DataFrame) -> Figure:
    """A panel per comparison: red where the team is probably the better buy, blue where it is not."""
    figure = blank(12.6, 3.9, left=1.35, top=0.8, bottom=1.15)
    panels = figure.subplots(1, len(PANELS))
    for axes, (other, title) in zip(panels, PANELS.items(), strict=True):
        _heat(axes, rows[rows["other"] == other])
        axes.set_title(title, fontsize=9, fontweight="normal")
        axes.set_xlabel(rows["x_label"].iloc[0], fontsize=8)
    for axes in panels[1:]:
        axes.set_yticklabels([])
    panels[0].set_ylabel(rows["y_label"].iloc[0], fontsize=8)
    figure.suptitle(
        "How probable is it that the team is the better buy …", fontweight="bold", fontsize=11
    )
    reach = (rows["high"] - rows["low"]).max() / 2
    foot(
        figure,
        f"Per cent of {rows['sets'].max()} plausible parameter sets, each in its own worlds; 95% intervals "
        f"reach ±{100 * reach:.0f} at most; bold: the interval excludes an even chance.",
    )
    return figure


def _heat(axes: Axes, rows: pd.DataFrame) -> None:
    xs, ys = (list(dict.fromkeys(rows[step])) for step in ("x_step", "y_step"))
    table = rows.pivot(index="y_step", columns="x_step", values="probability").loc[ys, xs]
    axes.imshow(table.to_numpy(float), cmap="RdBu_r", vmin=0, vmax=1, aspect="auto", origin="lower")
    for row in rows.to_dict("records"):
        sure = row["low"] > 0.5 or row["high"] < 0.5
        axes.text(
            xs.index(row["x_step"]), ys.index(row["y_step"]), f"{100 * row['probability']:.0f}",
            ha="center", va="center", fontsize=8.5, fontweight="bold" if sure else "normal",
            color="white" if abs(row["probability"] - 0.5) > 0.33 else "black",
        )  # fmt: skip
    axes.set_xticks(range(len(xs)), [x.replace(" (", "\n(") for x in xs], fontsize=7.5)
    axes.set_yticks(range(len(ys)), ys, fontsize=8)


def rule_list(rules: pd.DataFrame) -> Figure:
    """Each rule with the share of scenarios it is right in, where it was not found, beside that of all."""
    figure = blank(11.5, 1.3 + 0.52 * len(rules), left=6.2, top=0.45, bottom=0.85)
    axes = figure.subplots()
    for height, row in enumerate(rules.to_dict("records")):
        colour = VERMILION if row["holds"] else BLUE
        low, mean, high = (100 * row[f"out_{name}"] for name in ("low", "density", "high"))
        interval(axes, height, low, mean, high, colour if row["clear"] else GREY, f"{mean:.0f}%")
        axes.plot([100 * row["out_base"]], [height], "d", color="black", markersize=4)
    axes.set_yticks(
        range(len(rules)), [_words(row) for row in rules.to_dict("records")], fontsize=7.5
    )
    axes.invert_yaxis()
    axes.set_xlim(0, 108)
    axes.set_xlabel("per cent of the scenarios that the rule speaks of")
    axes.set_title("Where is the team the better buy (red), and where not (blue)?")
    foot(
        figure,
        "Checked in parameter sets that the rule was not found in, with 95% interval; diamond: the share "
        "among all scenarios; grey: no clear rule.",
    )
    return figure


def _words(row: Mapping[Any, Any]) -> str:
    verb = "beats" if row["holds"] else "does not beat"
    said = f"{verb} {LABELS[row['other']]} where {row['rule']} ({row['method'].upper()})"
    return "\n".join(textwrap.wrap(said, WIDTH))


def regret(regrets: pd.DataFrame) -> Figure:
    """Mean regret of each choice and its 95th percentile, by what counts."""
    measures = list(dict.fromkeys(regrets["measure"]))
    figure = blank(10, 3.1, left=1.5, top=0.45, bottom=0.95)
    panels = figure.subplots(1, len(measures))
    for axes, measure in zip(panels, measures, strict=True):
        rows = regrets[regrets["measure"] == measure].reset_index(drop=True)
        for height, row in rows.iterrows():
            axes.barh([height], [row["mean"]], color=COLOURS[row["arm"]], height=0.55)
            axes.plot([row["mean"], row["q95"]], [height] * 2, color=COLOURS[row["arm"]])
            axes.annotate(
                f"{row['mean']:.1f}; best in {row['best_in']:.0%}", (row["q95"], height), (5, 0),
                textcoords="offset points", va="center", fontsize=8,
            )  # fmt: skip
        axes.set_yticks(range(len(rows)), [LABELS[arm] for arm in rows["arm"]])
        axes.set_xlim(0, rows["q95"].max() * 1.5)
        axes.invert_yaxis()
        axes.set_title("What a wrong choice costs" if axes is panels[0] else "… per pound")
        axes.set_xlabel(f"regret, {measure}")
    panels[1].set_yticklabels([])
    foot(
        figure,
        "Bars: mean over the scenarios, behind what the other half of the runs named best; lines: to the "
        "95th percentile.",
    )
    return figure


def cheapest(cheap: pd.DataFrame, said: Any) -> Figure:
    """What the critical mass costs at least, by circumstances and arm."""
    figure = blank(10, 1.3 + 0.42 * len(cheap), left=3.0, top=0.4, bottom=0.85)
    axes = figure.subplots()
    names = []
    for height, row in enumerate(cheap.to_dict("records")):
        names.append(f"{row['circumstances']}: {LABELS[row['arm']]}")
        if np.isnan(row["money"]):
            axes.annotate("no plan surely reaches it", (0, height), (6, 0), textcoords="offset points",
                          va="center", fontsize=8)  # fmt: skip
            continue
        axes.barh([height], [row["money"] / 1000], color=COLOURS[row["arm"]], height=0.55)
        words = (
            f"{row['size']:.0f} brokers, {row['fte']:.0%} of full time, {row['weeks']:.0f} weeks"
        )
        axes.annotate(words, (row["money"] / 1000, height), (5, 0), textcoords="offset points",
                      va="center", fontsize=8)  # fmt: skip
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, max(1.0, 1.6 * np.nanmax([0.0, *cheap["money"]]) / 1000))
    axes.set_xlabel("£1000 for the whole contract")
    axes.set_title("The cheapest plan that surely reaches the critical mass")
    foot(
        figure,
        f"Surely: the 95% interval of {said.replicates} runs lies above "
        f"{said.money.critical_mass:.0%} of people practising at the end of the contracts.",
    )
    return figure
