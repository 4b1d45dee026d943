"""The figures of a decision study: maps, rules, regret, and the cheapest plans."""

from __future__ import annotations

import functools
import math
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, NAMES
from experiments.studies.content import texts
from experiments.studies.decision.report import conditions, plan, result
from experiments.studies.style import blank, draw_into, foot, interval, name_rows

PANELS = {
    "solos": "\nmore people practise",
    "single_matched": "\nmore people practise",
    "single": "\nmore people practise per pound",
    "none": "\ncritical mass reached",
}
PURPLE = "#5b4a8a"  # another arm than the team, whichever: no arm's own colour
WIDTH = 80  # letters of a rule on a line
Row = Mapping[Any, Any]


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    maps, rules, regrets, cheap = (
        pd.read_csv(folder / f"{name}.csv", dtype={"x_step": str, "y_step": str})
        for name in ("maps", "rules", "regret", "cheapest")
    )
    figures: dict[str, Callable[[], Figure]] = {
        f"map_{x}_{y}": functools.partial(decision_map, rows)
        for (x, y), rows in maps.groupby(["x", "y"], sort=False)
    }
    figures["regret"] = functools.partial(regret, regrets)
    figures["cheapest"] = functools.partial(cheapest, cheap)
    if len(rules):
        figures["rules"] = functools.partial(rule_list, rules)
    return draw_into(folder, figures)


def decision_map(rows: pd.DataFrame) -> Figure:
    """A panel per comparison: in which share of the parameter sets the team is the better buy."""
    figure = blank(13.4, 4.4, left=1.75, top=1.0, bottom=1.3)
    panels = figure.subplots(1, len(PANELS))
    first = rows.iloc[0]
    for axes, (other, better_if) in zip(panels, PANELS.items(), strict=True):
        _heat(axes, rows[rows["other"] == other])
        axes.set_title(f"against {NAMES[other]}{better_if}", fontsize=9, fontweight="normal")
        axes.set_xlabel(first["x_label"], fontsize=8)
    for axes in panels[1:]:
        axes.set_yticklabels([])
    panels[0].set_ylabel(first["y_label"], fontsize=8)
    figure.suptitle(
        f"Share of {first['sets']} parameter sets (%) in which the team is the better buy",
        fontweight="bold", fontsize=11,
    )  # fmt: skip
    note = f"\n{texts(__package__)['embedding']}" if "embedding" in first["map"] else ""
    foot(
        figure,
        "Orange: the team is the better buy in more than half of the sets; purple: in fewer. Bold: the 95% "
        "interval excludes one half.\nBelow: the team's mean lead in percentage points (against the single "
        f"broker: per million pounds).\nEverywhere: {first['condition']}.{note}",
    )
    return figure


def _heat(axes: Axes, rows: pd.DataFrame) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    xs, ys = (list(dict.fromkeys(rows[step])) for step in ("x_step", "y_step"))
    table = rows.pivot(index="y_step", columns="x_step", values="probability").loc[ys, xs]
    shades = LinearSegmentedColormap.from_list("buy", [PURPLE, "white", COLOURS["team"]])
    axes.imshow(table.to_numpy(float), cmap=shades, vmin=0, vmax=1, aspect="auto", origin="lower")
    for row in rows.to_dict("records"):
        sure = row["low"] > 0.5 or row["high"] < 0.5
        axes.text(
            xs.index(row["x_step"]), ys.index(row["y_step"]),
            f"{row['probability']:.0%}\n{row['lead']:+z.1f}",
            ha="center", va="center", fontsize=7.5, fontweight="bold" if sure else "normal",
            color="white" if row["probability"] < 0.2 or row["probability"] > 0.9 else "black",
        )  # fmt: skip
    axes.set_xticks(range(len(xs)), [x.replace(" (", "\n(") for x in xs], fontsize=7.5)
    axes.set_yticks(range(len(ys)), ys, fontsize=8)


