"""How many replicates are needed, and what common random numbers save."""

from __future__ import annotations

import math

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.methods.estimates import Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Text, figure_of, table

WIDTH = "needed_"
MEASURED = "Measured on {many} replicates of every arm."
NEEDED = (
    "Comparing {first} with {second} at the {when} takes {runs} paired runs for an interval of "
    "±{width} percentage point{plural}."
)
SAVING = (
    "Without common random numbers {saving} times as many runs would be needed (95% interval in "
    "brackets)."
)
NO_SAVING = "What common random numbers save is not known here: the two do not differ in any run."


def report(study: StudyFolder) -> Part:
    """What came out of a study of convergence."""
    found = study.table("savings")
    widths = {
        str(name): f"{100 * float(str(name).removeprefix(WIDTH)):g}"
        for name in found.columns
        if str(name).startswith(WIDTH)
    }
    rows = [
        {
            "Difference": f"{NAMES[row['arm']]} minus {NAMES[row['reference']]}",
            "Week": str(phrases.week_of(row["moment"], study.settings)),
            "Points (95% interval)": phrases.interval(phrases.estimate(row, scale=100)),
        }
        | {f"Runs for ±{width}": f"{row[name]:,.0f}" for name, width in widths.items()}
        | {"Times saved (95% interval)": _times(_saving(row))}
        for row in found.to_dict("records")
    ]
    answer = [*_answer(found.to_dict("records")[0], widths)]
    figures = figure_of(study,
        "convergence", "Intervals by number of replicates, and what common random numbers save.",
        f"Intervals that narrow as replicates grow. {answer[0]}",
    )  # fmt: skip
    caption = (
        "Paired runs needed for a 95% interval of the given half-width in percentage points, and how many "
        "times as many unpaired runs would be needed."
    )
    many = Text(MEASURED.format(many=int(found["n"].max())))
    blocks = [many, *figures, *table("savings", caption, rows, study.command)]
    return Part("How many runs are enough?", answer, sure=answer[:1], blocks=blocks)


def _answer(row: phrases.Row, widths: dict[str, str]) -> list[str]:
    """How many runs the first comparison needs."""
    first, second = IN_SENTENCES[row["arm"]], IN_SENTENCES[row["reference"]]
    when = phrases.MOMENTS[row["moment"]]
    said = [
        NEEDED.format(
            first=first,
            second=second,
            when=when,
            runs=f"{row[name]:,.0f}",
            width=width,
            plural="s" * (width != "1"),
        )
        for name, width in list(widths.items())[:2]
    ]
    saving = _saving(row)
    known = SAVING.format(saving=_times(saving))
    return [*said, NO_SAVING if math.isnan(saving.mean) else known]


def _times(saving: Estimate) -> str:
    return phrases.interval(saving, 0 if saving.mean >= 100 else 1, sign="")


def _saving(row: phrases.Row) -> Estimate:
    mean, low, high = (float(row[name]) for name in ("saving", "saving_low", "saving_high"))
    return Estimate(mean, low, high, 0)
