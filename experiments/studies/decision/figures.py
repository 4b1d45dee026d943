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

from experiments.config.arms import BLUE, COLOURS, GREY, NAMES, VERMILION
from experiments.studies.decision import words
from experiments.studies.style import blank, draw_into, foot, interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

PANELS = {
    "solos": f"than {NAMES['solos']} (same money)",
    "single_matched": f"than {NAMES['single_matched']}\n(same money)",
    "single": f"than {NAMES['single']}\n(per pound)",
    "none": f"than {NAMES['none']}\n(critical mass reached)",
}
WIDTH = 84  # letters of a rule on a line


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
    figure = blank(13.4, 4.4, left=1.75, top=0.95, bottom=1.45)
    figure.subplots_adjust(right=1 - 1.25 / 13.4)
    panels = figure.subplots(1, len(PANELS))
    for axes, (other, title) in zip(panels, PANELS.items(), strict=True):
        shades = _heat(axes, rows[rows["other"] == other])
        axes.set_title(title, fontsize=9, fontweight="normal")
        axes.set_xlabel(rows["x_label"].iloc[0], fontsize=8)
    for axes in panels[1:]:
        axes.set_yticklabels([])
    panels[0].set_ylabel(rows["y_label"].iloc[0], fontsize=8)
    key = figure.colorbar(shades, cax=figure.add_axes((0.925, 0.3, 0.011, 0.45)))
    key.set_ticks([0, 0.5, 1], labels=["the other", "even", "the team"], fontsize=8)
    figure.suptitle(
        "Share of plausible parameter sets in which the team is the better buy by the mean of "
        f"{rows['runs'].max()} runs …",
        fontweight="bold", fontsize=11,
    )  # fmt: skip
    reach = (rows["high"] - rows["low"]).max() / 2
    note = words.MAP_NOTES.get(str(rows["y"].iloc[0]), "")
    foot(
        figure,
        f"Per cent of {rows['sets'].max()} sets, each in its own worlds, ties as one half; 95% intervals "
        f"reach ±{100 * reach:.0f} at most; bold: the interval excludes an even chance,\n"
        "which luck alone does in about one place in twenty. Below: the mean lead in points, in the third "
        f"panel in points per £1m.\nAt all places: {rows['condition'].iloc[0]}.\n{note}".rstrip(),
    )
    return figure


def _heat(axes: Axes, rows: pd.DataFrame) -> AxesImage:
    xs, ys = (list(dict.fromkeys(rows[step])) for step in ("x_step", "y_step"))
    table = rows.pivot(index="y_step", columns="x_step", values="probability").loc[ys, xs]
    shades = axes.imshow(
        table.to_numpy(float), cmap="RdBu_r", vmin=0, vmax=1, aspect="auto", origin="lower"
    )
    for row in rows.to_dict("records"):
        sure = row["low"] > 0.5 or row["high"] < 0.5
        axes.text(
            xs.index(row["x_step"]), ys.index(row["y_step"]),
            f"{100 * row['probability']:.0f}\n{round(row['lead'], 1) + 0.0:+.1f}",
            ha="center", va="center", fontsize=7.5, fontweight="bold" if sure else "normal",
            color="white" if abs(row["probability"] - 0.5) > 0.33 else "black",
        )  # fmt: skip
    axes.set_xticks(range(len(xs)), [x.replace(" (", "\n(") for x in xs], fontsize=7.5)
    axes.set_yticks(range(len(ys)), ys, fontsize=8)
    return shades


def rule_list(rules: pd.DataFrame) -> Figure:
    """Each rule with the share of scenarios it is right in, where it was not found, beside that of all."""
    figure = blank(13, 1.3 + 0.6 * len(rules), left=6.0, top=0.45, bottom=0.85)
    axes = figure.subplots()
    for height, row in enumerate(rules.to_dict("records")):
        colour = VERMILION if row["holds"] else BLUE
        low, mean, high = (100 * row[f"out_{name}"] for name in ("low", "density", "high"))
        said = f"{mean:.0f}%, lift {100 * row['out_lift']:+.0f}"
        if row["out_mass"] == 0:
            axes.annotate("cannot be checked", (0, height), va="center", fontsize=8)
        else:
            interval(axes, height, low, mean, high, colour if row["clear"] else GREY, said)
        axes.plot([100 * row["out_base"]], [height], "d", color="black", markersize=4)
    axes.set_yticks(
        range(len(rules)), [_words(row) for row in rules.to_dict("records")], fontsize=7.5
    )
    axes.invert_yaxis()
    axes.set_xlim(0, 118)
    axes.set_xlabel("per cent of the scenarios that the rule speaks of")
    axes.set_title("Where is the team the better buy (red), and where not (blue)?")
    foot(
        figure,
        "Checked in parameter sets that the rule was not found in, with 95% interval; diamond: the share "
        "among all scenarios; lift: points above that, clear where its own, paired interval excludes zero; "
        "grey: not clear.",
    )
    return figure


