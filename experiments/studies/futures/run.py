"""Many futures from one past: what the same worlds come to, compared with the future that is the reference.

The past is lived once for all futures of a replicate (`simulation.past`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.configurations import ParameterSet, check_staffing
from experiments.config.observed import WEEKLY, WITH_WEEKS
from experiments.config.plan import Plan
from experiments.config.suggestions import check_known
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods import estimates
from experiments.methods.estimates import OUTCOMES, Units, described, difference, estimate
from experiments.store.replicates import Replicates
from experiments.studies.kind import needs
from simulation import Settings, SettingsError, change
from simulation.past import past_of
from simulation.readings import moments


def conduct(job: Job) -> None:
    """Run all futures of one past, and compare them."""
    plan = job.plan
    runs = job.run(plan.futures, sets=plan.sets or plan.own, weekly=WITH_WEEKS)
    outcomes = chosen(plan)
    futures = {name: of.units(outcomes) for name, of in runs.items()}
    job.study.write("futures.csv", compare(futures, plan.reference, outcomes))
    job.study.write("courses.parquet", courses(runs, plan.reference))


def check(plan: Plan) -> None:
    """Refuse futures that cannot be, are too few, or cannot be compared.

    Raises:
        SettingsError: one sentence that names the future.
    """
    shared = ParameterSet(0, plan.settings, (), past_of(plan.settings, plan.past))
    needs("futures", (len(plan.futures) > 1, "two futures at least, as one is the reference"))
    check_known(plan.reference, plan.futures, "There is no future", " as reference")
    checked: dict[str, Settings] = {}
    for name, changes in plan.futures.items():
        try:
            checked[name] = shared.configured(changes).settings
            check_staffing(checked[name])
        except SettingsError as error:
            raise SettingsError(f"Future {name}: {error}") from None
    for outcome in plan.outcomes:
        weeks = weeks_of(outcome, checked)
        if len(set(weeks.values())) > 1:
            listed = ", ".join(f"{week} in {name}" for name, week in weeks.items())
            raise SettingsError(
                f"{outcome} cannot be compared, as its week differs: {listed}; choose outcomes at follow-up."
            )


def weeks_of(outcome: str, futures: Mapping[str, Settings]) -> dict[str, int | None]:
    """The week in which an outcome is taken in each future; None for one that is of the whole run."""
    moment = outcome.rpartition("_")[2]
    return {name: moments(settings).get(moment) for name, settings in futures.items()}


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    return [Batch(plan.sets or plan.own, list(plan.futures.values()), WITH_WEEKS)]


def chosen(plan: Plan) -> Sequence[str]:
    """The outcomes that a study chose, or the usual ones that are taken in the same week in all futures."""
    settings = {name: change(plan.settings, said) for name, said in plan.futures.items()}
    return plan.outcomes or [
        outcome for outcome in OUTCOMES if len(set(weeks_of(outcome, settings).values())) == 1
    ]


def compare(futures: Mapping[str, Units], reference: str, outcomes: Sequence[str]) -> pd.DataFrame:
    """A row per future and outcome, and one for its paired difference from the reference.

    A future has its runs, or a row per parameter set. A row has `future`, and `reference` where it is a
    difference; the outcome with meaning and unit; `mean`, `low`, `high` and `n`.
    """
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        what = described(outcome)
        for name, runs in futures.items():
            alone = estimate(runs[outcome].to_numpy(float))
            rows.append({"future": name, "reference": ""} | what | alone._asdict())
            if name != reference:
                gap = difference(runs, futures[reference], outcome)
                rows.append({"future": name, "reference": reference} | what | gap._asdict())
    return pd.DataFrame(rows)


def courses(runs: Mapping[str, Replicates], reference: str) -> pd.DataFrame:
    """A row per future, week and outcome: mean with interval, spread and quantiles.

    Where a row has a `reference`, that future is subtracted.
    """
    other = runs[reference].weekly
    alone = estimates.weekly_summary(((name, of.weekly) for name, of in runs.items()), WEEKLY)
    less = ((name, of.weekly - other) for name, of in runs.items() if name != reference)
    gaps = estimates.weekly_summary(less, WEEKLY).assign(reference=reference)
    table = pd.concat([alone.assign(reference=""), gaps], ignore_index=True)
    n = table["n"].where(table["n"] > 1).astype(float)
    quantile = n.map(lambda many: estimates.student(many - 1), na_action="ignore")
    reach: pd.Series[float] = quantile * table["sd"] / np.sqrt(n)
    found = table.assign(low=table["mean"] - reach, high=table["mean"] + reach)
    return found.rename(columns={"arm": "future"})
