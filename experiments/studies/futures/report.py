"""Many futures from one past."""

from __future__ import annotations

import pandas as pd

from experiments.config.labels import outcome_label
from experiments.methods.estimates import CULTURE_LATER
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Block, Part, Points, figure_of, table

MOST = 4  # futures in the answer, outcomes in the first table
FIRST = (
    CULTURE_LATER, "bids_won_academics_followup", "decisions_informed_managers_followup", "fte_weeks",
)  # fmt: skip
NOTHING = "There is nothing to compare: no future was measured beside the reference."


def report(study: StudyFolder) -> Part:
    """What came out of a study of futures."""
    found = phrases.compared(study.table("futures"))
    there = list(dict.fromkeys(found["outcome"]))
    first = [name for name in FIRST if name in there] or there
    gaps = found[found["reference"] != ""]
    answer = _answer(study, gaps[gaps["outcome"] == first[0]])
    figures = figure_of(study,
        "futures", "One past and its futures week by week, and their differences from the reference.",
        f"Curves that part when the past ends. {answer[0]}",
    )  # fmt: skip
    blocks = [
        Points(answer), *figures, *_table(study, found, first[:MOST]), *_differences(study, gaps)
    ]  # fmt: skip
    return Part("Futures of one past", answer, shown=figures, blocks=blocks)


def spoken(name: str) -> str:
    """The name of a future in words."""
    return name.replace("_", " ")


def _answer(study: StudyFolder, gaps: pd.DataFrame) -> list[str]:
    """The futures against the reference in one outcome, those that differ most first."""
    rows = gaps.to_dict("records")
    if not rows:
        return [NOTHING]
    rows.sort(key=lambda row: -abs(row["mean"]))
    said = []
    for row in rows[:MOST]:
        gap, unit = phrases.in_points(row)
        pair = (f"'{spoken(row['future'])}'", f"'{spoken(row['reference'])}'")
        unit = phrases.POINTS if unit == "points" else unit
        when = f"At week {study.settings.weeks}"
        said.append(phrases.verdict(gap, pair, when, phrases.measure(row), unit))
    return said


def _table(study: StudyFolder, found: pd.DataFrame, outcomes: list[str]) -> list[Block]:
    """A row per future: the first outcome, and the difference from the reference in several."""
    reference = spoken(str(study.said["reference"]))
    cells: dict[str, dict[str, str]] = {}
    for row in found[found["outcome"].isin(outcomes)].to_dict("records"):
        line = cells.setdefault(row["future"], {"Future": spoken(row["future"])})
        gap, unit = phrases.in_points(row)
        label = outcome_label(row["outcome"])
        if row["reference"]:
            line[f"{label}: difference, {unit}"] = phrases.interval(gap)
        elif row["outcome"] == outcomes[0]:
            line[label] = f"{gap.mean:.1f}%" if unit == "points" else phrases.number(gap.mean)
    rows = pd.DataFrame(cells.values()).fillna("").to_dict("records")
    caption = f"Futures, and their difference from '{reference}' (95% intervals in brackets)."
    return table("futures", caption, rows, study.command)  # type: ignore[arg-type]


def _differences(study: StudyFolder, gaps: pd.DataFrame) -> list[Block]:
    rows = []
    for row in phrases.measured(gaps.to_dict("records")):
        gap, unit = phrases.in_points(row)
        rows.append(
            {
                "Future": spoken(row["future"]), "Reference": spoken(row["reference"]),
                "Outcome": outcome_label(row["outcome"]),
                "Difference (95% interval)": f"{phrases.interval(gap)} {unit}", "Reads": phrases.reads(gap),
            }
        )  # fmt: skip
    caption = "Paired differences between futures of the same past, in all outcomes."
    return table("differences", caption, rows, study.command)