def rule_list(rules: pd.DataFrame) -> Figure:
    """Each rule with the share of scenarios in which it holds, where it was tested, beside that of all."""
    figure = blank(12, 1.3 + 0.52 * len(rules), left=5.2, top=0.45, bottom=0.85)
    axes = figure.subplots()
    names = []
    for height, row in enumerate(rules.to_dict("records")):
        better = "Team better" if row["holds"] else "Team not better"
        where = textwrap.fill(conditions(row["rule"]), WIDTH)
        names.append(f"{better} against {NAMES[row['other']]}\n{where}")
        low, mean, high = (100 * row[f"out_{name}"] for name in ("low", "density", "high"))
        if row["out_mass"] == 0:
            axes.annotate(result(row), (0, height), va="center", fontsize=8)
        else:
            text = f"{mean:.0f}%, {result(row)}"
            colour = COLOURS["team"] if row["holds"] else PURPLE
            interval(axes, height, low, mean, high, colour, text)
        axes.plot([100 * row["out_base"]], [height], "d", color="black", markersize=4)
    axes.set_yticks(range(len(rules)), names, fontsize=7.5)
    axes.invert_yaxis()
    axes.set_xlim(0, 128)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("share of the scenarios with these conditions in which the rule holds (%)")
    axes.set_title("Where is the team the better buy (orange), and where not (purple)?")
    foot(
        figure,
        "Tested in parameter sets in which the rule was not found, with 95% intervals. Diamond: the share in "
        "all scenarios. Confirmed: clearly above that.",
    )
    return figure


def regret(regrets: pd.DataFrame) -> Figure:
    """Mean regret of each choice with its interval, in points and per pound."""
    measures = list(dict.fromkeys(regrets["measure"]))
    figure = blank(11, 3.2, left=2.2, top=0.45, bottom=1.0)
    panels = figure.subplots(1, len(measures))
    arms = list(dict.fromkeys(regrets["arm"]))
    for axes, measure in zip(panels, measures, strict=True):
        rows = regrets[regrets["measure"] == measure]
        for row in rows.to_dict("records"):
            said = f"{row['mean']:z.1f}; best in {row['best_in']:.0%}"
            height, colour = arms.index(row["arm"]), COLOURS[row["arm"]]
            interval(axes, height, row["low"], row["mean"], row["high"], colour, said)
        name_rows(axes, [NAMES[arm] for arm in arms], room=0.5)
        low, high = (rows[end].fillna(rows["mean"]) for end in ("low", "high"))  # of few sets
        axes.set_xlim(min(0.0, 1.1 * low.min()), 1.6 * high.max())
        axes.set_xlabel(f"mean regret, percentage {measure}", fontsize=8.5)
    panels[0].set_title("What a wrong choice costs", loc="left")
    panels[1].set_yticklabels([])
    foot(
        figure,
        "How far each choice is behind the best one, which other runs of the same scenario name: mean over "
        "the scenarios,\n95% intervals over parameter sets. Best in: share of scenarios in which it is named "
        "best.",
    )
    return figure


def cheapest(cheap: pd.DataFrame) -> Figure:
    """What it costs at least to reach the critical mass, by circumstances and arm."""
    figure = blank(12, 1.4 + 0.5 * len(cheap), left=3.0, top=0.4, bottom=1.0)
    axes = figure.subplots()
    names = []
    for height, row in enumerate(cheap.to_dict("records")):
        names.append(f"{row['circumstances']}: {NAMES[row['arm']]}")
        money = 0.0 if math.isnan(row["money"]) else row["money"] / 1000
        axes.barh([height], [money], color=COLOURS[row["arm"]], height=0.55)
        text = _plan(row) if money else "no plan found that reaches it"
        axes.annotate(
            text, (money, height), (5, 0), textcoords="offset points", va="center", fontsize=8
        )
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, max(1.0, 2.2 * cheap["money"].fillna(0).max() / 1000))
    axes.set_xlabel("cost of the whole contract (£1000)")
    critical, settings = cheap[["critical", "settings"]].iloc[0]
    axes.set_title(f"The cheapest plan that reaches the critical mass, with {settings}")
    foot(
        figure,
        f"Reached: a mean of at least {critical:.0%} of people practise at the end of the contracts.\n"
        "Per cent: share of new replicates, and of parameter sets, in which the plan reaches it.",
    )
    return figure


def _plan(row: Row) -> str:
    said = f"{plan(row)}; reached in {row['in_worlds']:.0%} of replicates, {row['in_sets']:.0%} of sets"
    edges = row["edges"]
    return f"{said}\n(at the limit of what was tried: {edges})" if isinstance(edges, str) else said
