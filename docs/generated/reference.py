"""The parts of README.md and docs/TRACE.md that come from the results in `results/reference`."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from docs.generated.results import FOLDER, answer, studies
from experiments.reporting import markdown
from experiments.reporting.markdown import markdown_table
from experiments.studies.content import Points, Table

FIRST = "without its meetings"  # what the first sentence of README.md says
# Columns of the headline's table that README.md has.
BRIEF = (
    "The team against", "Sets: median (5% to 95%)", "Worse in sets", "Clearly better in sets",
    "Clearly worse in sets", "Points with the default settings (95% interval)",
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
    """What holds over the parameter sets, how many claims do, and the headline's table at the contracts' end.

    What time in pairs and in meetings adds or costs is the clearest finding, and comes first.
    """
    said = [one for one in answer(studies()["break_even"][1]) if FIRST in one]
    said += [one for one in answer(studies()["headline"][1]) if "parameter sets" in one]
    said.append(answer(studies()["patterns"][1])[0])
    points = markdown.rendered([Points(said)], FOLDER).strip()
    cells = table_of("headline", "headline").drop_duplicates(BRIEF[0])[list(BRIEF)]
    return f"{points}\n\n{markdown.table_of(cells)}"


def questions() -> str:
    """The questions of a critical reader, each with its answer and the study that it comes from."""
    rows = [
        (question, found, f"[{study.study}](docs/results/{study.study}.md)")
        for study, part in studies().values()
        for question, found in part.brief.items()
    ]
    return markdown_table(("Question", "Answer", "Study"), rows)


def targets() -> str:
    """What the model was fitted to and what was held out, with sources."""
    found = [one for one in tables("calibration") if one.name in ("targets", "sources")]
    return "\n\n".join(markdown.table_of(one.cells) for one in found)


README: dict[str, Callable[[], str]] = {"answer": headline, "questions": questions}
TRACE: dict[str, Callable[[], str]] = {
    "targets": targets,
    "calibrated": partial(answers, "calibration"),
    "counted": partial(answers, "patterns"),
    "savings": lambda: markdown.table_of(table_of("convergence", "savings")),
}
