"""A sweep: the arms at every point of a design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.config.labels import axis_label, outcome_label, setting_label
from experiments.methods.estimates import CULTURE
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Points, Text, figure_of, table

POINT = "point"
SHOWN = 40  # points in the table
Settings = Mapping[int, Mapping[Any, Any]]  # the settings of each point, by its number

NOT_COMPARED = "{first} and {second} were not compared."
COUNTS = (
    "{what} is clearly higher with {first} than with {second} at {more} of {all} points, and clearly lower "
    "at {less}."
)
LARGEST = "The largest difference is {gap} {unit}, at '{point}'."
SMALLEST = "The lowest is {gap} {unit}, at '{point}'."
CHANCE = "Of so many 95% intervals, about one in twenty misses by chance."


def report(study: StudyFolder) -> Part:
    """What came out of a sweep."""
    points: Settings = study.table("points").set_index(POINT).to_dict("index")  # type: ignore[assignment]
    outcome = (study.said.get("outcomes") or [CULTURE])[0]
    found = study.table("sweep")
    found = phrases.compared(found[found["outcome"] == outcome])
    label = outcome_label(outcome)
    answer = list(_answer(study, found, points))
    figures = figure_of(study,
        "sweep", f"{label}: by arm above, and the compared difference below, with 95% intervals.",
        f"Curves along what varies, one for each arm. {answer[0]}",
    )  # fmt: skip
    names = [setting_label(name) for name in next(iter(points.values()))]
    blocks: list[Block] = [Points(answer), *figures, *_table(study, found, points)]
    if len(points) > SHOWN:
        blocks.append(Text(f"The first {SHOWN} of {len(points)} points; sweep.csv has all."))
    return Part(f"What varies: {'; '.join(names)}", answer, shown=figures, blocks=blocks)


def _answer(study: StudyFolder, found: pd.DataFrame, points: Settings) -> Iterator[str]:
    """At how many points the first of two arms is clearly ahead or behind, and where it is most so."""
    first, second = study.said["compare"]
    rows = found[(found["arm"] == first) & (found["reference"] == second)].to_dict("records")
    names = {"first": IN_SENTENCES[first], "second": IN_SENTENCES[second]}
    if not rows:
        yield NOT_COMPARED.format(first=NAMES[first].capitalize(), second=NAMES[second])
        return
    gaps = {row[POINT]: phrases.in_points(row)[0] for row in rows}
    signs, unit = [gap.sign for gap in gaps.values()], phrases.in_points(rows[0])[1]
    yield COUNTS.format(
        what=outcome_label(rows[0]["outcome"]), **names, more=signs.count(1), less=signs.count(-1),
        all=len(gaps),
    )  # fmt: skip
    order = sorted(gaps, key=lambda number: gaps[number].mean)
    for said, number in ((LARGEST, order[-1]), (SMALLEST, order[0]))[: len(order)]:
        gap = phrases.interval(gaps[number])
        yield said.format(gap=gap, unit=unit, point=_where(points[number]))
    if len(gaps) > phrases.MANY:
        yield CHANCE


def _where(point: Mapping[Any, Any]) -> str:
    """A point in words."""
    return "; ".join(
        f"{setting_label(name)}: {phrases.number(value)}" for name, value in point.items()
    )


def _table(study: StudyFolder, found: pd.DataFrame, points: Settings) -> list[Block]:
    """A row per point: the settings that vary, each arm, and the compared difference."""
    first, second = study.said["compare"]
    cells = {
        number: {axis_label(str(name)): phrases.number(value) for name, value in point.items()}
        for number, point in points.items()
    }
    for row in found.to_dict("records"):
        gap, unit = phrases.in_points(row)
        if not row["reference"]:
            percent = unit == "points"
            cells[row[POINT]][NAMES[row["arm"]]] = (
                f"{gap.mean:.1f}%" if percent else phrases.number(gap.mean)
            )
        elif (row["arm"], row["reference"]) == (first, second):
            head = f"{NAMES[first]} minus {NAMES[second]}, {unit}"
            cells[row[POINT]][head] = phrases.interval(gap)
    caption = f"{outcome_label(str(found['outcome'].iloc[0]))}, at every point (95% intervals in brackets)."
    return table("points", caption, list(cells.values())[:SHOWN], study.command)
