"""The parts of README.md and docs/TRACE.md that come from the results in `results/reference`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from docs.generated.results import FOLDER, answer, studies
from experiments.reporting import markdown
from experiments.studies.content import Points, Table


def answers(study: str) -> str:
    """The answer of a study, as a list."""
    return markdown.rendered([Points(answer(studies()[study][1]))], FOLDER).strip()


def table_of(study: str, name: str) -> str:
    """A table in the report of a study, without its caption.

    Raises:
        ValueError: the report has no table of this name.
    """
    part = studies()[study][1]
    tables = [block for block in (*part.shown, *part.blocks) if isinstance(block, Table)]
    found = next((one for one in tables if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in tables)
        raise ValueError(f"The report of {study} has no table {name!r}; it has {names}.")
    return markdown.table_of(found.cells)


def headline() -> str:
    """The answer of the headline study, and its table."""
    return f"{answers('headline')}\n\n{table_of('headline', 'headline')}"


def shortfalls() -> str:
    """Where the claims fall short at the default settings, claim by claim."""
    found = studies()["patterns"][0].table("ledger", ("pattern", "reason"))
    reasons = found.dropna(subset="reason").groupby("pattern", sort=False)["reason"].last()
    return "\n".join(f"* **{claim}**: {reason}." for claim, reason in reasons.items())


README: dict[str, Callable[[], str]] = {"answer": headline}
TRACE: dict[str, Callable[[], str]] = {
    "targets": partial(table_of, "calibration", "targets"),
    "counted": partial(answers, "patterns"),
    "shortfalls": shortfalls,
    "savings": partial(table_of, "convergence", "savings"),
}
