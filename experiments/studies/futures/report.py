"""Many futures from one past."""

import pandas as pd

from experiments.config.labels import outcome_label
from experiments.methods.estimates import CULTURE_LATER
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Points, Sentences
from experiments.studies.phrases import number as spoken

MOST = 4  # futures in the answer, outcomes in the first table
FIRST = (
    CULTURE_LATER, "bids_won_academics_followup", "decisions_informed_managers_followup", "fte_weeks",
)  # fmt: skip


def report(study: StudyFolder) -> Part:
    """What came out of a study of futures."""
    said, found = Sentences(study, __package__), phrases.compared(study.table("futures"))
    there = list(dict.fromkeys(found["outcome"]))
    first = [name for name in FIRST if name in there] or there
    gaps = found[found["reference"] != ""]
    answer = _answer(study, gaps[gaps["outcome"] == first[0]]) or [said("nothing")]
    figures = said.figures(first=answer[0])
    reference = spoken(study.configuration["reference"])
    blocks = [
        Points(answer), *figures,
        *said.table("futures", _cells(found, first[:MOST]), reference=reference),
        *said.table_of("differences", gaps.dropna(subset="mean"), _difference),
    ]  # fmt: skip
    return Part("Futures of one past", answer, shown=figures, blocks=blocks)


def _difference(row: phrases.Row) -> dict[str, str]:
    futures = {"Future": spoken(row["future"]), "Reference": spoken(row["reference"])}
    return futures | phrases.difference_cells(row)


def _answer(study: StudyFolder, gaps: pd.DataFrame) -> list[str]:
    """The futures against the reference in one outcome, those that differ most first."""
    answer = []
    for row in sorted(gaps.to_dict("records"), key=lambda row: -abs(row["mean"]))[:MOST]:
        gap, unit = phrases.in_points(row)
        pair = (f"'{spoken(row['future'])}'", f"'{spoken(row['reference'])}'")
        when = f"At week {study.settings.weeks}"
        answer.append(phrases.verdict(gap, pair, when, phrases.measure(row), unit))
    return answer


def _cells(found: pd.DataFrame, outcomes: list[str]) -> list[dict[str, str]]:
    """A row per future: the first outcome, and the difference from the reference in several."""
    cells: dict[str, dict[str, str]] = {}
    for row in found[found["outcome"].isin(outcomes)].to_dict("records"):
        line = cells.setdefault(row["future"], {"Future": spoken(row["future"])})
        label = outcome_label(row["outcome"])
        if row["reference"]:
            gap, unit = phrases.in_points(row)
            line[f"{label}: difference, {unit}"] = phrases.interval(gap)
        elif row["outcome"] == outcomes[0]:
            line[label] = phrases.level(row)
    return list(cells.values())
