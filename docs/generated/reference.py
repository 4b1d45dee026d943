"""The parts of README.md and docs/TRACE.md that come from the results in `results/reference`."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from docs.generated.results import FOLDER, answer, studies
from experiments.reporting import markdown
from experiments.studies.content import Points, Table

# Parts of the sentences in README.md: how the team stands, how typical that is, and what its activities do.
CHOSEN = ("the team does worse than", "not typical", "without its meetings")
# Columns of the headline's table that README.md has.
BRIEF = (
    "The team against", "Sets: median (5% to 95%)", "Clearly better in sets", "Clearly worse in sets",
    "Points with the default settings (95% interval)",
)  # fmt: skip


def answers(study: str) -> str:
    """The answer of a study, as a list."""
    return markdown.rendered([Points(answer(studies()[study][1]))], FOLDER).strip()


def tables(study: str) -> list[Table]:
    """The tables in the report of a study."""
    part = studies()[study][1]
    return [block for block in (*part.shown, *part.blocks) if isinstance(block, Table)]


def table_of(study: str, name: str) -> pd.DataFrame:
    """The cells of a table in the report of a study.

    Raises:
        ValueError: the report has no table of this name.
    """
    found = {one.name: one.cells for one in tables(study)}
    if name not in found:
        raise ValueError(f"The report of {study} has no table {name!r}; it has {', '.join(found)}.")
    return found[name]


def headline() -> str:
    """What holds over the parameter sets, how many claims do, and the headline's table at the end."""
    found = [one for name in ("headline", "break_even") for one in answer(studies()[name][1])]
    said = [one for one in found if "parameter sets" in one and any(part in one for part in CHOSEN)]
    said.append(answer(studies()["patterns"][1])[0])
    points = markdown.rendered([Points(said)], FOLDER).strip()
    cells = table_of("headline", "headline").drop_duplicates(BRIEF[0])[list(BRIEF)]
    return f"{points}\n\n{markdown.table_of(cells)}"


def targets() -> str:
    """What the model was fitted to and what was held out, with sources."""
    found = [one for one in tables("calibration") if one.name in ("targets", "sources")]
    return "\n\n".join(markdown.table_of(one.cells) for one in found)


README: dict[str, Callable[[], str]] = {"answer": headline}
TRACE: dict[str, Callable[[], str]] = {
    "targets": targets,
    "calibrated": partial(answers, "calibration"),
    "counted": partial(answers, "patterns"),
    "savings": lambda: markdown.table_of(table_of("convergence", "savings")),
}
