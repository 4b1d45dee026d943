"""The figures of the ledger: where every claim holds, and what readers of the account should expect."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.studies import style
from experiments.studies.ledger import account, verdicts
from experiments.studies.phrases import Row, signed
from experiments.studies.style import blank, draw_into, interval, name_rows, no_side

# The colour and the label of what becomes of effects.
FATES = {
    verdicts.VANISH: (style.PURPLE, "effects vanish without the mechanism"),
    verdicts.PERSIST: (style.ROSE, "effects do not vanish without it"),
    verdicts.UNTESTED: (style.LILAC, "mechanism cannot be taken away"),
    verdicts.NO_EFFECT: (style.SAND, "no clear effect over the sets"),
}
ORIGINS = {verdicts.EMERGENT: "Emergent", verdicts.BUILT_IN: "Built in"}
BLANK: Any = {"facecolor": "white", "linewidth": 0, "pad": 0}  # below a text
AGNOSTIC = "no view of the account:\nall sets count alike"
# Where too few sets satisfy all claims, and where enough do.
WEIGHTED = {
    account.AGNOSTIC: AGNOSTIC,
    account.BELIEVER: "believes the account: a set counts\nby how many claims it satisfies",
    account.SCEPTIC: "doubts the account: a set counts\nby how many claims it fails",
}
SELECTED = {
    account.AGNOSTIC: AGNOSTIC,
    account.BELIEVER: "believes the account: only sets\nthat satisfy all claims count",
    account.SCEPTIC: "doubts the account:\nonly the other sets count",
}


def draw(folder: Path) -> list[Path]:
    """Draw the figures of a results folder into it, as PNG and SVG; gives their paths."""
    (table,) = style.tables(folder, "ledger")
    judged = table["sets_all_hold"].notna().any()
    drawn = {"ledger": lambda: ledger(table)} if judged else {}
    if (folder / "readers.csv").is_file():
        found, survival = style.tables(folder, "readers", "survival")
        admitted = survival.loc[survival["pattern"] == account.TOGETHER, "sets"].iloc[0]
        drawn["account"] = lambda: readers(found, weighted=admitted < account.FEWEST)
    return draw_into(folder, drawn)


def ledger(table: pd.DataFrame) -> Figure:
    """A row per claim below the heading of its group: the share of the sets in which it holds."""
    rows: list[Row | str] = []
    for origin, name in ORIGINS.items():
        some = [row for row in ordered(table) if row["origin"] == origin]
        hold = sum(row["sets_all_hold"] >= verdicts.LEAST for row in some)
        heading = f"{name}: {hold} of {len(some)} in at least {verdicts.LEAST:.0%} of sets"
        rows += [heading, *some] if some else []
    figure = blank(8.4, 0.2 * len(rows) + 1.1, left=4.95, top=0.35, bottom=0.75)
    axes = figure.subplots()
    axes.axvline(verdicts.LEAST, color=GREY, linewidth=0.8, linestyle=":", zorder=0)
    for place, row in enumerate(rows):
        if isinstance(row, str):
            axes.text(0.01, place, row, va="center", bbox=BLANK, fontweight="bold")
        elif not np.isnan(share := row["sets_all_hold"]):
            axes.barh(place, share, height=0.65, color=FATES[row["mechanism"]][0])
            said = style.percent(share)
            axes.text(share + 0.02, place, said, va="center", bbox=BLANK, fontsize=8)
    names = ("" if isinstance(row, str) else f"{row['claim']}   {row['pattern']}" for row in rows)
    name_rows(axes, list(names), 8)
    no_side(axes)
    axes.set(xlim=(0, 1.15))
    axes.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    axes.set_title("Parameter sets in which a claim holds", loc="left")
    for colour, label in FATES.values():
        axes.plot([], [], "s", color=colour, label=label)
    figure.legend(loc="lower center", ncols=2)
    return figure


def ordered(table: pd.DataFrame) -> list[Row]:
    """A row of each claim: emergent claims first, and among them those that hold in most sets."""

    def key(row: Row) -> tuple[bool, float]:
        return row["origin"] != verdicts.EMERGENT, -np.nan_to_num(row["sets_all_hold"])

    return sorted(table.drop_duplicates("pattern").to_dict("records"), key=key)


def readers(table: pd.DataFrame, weighted: bool) -> Figure:
    """A row per reader: chance of reaching critical mass in each arm, and the team's leads.

    `weighted`: whether sets count by how many claims they satisfy, rather than by all or none.
    """
    figure = blank(10.8, 4.2, left=2.35, top=0.5, bottom=0.8)
    panels = figure.subplots(1, 2, sharey=True)
    titles = {"critical_mass": "Chance of reaching critical mass", "lead": "The team's lead over"}
    for axes, (quantity, title) in zip(panels, titles.items(), strict=True):
        found = table[table["quantity"] == quantity]
        arms = list(found["arm"].unique())
        for row in found.to_dict("records"):
            shift = arms.index(row["arm"]) - (len(arms) - 1) / 2
            place = account.READERS.index(row["reader"]) + 0.3 * shift
            low, mean, high = (100 * row[name] for name in ("low", "mean", "high"))
            text = f"{mean:.0f}%" if quantity == "critical_mass" else signed(mean)
            interval(axes, place, low, mean, high, COLOURS[row["arm"]])
            axes.annotate(
                text, (mean, place), (0, 8), textcoords="offset points", ha="center", fontsize=8
            )
        axes.set_title(title, loc="left")
        for arm in arms:
            axes.plot([], [], color=COLOURS[arm], linewidth=5, label=NAMES[arm])
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=3)
        no_side(axes)
    panels[0].set(xlim=(0, 108), xlabel="% of runs")
    panels[1].axvline(0, color=GREY, linewidth=0.8, zorder=0)
    panels[1].set_xlabel("percentage points at the end of the contracts")
    panels[1].margins(x=0.15)
    names = WEIGHTED if weighted else SELECTED
    name_rows(panels[0], [names[reader] for reader in account.READERS])
    return figure
