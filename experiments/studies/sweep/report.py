"""A sweep: the arms at every point of a design."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.config.arms import NAMES
from experiments.config.labels import axis_label, outcome_label, setting_label
from experiments.store.study_folder import StudyFolder
from experiments.studies import comparison, phrases
from experiments.studies.comparison import POINT
from experiments.studies.content import Block, Part, Points, Sentences
from experiments.studies.sweep.run import shown

REACHED = "critical_mass_end"  # shown beside the first outcome
SHOWN = 40  # points in the table
Settings = Mapping[int, Mapping[Any, Any]]  # the settings of each point, by its number


def report(study: StudyFolder) -> Part:
    """What came out of a sweep."""
    said, found = Sentences(study, __package__), study.table("sweep")
    points: Settings = study.table("points").set_index(POINT).to_dict("index")  # type: ignore[assignment]
    outcome = shown(study.configuration.get("outcomes") or [])
    reached = phrases.compared(found[found["outcome"] == REACHED]).query("reference == ''")
    found = phrases.compared(found[found["outcome"] == outcome])
    label, answer = outcome_label(outcome), _answer(said, found, points)
    figures = said.figures(label=label, first=answer[0])
    cells = {
        number: {axis_label(str(name)): phrases.number(value) for name, value in point.items()}
        for number, point in points.items()
    }
    rows = comparison.cells(found, cells, tuple(study.configuration["compare"]))
    for row in reached.to_dict("records") if outcome != REACHED else ():
        rows[row[POINT]][f"{NAMES[row['arm']]}: critical mass reached"] = phrases.level(row)
    blocks: list[Block] = [Points(answer), *figures]
    blocks += said.table("points", rows[:SHOWN], label=label)
    names = "; ".join(setting_label(name) for name in next(iter(points.values())))
    return Part(f"What varies: {names}", answer, shown=figures, blocks=blocks)


def _answer(said: Sentences, found: pd.DataFrame, points: Settings) -> list[str]:
    """The conclusion, and what to know of it: chance among many points, and where all of them are."""
    has = said.study.has("furthest")  # studies of earlier versions have no such table
    apart = said.study.table("furthest").iloc[0].to_dict() if has else None
    pair = tuple(said.study.configuration["compare"])
    compared = comparison.conclusion(found, comparison.in_words(points), pair, apart=apart)
    answer = [compared, *comparison.stopped(said)]
    if len(points) > phrases.MANY:
        answer.append(said("chance"))
    if len(points) > SHOWN:
        answer.append(said("more", shown=SHOWN, all=len(points)))
    return answer
