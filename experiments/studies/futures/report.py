"""Many futures from one past."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Points, figure_of, table

NEEDED = ("future", "reference", "outcome", "meaning", "unit", "mean", "low", "high", "n")


def report(study: StudyFolder) -> Part:
    """What a study of futures has to say."""
    found = study.table("futures", NEEDED)
    found["reference"] = found["reference"].astype(object).fillna("")
    gaps = found[found["reference"] != ""].to_dict("records")
    first = gaps[0]["outcome"] if gaps else ""
    said = [_sentence([row for row in gaps if row["outcome"] == first])]
    rows = []
    for row in phrases.measured(gaps):
        gap, unit = phrases.in_points(row)
        line = {"future": row["future"], "less": row["reference"], "outcome": row["meaning"]}
        line["mean (95% interval)"] = f"{phrases.interval(gap)} {unit}"
        rows.append(line | {"reads": phrases.reads(gap)})
    figures = figure_of(study,
        "futures", "One past and its futures week by week, and their differences from the reference.",
        f"Curves that part when the past ends. {said[0]}",
    )  # fmt: skip
    caption = "Paired differences between futures of the same past."
    blocks = [Points(said), *figures, *table("futures", caption, rows, study.command)]
    return Part("Futures of one past", answer=said, shown=figures, blocks=blocks)


def _sentence(gaps: Sequence[phrases.Row]) -> str:
    """Every future against the reference, in one outcome."""
    if not gaps:
        return "There is nothing to compare."
    said = [f"{row['future']} {phrases.difference(*phrases.in_points(row))}" for row in gaps]
    return f"{gaps[0]['meaning']}, against {gaps[0]['reference']}: {'; '.join(said)}."
