"""How many replicates are needed, and what common random numbers save."""

import math

from experiments.config.arms import IN_SENTENCES, NAMES
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
        | {"Unpaired runs needed, times as many (95% interval)": _saving(row)}
        for row in rows
    ]
    answer = _answer(said, rows[0], widths)
    many = Text(said("measured", many=int(found["n"].max())))
    blocks = [many, *said.figures(first=answer[0]), *said.table("savings", cells)]
    return Part("How many runs are enough?", answer, sure=answer[:1], blocks=blocks)


def _answer(said: Sentences, row: phrases.Row, widths: dict[str, str]) -> list[str]:
    """How many runs the first comparison needs, and what pairing saves."""
    words = {
        "first": IN_SENTENCES[row["arm"]], "second": IN_SENTENCES[row["reference"]],
        "when": phrases.MOMENTS[row["moment"]], "own": phrases.capital(said.study.own),
    }  # fmt: skip
    needed = [
        said("needed", runs=row[name], width=width, plural="s" * (width != "1"), **words)
        for name, width in list(widths.items())[:2]
    ]
    known = "no_saving" if math.isnan(row["saving"]) else "saving"
    return [*needed, said(known, saving=_saving(row)), said("sets")]


def _saving(row: phrases.Row) -> str:
    saving = phrases.estimate(row, "saving_", name="saving")
    return phrases.interval(saving, 0 if saving.mean >= 100 else 1, sign="")
