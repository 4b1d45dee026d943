"""The figures of a decision study: the lead by circumstances, and the cheapest plans."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.config.labels import setting_label
from experiments.studies import style
from experiments.studies.decision.cheapest import LIKELY
from experiments.studies.decision.report import plan_in_words
from experiments.studies.style import blank, draw_into, interval, name_rows, no_side

TEAM = COLOURS["team"]
PALE = "#F2B48A"  # of the team, too: the lowest fifth
MARKS = "os"  # of the arms whose plans are compared
NEAR = 0.03  # of the dearest plan: marks that are closer would hide each other
INSIDE, OUTSIDE = 9, 16  # sizes of marks, the second hollow where it would hide the first
DOTS: dict[str, Any] = {"markersize": 3.5, "alpha": 0.35, "markeredgewidth": 0}
ENDS = ("", "_low", "_high")


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    found, chosen, plans = style.tables(folder, "circumstances", "cheapest", "plans")
    drawn = {
        "circumstances": lambda: circumstances(found),
        "cheapest": lambda: cheapest(chosen, plans),
    }
    return draw_into(folder, drawn)


def circumstances(found: pd.DataFrame) -> Figure:
    """A panel per other arm: the lead where each circumstance is low and high, ranked by difference."""
    others = list(dict.fromkeys(found["other"]))
    first = found[found["other"] == others[0]]
    order = first.reindex(first["difference"].abs().sort_values(ascending=False).index)["setting"]
    figure = blank(10, 1.0 + 0.42 * len(order), left=2.9, top=0.4, bottom=0.5)
    panels = figure.subplots(1, len(others), sharey=True)
    for axes, other in zip(panels, others, strict=True):
        rows = found[found["other"] == other].set_index("setting").loc[list(order)]
        for place, row in enumerate(rows.to_dict("records")):
            for part, shift, colour in (("lowest", -0.16, PALE), ("highest", 0.16, TEAM)):
                low, mean, high = (100 * row[f"{part}{end}"] for end in ("_low", "", "_high"))
                interval(axes, place + shift, low, mean, high, colour)
        axes.axvline(0, color=GREY, linewidth=0.8)
        axes.set_title(f"Lead over {NAMES[other]}")
        axes.set_xlabel("percentage points")
        no_side(axes)
    name_rows(panels[0], [setting_label(name) for name in order])
    return figure


def cheapest(chosen: pd.DataFrame, plans: pd.DataFrame) -> Figure:
    """Each plan's chance of the critical mass by its cost, and the cheapest that is likely enough."""
    figure = blank(8.2, 3.8, left=0.85, top=0.3, bottom=0.55)
    axes = figure.subplots()
    close = np.ptp(chosen["money"]) < NEAR * plans["money"].max()
    for place, row in enumerate(chosen.to_dict("records")):
        some, colour = plans[plans["arm"] == row["arm"]], COLOURS[row["arm"]]
        axes.plot(some["money"] / 1e3, 100 * some["chance"], MARKS[place], color=colour, **DOTS)
        at, chance, low, high = row["money"] / 1e3, *(100 * row[f"chance{end}"] for end in ENDS)
        hollow = close and place > 0
        axes.plot([at, at], [low, high], color=colour if close else "black", linewidth=1.5)
        look: dict[str, Any] = {"color": colour, "markersize": INSIDE, "markeredgecolor": "black"}
        if hollow:
            look = {
                "color": colour,
                "markersize": OUTSIDE,
                "markeredgewidth": 1.8,
                "fillstyle": "none",
            }
        axes.plot([at], [chance], MARKS[place], **look)
        likely = "" if math.isnan(chance) else f": {chance:.0f}%"
        name = f"{NAMES[row['arm']]}, {plan_in_words(row)}{likely}"
        fill = "none" if hollow else "full"
        axes.plot([], [], MARKS[place], color=colour, markersize=8, fillstyle=fill, label=name)
    axes.axhline(100 * LIKELY, color="black", linewidth=0.8, linestyle="--")
    axes.set(xlim=(0, None), ylim=(0, 102), xlabel="planned salaries, £1,000")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    critical = chosen["critical"].iloc[0]
    axes.set_ylabel(f"chance that {critical:.0%} of the people\nin hosts practise, %")
    axes.legend(loc="lower right", fontsize=8.5, title=f"Cheapest plan with {LIKELY:.0%} or more")
    return figure