def _words(row: Mapping[Any, Any]) -> str:
    does = words.WINS[row["other"]][0 if row["holds"] else 1]
    said = f"{does} where {row['rule']} ({row['method'].upper()}; covers {row['out_coverage']:.0%})"
    return "\n".join(textwrap.wrap(said, WIDTH))


def regret(regrets: pd.DataFrame) -> Figure:
    """Mean regret of each choice with its interval, by what counts."""
    measures = list(dict.fromkeys(regrets["measure"]))
    figure = blank(11, 3.2, left=2.5, top=0.45, bottom=1.05)
    panels = figure.subplots(1, len(measures))
    arms = list(dict.fromkeys(regrets["arm"]))
    for axes, measure in zip(panels, measures, strict=True):
        rows = regrets[regrets["measure"] == measure]
        for row in rows.to_dict("records"):
            height, colour = arms.index(row["arm"]), COLOURS[row["arm"]]
            said = f"{round(row['mean'], 1) + 0.0:.1f}; named best in {row['best_in']:.0%}"
            interval(axes, height, row["low"], row["mean"], row["high"], colour, said)
        axes.set_yticks(
            range(len(arms)), [words.CHOICES[arm].replace(" for", "\nfor") for arm in arms]
        )
        axes.set_ylim(len(arms) - 0.5, -0.5)
        low, high = (
            rows[end].fillna(rows["mean"]) for end in ("low", "high")
        )  # few sets have none
        axes.set_xlim(min(0.0, 1.1 * low.min()), 1.6 * high.max())
        axes.set_title("Mean regret of a choice" if axes is panels[0] else "… per pound")
        axes.set_xlabel(f"{measure} behind", fontsize=8.5)
    panels[1].set_yticklabels([])
    foot(
        figure,
        "Behind the choice that other runs name best: mean over the scenarios, 95% interval over parameter "
        "sets.\nWhere the runs that name the best choice err, true regret is larger.",
    )
    return figure


def cheapest(cheap: pd.DataFrame, said: Any) -> Figure:
    """What the critical mass costs at least, by circumstances and arm."""
    figure = blank(12, 1.5 + 0.5 * len(cheap), left=3.0, top=0.4, bottom=1.05)
    axes = figure.subplots()
    names = []
    for height, row in enumerate(cheap.to_dict("records")):
        names.append(f"{row['circumstances']}: {words.CHOICES[row['arm']]}")
        money = 0.0 if np.isnan(row["money"]) else row["money"] / 1000
        axes.barh([height], [money], color=COLOURS[row["arm"]], height=0.55)
        text = _plan(row) if money else "no plan tried is shown to reach it"
        axes.annotate(
            text, (money, height), (5, 0), textcoords="offset points", va="center", fontsize=8
        )
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, max(1.0, 2.1 * np.nanmax([0.0, *cheap["money"]]) / 1000))
    axes.set_xlabel("£1000 for the whole contract")
    settings = cheap["settings"].iloc[0]
    axes.set_title(f"The cheapest plan whose mean reached the critical mass, with {settings}")
    foot(
        figure,
        f"Reaches: {said.money.critical_mass:.0%} of people practise at the end of the contracts, by the "
        "mean in other worlds than all plans ran in.\nWorlds and sets: further worlds with these settings, "
        "and plausible parameter sets by the mean of few runs, that reach it.",
    )
    return figure


def _plan(row: Mapping[Any, Any]) -> str:
    brokers = "1 broker" if row["size"] == 1 else f"{row['size']:.0f} brokers"
    edge = (
        f"\n(at the edge of what was tried: {row['edges']})"
        if isinstance(row["edges"], str)
        else ""
    )
    return (
        f"{brokers}, {row['fte']:.0%} of full time, {row['weeks']:.0f} weeks; in {row['in_worlds']:.0%} of "
        f"worlds, {row['in_sets']:.0%} of sets{edge}"
    )
