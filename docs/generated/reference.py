"""The parts of README.md and docs/TRACE.md that come from the results in `results/reference`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from docs.generated.results import FOLDER, answer, studies
from experiments.reporting import limits, markdown
from experiments.studies.content import Points, Table


def answers(study: str) -> str:
    """The answer of a study, as a list."""
    return markdown.rendered([Points(answer(studies()[study][1]))], FOLDER).strip()


def first_table(study: str) -> str:
    """The table that the report of a study shows first, without its caption."""
    part = studies()[study][1]
    first = next(block for block in (*part.shown, *part.blocks) if isinstance(block, Table))
    rows = first.cells.fillna("").astype(str).itertuples(index=False)
    return markdown.table(list(first.cells.columns), rows)


def shortfalls() -> str:
    """Where the claims fall short at the default settings, claim by claim."""
    found = studies()["patterns"][0].table("ledger", ("pattern", "reason"))
    reasons = found.dropna(subset="reason").groupby("pattern", sort=False)["reason"].last()
    return "\n".join(f"* **{claim}**: {reason}." for claim, reason in reasons.items())


def limits_in_brief() -> str:
    """A line for each limit: its heading and its first sentence."""
    return "\n".join(
        f"* **{heading}** {text.partition('. ')[0].rstrip('.')}."
        for heading, text in limits.LIMITS
    )


README: dict[str, Callable[[], str]] = {
    "answer": partial(answers, "headline"),
    "headline": partial(first_table, "headline"),
    "limits": limits_in_brief,
}
TRACE: dict[str, Callable[[], str]] = {
    "targets": partial(first_table, "calibration"),
    "counted": partial(answers, "patterns"),
    "shortfalls": shortfalls,
    "savings": partial(first_table, "convergence"),
}
