"""The figures of the ledger: where every claim holds, and what readers of the account should expect."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from experiments.config.arms import COLOURS, GREY, NAMES
from experiments.studies import style
from experiments.studies.ledger import account, verdicts
from experiments.studies.phrases import signed
from experiments.studies.style import blank, draw_into, interval, name_rows, no_side

# The colour and the label of what becomes of effects.
FATES = {
    verdicts.VANISH: (style.PURPLE, "effects vanish without the mechanism"),
    verdicts.PERSIST: (style.ROSE, "effects do not vanish without it"),
    verdicts.UNTESTED: (style.LILAC, "mechanism cannot be taken away"),
    verdicts.NO_EFFECT: (style.SAND, "no clear effect over the sets"),
}
OFF = "#8a8a8a"  # without the mechanism
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
    drawn = {"ledger": lambda: ledger(table)}
    if (folder / "readers.csv").is_file():
        found, survival = style.tables(folder, "readers", "survival")
        admitted = survival.loc[survival["pattern"] == account.TOGETHER, "sets"].iloc[0]
        drawn["account"] = lambda: readers(found, weighted=admitted < account.FEWEST)
    return draw_into(folder, drawn)


def ledger(table: pd.DataFrame) -> Figure:
    """A row per claim, emergent ones first: the sets in which it holds, and its effects."""
    claims = ordered(table)
    height = 0.225 * len(claims)
    figure = blank(11.5, height + 1.85, left=4.75, top=0.55, bottom=1.3, wspace=0.05)
    sets, effects = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.6))
    effects.axvspan(-1, 1, color="#e8e8e8", zorder=0, linewidth=0)
    effects.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    firsts = [rows.iloc[0] for rows in claims]
    name_rows(sets, [f"{row['claim']}   {row['pattern']}" for row in firsts], 7.5)
    for place, rows in enumerate(claims):
        colour, _ = FATES[rows["mechanism"].iloc[0]]
        _effects(effects, place, rows, colour)
        share = rows["sets_all_hold"].iloc[0]
        if not np.isnan(share):
            sets.barh(place, share, height=0.6, color=colour, alpha=0.8)
            sets.text(share + 0.02, place, f"{share:.0%}", fontsize=7, va="center")
    emergent = sum(row["origin"] == verdicts.EMERGENT for row in firsts)
    for axes in (sets, effects):
        axes.axhline(emergent - 0.5, color="black", linewidth=0.6)
        no_side(axes)
    groups = "above: emergent claims\nbelow: built into the rules"
    sets.text(1.13, emergent - 0.6, groups, ha="right", va="bottom", fontsize=7.5)
    sets.set(xlim=(0, 1.15))
    sets.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    sets.set_title("Parameter sets in which it holds", loc="left")
    _scale(effects, table)
    effects.set_xlabel(
        "Effect, positive as claimed, over half the width of its 95% interval\n"
        "(logarithmic beyond ±1; grey: no clear effect)",
        fontsize=8,
    )
    effects.set_title("Effects in one parameter set", loc="left")
    for colour, label in FATES.values():
        effects.plot([], [], "s", color=colour, label=label)
    effects.plot([], [], "x", color=OFF, label="without the mechanism")
    figure.legend(loc="lower center", ncols=3, bbox_to_anchor=(0.5, 0.0))
    return figure


def ordered(table: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of each claim: emergent claims first, and among them those that hold in most sets."""

    def key(rows: pd.DataFrame) -> tuple[bool, float]:
        row = rows.iloc[0]
        return row["origin"] != verdicts.EMERGENT, -np.nan_to_num(row["sets_all_hold"])

    return sorted((rows for _, rows in table.groupby("pattern", sort=False)), key=key)


def _scale(axes: Axes, table: pd.DataFrame) -> None:
    """An axis on which the clearest effect and one of no clear sign are both seen: logarithmic beyond ±1."""
    found = [_ratios(table, prefix).abs().max() for prefix in ("", "falsifier_")]
    most = 1.25 * max(2.0, *(one for one in found if one == one))
    axes.set_xscale("symlog", linthresh=1, linscale=0.5)
    axes.set_xlim(-most, most)
    marks = [mark for mark in (1, 3, 10, 30, 100, 300, 1000) if mark < most]
    axes.set_xticks([*(-mark for mark in marks), 0, *marks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "−"))


def _effects(axes: Axes, place: int, rows: pd.DataFrame, colour: str) -> None:
    """The effects of a claim as dots, and crosses without its mechanism."""
    heights = place + (np.linspace(-0.25, 0.25, len(rows)) if len(rows) > 1 else np.zeros(1))
    for prefix, marker, shade in (("falsifier_", "x", OFF), ("", "o", colour)):
        axes.plot(_ratios(rows, prefix), heights, marker, color=shade, markersize=4, alpha=0.85)


def _ratios(rows: pd.DataFrame, prefix: str) -> pd.Series:
    """Effects over half the width of their intervals; zero where all runs are alike, NaN without effect."""
    mean = rows[f"{prefix}mean"]
    reach = (rows[f"{prefix}high"] - rows[f"{prefix}low"]) / 2
    return (mean / reach).where(reach > 0, 0.0 * mean)


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
