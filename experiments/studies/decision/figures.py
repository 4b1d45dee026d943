"""The figures of a decision study: the lead by circumstances, and the cheapest plans."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.config.labels import setting_label
from experiments.studies.decision.cheapest import LIKELY
from experiments.studies.decision.report import plan_in_words
from experiments.studies.style import blank, draw_into, foot, interval, name_rows, no_side

TEAM = COLOURS["team"]
PALE = "#F2B48A"  # of the team, too: the lowest fifth


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    found, plans = (pd.read_csv(folder / f"{name}.csv") for name in ("circumstances", "cheapest"))
    return draw_into(
        folder, {"circumstances": lambda: circumstances(found), "cheapest": lambda: cheapest(plans)}
    )


def circumstances(found: pd.DataFrame) -> Figure:
    """A panel per other arm: the lead where each circumstance is low and high, ranked by difference."""
    others = list(dict.fromkeys(found["other"]))
    first = found[found["other"] == others[0]]
    order = first.reindex(first["difference"].abs().sort_values(ascending=False).index)["setting"]
    figure = blank(10, 1.5 + 0.42 * len(order), left=2.9, top=0.4, bottom=1.0)
    panels = figure.subplots(1, len(others), sharey=True)
    for axes, other in zip(panels, others, strict=True):
        rows = found[found["other"] == other].set_index("setting").loc[list(order)]
        for place, (_, row) in enumerate(rows.iterrows()):
            _ends(axes, place, row)
        axes.axvline(0, color=GREY, linewidth=0.8)
        axes.set_title(f"Lead over {NAMES[other]}")
        axes.set_xlabel("percentage points")
        no_side(axes)
    name_rows(panels[0], [setting_label(name) for name in order])
    foot(
        figure,
        "Pale: the fifth of the scenarios in which the circumstance is lowest; full: highest. Mean lead in\n"
        "people who practise at the end of the contracts, with 95% interval over the parameter sets.",
    )
    return figure


def _ends(axes: Axes, place: int, row: pd.Series) -> None:
    for part, shift, colour in (("lowest", -0.16, PALE), ("highest", 0.16, TEAM)):
        low, mean, high = (100 * row[f"{part}{end}"] for end in ("_low", "", "_high"))
        interval(axes, place + shift, low, mean, high, colour)


def cheapest(plans: pd.DataFrame) -> Figure:
    """What the cheapest plan of each arm costs, and what it is."""
    figure = blank(7.6, 2.5, left=0.8, top=0.3, bottom=0.95)
    axes = figure.subplots()
    for place, row in enumerate(plans.to_dict("records")):
        axes.barh([place], [row["money"] / 1e3], 0.5, color=COLOURS[row["arm"]])
        axes.annotate(plan_in_words(row), (0, place - 0.42), fontsize=8)
    name_rows(axes, [NAMES[arm] for arm in plans["arm"]], room=0.7)
    axes.set_xlim(left=0)
    axes.set_xlabel("£1000")
    critical = plans["critical"].iloc[0]
    foot(
        figure,
        f"The cheapest plan with a chance of {LIKELY:.0%} or more that {critical:.0%} of the people in\n"
        "hosts practise at the end of the contracts, over the parameter sets and worlds.",
    )
    return figure
