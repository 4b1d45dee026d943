"""What the columns of a study's tables mean, and in which unit they are."""

from __future__ import annotations

import csv
from pathlib import Path

from experiments.store.parts import PARTS, WEEK
from experiments.store.tables import COMMON, TABLES, TARGET
from experiments.studies.calibration.targets import HELD_OUT, TARGETS
from simulation import Settings, describe
from simulation.descriptions import Outcome
from simulation.passport import leaves

_WITH_SETTINGS = (
    "plausible",
    "points",
    "first_points",
    "scenarios",
    "sweep",
    "tried",
)  # a column per setting
_WIDTH = "needed_"  # how some columns of the savings begin
# How the columns of candidates begin that hold a target.
_WHEN = {"target: ": ", in the trial", "again: ": ", in other worlds"}


def explain(table: str, column: str) -> Outcome | None:
    """What a column of a study's table means, and its unit; None if that is not known.

    Args:
        table: the file's name without its ending.
        column: the column's name.
    """
    own = TABLES.get(table)
    if own is None:
        return None
    if found := own.get(column) or COMMON.get(column):
        return found
    if table == "savings" and column.startswith(_WIDTH):
        width = 100 * float(column.removeprefix(_WIDTH))
        return Outcome(f"Runs until the interval is ± {width:g} percentage points", "number")
    if table == "rules" and (found := _quality(column)):
        return found
    if table == "scenarios" and (found := _worth(column)):
        return found
    if table in _WITH_SETTINGS and (found := _settings().get(column) or _targets().get(column)):
        return found
    if table == PARTS and column.startswith(WEEK):
        meaning, unit = describe(column.removeprefix(WEEK))
        return Outcome(f"{meaning}, week by week from week 0", unit)
    try:
        return describe(column)
    except KeyError:
        return None


# The qualities of a rule, and what scenarios say of an arm.
_QUALITIES = {
    "mass": "Share of all scenarios that the rule speaks of",
    "density": "Share of those that it is right in",
    "low": "Lower end of that share's 95 % interval",
    "high": "Upper end of it",
    "coverage": "Share of the scenarios with what it says that it speaks of",
    "base": "Share of all scenarios with what it says",
    "lift": "By how much it is right more often than that",
    "lift_low": "Lower end of that lift's 95 % interval",
    "lift_high": "Upper end of it",
}
_PARTS = {"in": ", where it was found", "out": ", out of sample"}
_WORTHS = {
    "gain": ("Gain in practising over no brokers", "percentage points"),
    "yield": ("Gain over no brokers per money spent", "percentage points per million pounds"),
    "better": ("Whether the team is the better buy: 1 ahead, 0.5 tied, 0 behind", "number"),
}


def _quality(column: str) -> Outcome | None:
    part, _, name = column.partition("_")
    if part in _PARTS and name in _QUALITIES:
        return Outcome(_QUALITIES[name] + _PARTS[part], "share")
    return None


def _worth(column: str) -> Outcome | None:
    kind, _, arm = column.partition(": ")
    if kind not in _WORTHS:
        return None
    words, unit = _WORTHS[kind]
    return Outcome(f"{words}: {arm}", unit)


def _settings() -> dict[str, Outcome]:
    return {
        leaf.name: Outcome(leaf.passport.meaning, leaf.passport.unit)
        for leaf in leaves(Settings())
        if leaf.passport
    }


def _targets() -> dict[str, Outcome]:
    return {
        f"{when}{one.key}": Outcome(
            f"{one.says}{where}; {one.low:g} to {one.high:g} is allowed", TARGET
        )
        for when, where in _WHEN.items()
        for one in (*TARGETS, *HELD_OUT)
    }


def table_of(path: Path) -> str:
    """The name under which the columns of a table are explained."""
    return PARTS if path.parent.name == PARTS else path.stem


def columns(path: Path) -> list[str]:
    """The columns of a table; none for what is no table."""
    if path.suffix == ".parquet":
        import pyarrow.parquet

        return list(pyarrow.parquet.read_schema(path).names)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), [])
    return []
