"""Many futures from one past: what the same worlds come to, compared with the future that is the reference.

The past is lived once for all futures of a replicate (`simulation.past`); what a study says of them is
checked in `experiments.studies.futures.branches`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from rich.table import Table

from experiments.execution.executors import WEEKLY
from experiments.execution.job import Job
from experiments.execution.plan import Plan
from experiments.methods.estimates import (
    CONFIDENCE,
    CULTURE_LATER,
    OUTCOMES,
    Units,
    difference,
    estimate,
    weekly_summary,
)
from experiments.store import files as store
from experiments.store.replicates import Stored
from experiments.studies import wording
from experiments.studies.arms.run import WITH_WEEKS
from experiments.studies.futures import figures
from experiments.studies.futures.branches import weeks_of
from simulation import change, describe

TOLD = {  # outcomes of the printed table and their headings
    CULTURE_LATER: "hosts practising",
    "bids_won_academics_followup": "grants won",
    "decisions_informed_managers_followup": "decisions using research",
    "fte_weeks": "FTE-weeks",
}


def conduct(job: Job) -> None:
    """Run all futures of one past, compare, keep, draw and say it."""
    plan = job.plan
    said = f"{plan.settings.weeks} weeks: {len(plan.futures)} futures of the same first {plan.past}"
    job.out.print(wording.question(plan, said, bool(plan.members)))
    runs = job.run_sets(plan.futures, weekly=WITH_WEEKS) or job.run(plan.futures, weekly=WITH_WEEKS)
    job.outcomes, outcomes = plan.outcomes, chosen(plan)
    found = compare(
        {name: of.units(outcomes) for name, of in runs.items()}, plan.reference, outcomes
    )
    store.save_csv(job.folder / "futures.csv", found)
    store.save_parquet(job.folder / "courses.parquet", courses(runs, plan.reference))
    figures.draw(job.folder)
    _tell(job, found)
    job.finish()


def chosen(plan: Plan) -> Sequence[str]:
    """The outcomes that a study chose, or the usual ones that are taken in the same week in all futures."""
    settings = {name: change(plan.settings, said) for name, said in plan.futures.items()}
    return plan.outcomes or [
        outcome for outcome in OUTCOMES if len(set(weeks_of(outcome, settings).values())) == 1
    ]


def compare(futures: Mapping[str, Units], reference: str, outcomes: Sequence[str]) -> pd.DataFrame:
    """A row per future and outcome, and one for its paired difference from the reference.

    Args:
        futures: the runs of each future, or a row per parameter set.
        reference: the future that is subtracted.
        outcomes: what is compared.

    Returns:
        `future`, and `reference` where the row is a difference; the outcome with meaning and unit; `mean`,
        `low`, `high` and `n`.
    """
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        meaning, unit = describe(outcome)
        what = {"outcome": outcome, "meaning": meaning, "unit": unit}
        for name, runs in futures.items():
            alone = estimate(runs[outcome].to_numpy(float))
            rows.append({"future": name, "reference": ""} | what | alone._asdict())
            if name != reference:
                gap = difference(runs, futures[reference], outcome)
                rows.append({"future": name, "reference": reference} | what | gap._asdict())
    return pd.DataFrame(rows)


def courses(runs: Mapping[str, Stored], reference: str) -> pd.DataFrame:
    """A row per future, week and outcome: mean with interval, spread and quantiles, also of differences.

    Args:
        runs: of each future.
        reference: the future that is subtracted where a row has a `reference`.
    """
    other = runs[reference].weekly
    alone = weekly_summary(((name, of.weekly) for name, of in runs.items()), WEEKLY)
    less = ((name, of.weekly - other) for name, of in runs.items() if name != reference)
    table = pd.concat(
        [alone.assign(reference=""), weekly_summary(less, WEEKLY).assign(reference=reference)],
        ignore_index=True,
    )
    return _with_intervals(table.rename(columns={"arm": "future"}))


def _with_intervals(table: pd.DataFrame) -> pd.DataFrame:
    """The table with Student's interval of each mean."""
    from scipy.special import stdtrit

    n = table["n"].to_numpy(float)
    some = np.where(n > 1, n, np.nan)
    reach = stdtrit(some - 1, (1 + CONFIDENCE) / 2) * table["sd"] / np.sqrt(some)
    return table.assign(low=table["mean"] - reach, high=table["mean"] + reach)


def _tell(job: Job, found: pd.DataFrame) -> None:
    """Each future's means, and below each its difference from the reference."""
    plan = job.plan
    there = set(found["outcome"])
    told = {outcome: head for outcome, head in TOLD.items() if outcome in there}
    told = told or {outcome: outcome for outcome in plan.outcomes[: len(TOLD)]}
    table = Table(box=None, pad_edge=False)
    table.add_column("future", no_wrap=True)
    for head in told.values():
        table.add_column(head)
    cells = {
        (row["future"], row["reference"], row["outcome"]): _cell(row)
        for row in found.to_dict("records")
    }
    for name in plan.futures:
        table.add_row(name, *(cells[name, "", outcome] for outcome in told))
        if name != plan.reference:
            table.add_row("", *(cells[name, plan.reference, outcome] for outcome in told))
    job.out.print(table)
    basis = "parameter sets" if plan.members else "runs"
    job.out.print(
        f"Means of the {basis} by the end of week {plan.settings.weeks}; below them the paired difference "
        f"from {plan.reference} with its 95% interval."
    )


def _cell(row: Mapping[Any, Any]) -> str:
    if not row["reference"]:
        return f"{row['mean']:.3g}"
    return f"{row['mean']:+.3g} ({row['low']:.3g} to {row['high']:.3g})"
