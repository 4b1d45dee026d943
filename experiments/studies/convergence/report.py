"""How many replicates are needed, and what common luck saves."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.methods.estimates import Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Text, figure_of, table
from experiments.studies.wording import listed

NEEDED = (
    "arm",
    "reference",
    "moment",
    "mean",
    "low",
    "high",
    "n",
    "saving",
    "saving_low",
    "saving_high",
)
WIDTH = "needed_"


def report(study: StudyFolder) -> Part:
    """What a study of convergence has to say."""
    found = study.table("savings", NEEDED)
    widths = [str(name) for name in found.columns if str(name).startswith(WIDTH)]
    rows = []
    for row in found.to_dict("records"):
        line = {"difference": f"{row['arm']} less {row['reference']}"}
        line["at"] = phrases.MOMENTS[row["moment"]]
        line["points (95% interval)"] = phrases.interval(phrases.estimate(row, scale=100))
        line["times the variance saved"] = phrases.interval(_saving(row), sign="")
        line |= {f"runs {_width(name)}": f"{row[name]:.0f}" for name in widths}
        rows.append(line)
    needed = _needed(found, widths)
    figures = figure_of(study,
        "convergence", "Intervals after so many replicates, and what common worlds save.",
        f"Intervals that narrow as replicates grow. {needed[0]}",
    )  # fmt: skip
    caption = (
        "Paired replicates until the 95% interval of a difference reaches so far, and how many times as many "
        "runs in worlds of their own would be needed."
    )
    many = int(found["n"].max())
    said = f"How many runs an interval needs was measured on {many} replicates of every arm."
    blocks = [Text(said), *figures, *table("savings", caption, rows, study.command)]
    return Part("How many runs are enough", sure=needed, blocks=blocks)


def _needed(found: pd.DataFrame, widths: Sequence[str]) -> list[str]:
    """How many runs the first comparison needs for each width."""
    row = found.iloc[0]
    needed = listed([f"{row[name]:.0f} {_width(name)}" for name in widths])
    return [
        f"The difference of {row['arm']} and {row['reference']} needs {needed}, in paired runs."
    ]


def _saving(row: phrases.Row) -> Estimate:
    mean, low, high = (float(row[name]) for name in ("saving", "saving_low", "saving_high"))
    return Estimate(mean, low, high, 0)


def _width(name: str) -> str:
    return f"for ± {100 * float(name.removeprefix(WIDTH)):g} points"
