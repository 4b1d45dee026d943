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
from experiments.studies.content import Block, Part, Points, Said, Text

POINT = "point"
REACHED = "critical_mass_end"  # shown beside the first outcome
SHOWN = 40  # points in the table
Settings = Mapping[int, Mapping[Any, Any]]  # the settings of each point, by its number


def report(study: StudyFolder) -> Part:
    """What came out of a sweep."""
    said, found = Said(study, __package__), study.table("sweep")
    points: Settings = study.table("points").set_index(POINT).to_dict("index")  # type: ignore[assignment]
    outcome = (study.said.get("outcomes") or [CULTURE])[0]
    reached = phrases.compared(found[found["outcome"] == REACHED]).query("reference == ''")
    found = phrases.compared(found[found["outcome"] == outcome])
    label, answer = outcome_label(outcome), list(_answer(said, found, points))
    figures = said.figures(label=label, first=answer[0])
    rows = _cells(found, points, *study.said["compare"])
    if outcome != REACHED:
        rows = _with_reached(rows, reached)
    blocks: list[Block] = [Points(answer), *figures]
    blocks += said.table("points", rows[:SHOWN], label=label)
    if len(points) > SHOWN:
        blocks.append(Text(said("more", shown=SHOWN, all=len(points))))
    names = "; ".join(setting_label(name) for name in next(iter(points.values())))
    return Part(f"What varies: {names}", answer, shown=figures, blocks=blocks)


def _answer(said: Said, found: pd.DataFrame, points: Settings) -> Iterator[str]:
    """At how many points the first of two arms is clearly ahead or behind, and where it is most so."""
    first, second = said.study.said["compare"]
    rows = found[(found["arm"] == first) & (found["reference"] == second)].to_dict("records")
    if not rows:
        yield said("not_compared", First=NAMES[first].capitalize(), second=NAMES[second])
        return
    gaps = {row[POINT]: phrases.in_points(row)[0] for row in rows}
    signs, unit = [gap.sign for gap in gaps.values()], phrases.in_points(rows[0])[1]
    yield said(
        "counts", what=outcome_label(rows[0]["outcome"]), first=IN_SENTENCES[first],
        second=IN_SENTENCES[second], more=signs.count(1), less=signs.count(-1), all=len(gaps),
    )  # fmt: skip
    order = sorted(gaps, key=lambda number: gaps[number].mean)
    for name, number in (("largest", order[-1]), ("smallest", order[0]))[: len(order)]:
        point = (
            f"{setting_label(of)}: {phrases.number(value)}" for of, value in points[number].items()
        )
        yield said(name, gap=phrases.interval(gaps[number]), unit=unit, point="; ".join(point))
    if len(gaps) > phrases.MANY:
        yield said("chance")


def _cells(found: pd.DataFrame, points: Settings, first: str, second: str) -> list[dict[str, str]]:
    """A row per point: the settings that vary, each arm, and the compared difference."""
    cells = {
        number: {axis_label(str(name)): phrases.number(value) for name, value in point.items()}
        for number, point in points.items()
    }
    for row in found.to_dict("records"):
        gap, unit = phrases.in_points(row)
        if not row["reference"]:
            cells[row[POINT]][NAMES[row["arm"]]] = phrases.level(row)
        elif (row["arm"], row["reference"]) == (first, second):
            head = f"{NAMES[first]} minus {NAMES[second]}, {unit}"
            cells[row[POINT]][head] = phrases.interval(gap)
    return list(cells.values())


def _with_reached(rows: list[dict[str, str]], reached: pd.DataFrame) -> list[dict[str, str]]:
    """The rows, by point, with the share of runs of each arm that reach a critical mass."""
    for row in reached.to_dict("records"):
        rows[row[POINT]][f"{NAMES[row['arm']]}: critical mass reached"] = phrases.level(row)
    return rows
