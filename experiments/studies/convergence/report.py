"""How many replicates are needed, and what common random numbers save."""

from __future__ import annotations

import math

from experiments.config.arms import IN_SENTENCES, NAMES
from experiments.methods.estimates import Estimate
from experiments.store.study_folder import StudyFolder
from experiments.studies import phrases
from experiments.studies.content import Part, Sentences, Text

WIDTH = "needed_"


def report(study: StudyFolder) -> Part:
    """What came out of a study of convergence."""
    said, found = Sentences(study, __package__), study.table("savings")
    columns = [str(name) for name in found.columns if str(name).startswith(WIDTH)]
    widths = {name: f"{100 * float(name.removeprefix(WIDTH)):g}" for name in columns}
    rows = found.to_dict("records")
    cells = [
        {
            "Difference": f"{NAMES[row['arm']]} minus {NAMES[row['reference']]}",
            "Week": str(phrases.week_of(row["moment"], study.settings)),
            "Points (95% interval)": phrases.interval(phrases.estimate(row, scale=100)),
        }
        | {f"Runs for ±{width}": f"{row[name]:,.0f}" for name, width in widths.items()}
        | {"Times saved (95% interval)": _times(_saving(row))}
        for row in rows
    ]
    answer = _answer(said, rows[0], widths)
    many = Text(said("measured", many=int(found["n"].max())))
    blocks = [many, *said.figures(first=answer[0]), *said.table("savings", cells)]
    return Part("How many runs are enough?", answer, sure=answer[:1], blocks=blocks)


def _answer(said: Sentences, row: phrases.Row, widths: dict[str, str]) -> list[str]:
    """How many runs the first comparison needs, and what pairing saves."""
    pair = {"first": IN_SENTENCES[row["arm"]], "second": IN_SENTENCES[row["reference"]]}
    own = phrases.capital(said.study.own)
    when, saving = phrases.MOMENTS[row["moment"]], _saving(row)
    needed = [
        said(
            "needed",
            own=own,
            **pair,
            when=when,
            runs=row[name],
            width=width,
            plural="s" * (width != "1"),
        )
        for name, width in list(widths.items())[:2]
    ]
    known = "no_saving" if math.isnan(saving.mean) else "saving"
    return [*needed, said(known, saving=_times(saving))]


def _times(saving: Estimate) -> str:
    return phrases.interval(saving, 0 if saving.mean >= 100 else 1, sign="")


def _saving(row: phrases.Row) -> Estimate:
    mean, low, high = (float(row[name]) for name in ("saving", "saving_low", "saving_high"))
    return Estimate(mean, low, high, 0)
