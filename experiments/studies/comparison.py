"""The same two arms compared several times: a row for each, and one conclusion with its intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.labels import outcome_label
from experiments.studies import phrases
from experiments.studies.content import Said

POINT = "point"  # column with the number of a point
Pair = tuple[str, str]

NOT_COMPARED = "{First} and {second} were not compared."
COUNTED = (
    "{what} is clearly higher with {first} than with {second} in {more} of {all} {places}, and clearly lower "
    "in {less}"
)
RANGE = ": the difference goes from {low} {unit} with '{lowest}' to {high} {unit} with '{highest}'."
ONE = ": the difference is {high} {unit} with '{highest}'."


def conclusion(
    found: pd.DataFrame, points: Mapping[int, str], pair: Pair, places: str = "points"
) -> str:
    """In how many points the first of two arms is clearly ahead or behind, and from where to where it goes.

    Args:
        found: a row per point, arm and `reference` of one outcome, as in `sweep.csv`.
        points: each point in words, by its number.
        pair: the arms that are compared.
        places: what the points are called.
    """
    first, second = pair
    rows = found[(found["arm"] == first) & (found["reference"] == second)].to_dict("records")
    if not rows:
        return NOT_COMPARED.format(First=phrases.capital(NAMES[first]), second=NAMES[second])
    gaps = {row[POINT]: phrases.in_points(row)[0] for row in rows}
    unit, signs = phrases.in_points(rows[0])[1], [gap.sign for gap in gaps.values()]
    order = sorted(gaps, key=lambda number: gaps[number].mean)
    counted = COUNTED.format(
        what=outcome_label(rows[0]["outcome"]), first=IN_SENTENCES[first],
        second=IN_SENTENCES[second], more=signs.count(1), less=signs.count(-1), all=len(gaps), places=places,
    )  # fmt: skip
    return counted + (RANGE if len(order) > 1 else ONE).format(
        low=phrases.interval(gaps[order[0]]), lowest=points[order[0]], unit=unit,
        high=phrases.interval(gaps[order[-1]]), highest=points[order[-1]],
    )  # fmt: skip


def stopped(said: Said) -> list[str]:
    """After how many runs a stopping rule ended the study, and why; nothing without such a rule."""
    if not said.study.has("stopping"):
        return []
    last = said.study.table("stopping", ("n", "reason")).iloc[-1]
    most = said.study.configuration["replicates"]
    return [said("stopped", n=last["n"], most=most, reason=last["reason"])]


def cells(
    found: pd.DataFrame, points: Mapping[int, Mapping[str, str]], pair: Pair
) -> list[dict[str, str]]:
    """A row per point: what it is, each arm, and the compared difference.

    Args:
        found: as for `conclusion`.
        points: the first cells of each point, by its number.
        pair: the arms that are compared.
    """
    first, second = pair
    rows = {number: dict(point) for number, point in points.items()}
    for row in found.to_dict("records"):
        gap, unit = phrases.in_points(row)
        if not row["reference"]:
            rows[row[POINT]][NAMES[row["arm"]]] = phrases.level(row)
        elif (row["arm"], row["reference"]) == pair:
            head = f"{NAMES[first]} minus {NAMES[second]}, {unit}"
            rows[row[POINT]][head] = phrases.interval(gap)
    return list(rows.values())


def of_arms(tables: Mapping[int, tuple[pd.DataFrame, pd.DataFrame]], outcome: Any) -> pd.DataFrame:
    """The rows of one outcome in the tables of several comparisons of arms, as in `sweep.csv`.

    Args:
        tables: `table.csv` and `differences.csv` of each, by its number.
        outcome: its name.
    """
    rows = [
        one[one["outcome"] == outcome].assign(**{POINT: number})
        for number, both in tables.items()
        for one in (both[0].assign(reference=""), both[1])
    ]
    return phrases.compared(pd.concat(rows, ignore_index=True))
