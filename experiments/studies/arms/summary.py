"""The table that a study ends with, made from its tidy tables alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from rich.table import Table

from experiments.methods.estimates import CULTURE, CULTURE_LATER


class Row(NamedTuple):
    """A line of the table: its label, the outcome it shows, and how; empty columns start with none."""

    label: str
    outcome: str
    form: Callable[[float], str]
    part: str = ""  # "gain_" for the gain over no brokers
    bounds: bool = False
    otherwise: str = "–"


def _share(value: float) -> str:
    return f"{100 * value:.1f}%"


def _points(value: float) -> str:
    return f"{100 * value:+.1f}"


def _count(value: float) -> str:
    return f"{value:.1f}"


def _more(value: float) -> str:
    return f"{value:+.1f}"


def _fine(value: float) -> str:
    return f"{value:.2f}"


def _money(value: float) -> str:
    return f"{value / 1000:,.1f}k"


def _with_gain(label: str, outcome: str) -> list[Row]:
    return [
        Row(label, outcome, _count),
        Row("  gain", outcome, _more, part="gain_", bounds=True),
    ]


SECTIONS = (
    (
        Row("Practising, week {end}", CULTURE, _share),
        Row("  gain, points", CULTURE, _points, part="gain_", bounds=True),
        Row("Practising, week {followup}", CULTURE_LATER, _share),
        Row("  gain, points", CULTURE_LATER, _points, part="gain_", bounds=True),
        Row("  times the first gain", "gain_kept", _fine, bounds=True, otherwise="no clear gain"),
    ),
    (
        *_with_gain("Joint bids begun", "bids_begun_academics_followup"),
        *_with_gain("Grants won", "bids_won_academics_followup"),
        *_with_gain("Decisions informed", "decisions_informed_managers_followup"),
    ),
    (
        Row("Strain, 0 to 1", "strain_contract", _fine),
        Row("FTE-weeks worked", "fte_weeks", _count),
        Row("Cost, pounds", "money", _money),
        Row("  per point, week {end}", "money_per_point", _money, bounds=True,
            otherwise="no clear gain"),
    ),
)  # fmt: skip


def summary(outcomes: pd.DataFrame, arms: Sequence[str]) -> Table:
    """The table that a study ends with: a column per arm.

    Args:
        outcomes: `experiments.methods.estimates.table`'s.
        arms: the columns.
    """
    from rich.box import SIMPLE_HEAD

    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("Means of the runs", no_wrap=True)
    for arm in arms:
        table.add_column(arm, justify="right", overflow="fold")
    for part in lines(outcomes, arms):
        for line in part:
            cells = [f"{one}\n[dim]{ends}[/dim]" if ends else one for one, ends in line.cells]
            table.add_row(line.label, *cells)
        table.add_section()
    return table


class Line(NamedTuple):
    """A line in words: its label, and for each arm the value with its interval, empty where it has none."""

    label: str
    cells: list[tuple[str, str]]


def lines(outcomes: pd.DataFrame, arms: Sequence[str]) -> list[list[Line]]:
    """The lines of the table, in its parts.

    Args:
        outcomes: `experiments.methods.estimates.table`'s.
        arms: the columns.
    """
    values = {(row["outcome"], row["arm"]): row for row in outcomes.to_dict("records")}
    weeks = {
        "end": values[CULTURE, arms[0]]["week"],
        "followup": values[CULTURE_LATER, arms[0]]["week"],
    }
    return [
        [
            Line(
                row.label.format(**weeks),
                [_cell(row, arm, values[row.outcome, arm]) for arm in arms],
            )
            for row in rows
        ]
        for rows in SECTIONS
    ]


def _cell(row: Row, arm: str, found: Mapping[Hashable, Any]) -> tuple[str, str]:
    """A number, and its 95 % interval where the row has bounds."""
    if arm == "none" and row.bounds:
        return "", ""
    value, low, high = (float(found[f"{row.part}{name}"]) for name in ("mean", "low", "high"))
    if math.isnan(value):
        return row.otherwise, ""
    if not row.bounds:
        return row.form(value), ""
    return row.form(value), "…".join(row.form(end).removeprefix("+") for end in (low, high))
