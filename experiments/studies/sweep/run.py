"""A sweep: the arms at every point of a design, each point in the same worlds.

What a study says of it (`vary`, `design`, `size`) is a YAML file; which points that gives is up to
`experiments.methods.designs`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.configurations import Changes, check_staffing
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods import estimates
from experiments.methods.estimates import CULTURE, OUTCOMES, Units, difference, estimate
from experiments.methods.stopping import rule_of
from experiments.store.replicates import Replicates
from experiments.studies.comparison import POINT, furthest, run_until
from simulation import SettingsError, change

Point = tuple[int, str]


def conduct(job: Job) -> None:
    """Run every arm at every point, and write the points and the estimates."""
    plan = job.plan
    job.outcomes = outcomes = plan.outcomes or OUTCOMES
    wanted = configurations(plan)
    if plan.sets:
        runs = job.run(wanted, sets=plan.sets)
    else:
        runs, _ = run_until(job, wanted, lambda *found: max(_gaps(plan, *found), key=np.std))
    job.study.write("points.csv", points(plan))
    job.study.write("sweep.csv", sweep(plan, lambda at: runs[at].units(outcomes)))
    if set(plan.compare) <= set(plan.arms):
        outcome = shown(plan.outcomes)
        if apart := furthest(dict(enumerate(_gaps(plan, runs, outcome)))):
            job.study.write("furthest.csv", pd.DataFrame([{"outcome": outcome, **apart}]))


def shown(outcomes: Sequence[str]) -> str:
    """The outcome that is drawn and told: the first that a study names, else the hosts' practising."""
    return outcomes[0] if outcomes else CULTURE


def check(plan: Plan) -> None:
    """Refuse a stopping rule whose difference would not be there.

    Raises:
        SettingsError: an arm to be compared does not run, or the outcome is not kept.
    """
    rule = rule_of(plan.until, plan.replicates)
    if rule is None:
        return
    if missing := [arm for arm in plan.compare if arm not in plan.arms]:
        raise SettingsError(
            f"until needs both arms of compare: add {missing[0]} to arms, or compare others."
        )
    if rule.outcome not in (plan.outcomes or OUTCOMES):
        raise SettingsError(f"until.outcome must be one of outcomes: add {rule.outcome} to them.")


def _gaps(plan: Plan, runs: Mapping[Point, Replicates], outcome: str) -> Iterator[estimates.Values]:
    """The difference of the compared arms at each point, run by run."""
    for number in range(len(plan.points)):
        first, second = (runs[number, arm].units([outcome])[outcome] for arm in plan.compare)
        yield (first - second).to_numpy(float)


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    wanted = list(configurations(plan).values())
    return [Batch(plan.sets or plan.own, wanted, outcomes=plan.outcomes or OUTCOMES)]


def configurations(plan: Plan) -> dict[Point, Changes]:
    """What is run: every arm at every point, by the point's number and the arm.

    Raises:
        SettingsError: a point cannot be; the sentence names it.
    """
    wanted: dict[Point, Changes] = {}
    for number, point in enumerate(plan.points):
        for arm in plan.arms:
            wanted[number, arm] = {**point, "arm": arm}
            try:
                check_staffing(change(plan.settings, wanted[number, arm]))
            except SettingsError as error:
                where = ", ".join(f"{name}={value}" for name, value in point.items())
                raise SettingsError(f"Point {number} ({where}): {error}") from None
    return wanted


def points(plan: Plan) -> pd.DataFrame:
    """A row per point: its number, and the value of every setting that varies."""
    table = pd.DataFrame([dict(point) for point in plan.points])
    table.insert(0, POINT, np.arange(len(table)))
    return table


def sweep(plan: Plan, units: Callable[[Point], Units]) -> Iterator[pd.DataFrame]:
    """For each point a row per arm and outcome, and the paired difference of the two arms compared.

    A row has the point and its settings; `arm`, and `reference` where it is a difference from another arm;
    the outcome with meaning and unit; `mean`, `low`, `high` and `n`. `units` gives the runs at a point in an
    arm, or a row per parameter set.
    """
    for number, point in enumerate(plan.points):
        rows: list[dict[str, Any]] = []
        at = {arm: units((number, arm)) for arm in plan.arms}
        for outcome in plan.outcomes or OUTCOMES:
            for arm, reference, found in _effects(at, plan.compare, outcome):
                who = {POINT: number, **point, "arm": arm, "reference": reference}
                rows.append(who | estimates.described(outcome) | found)
        yield pd.DataFrame(rows)


def _effects(
    at: Mapping[str, Units], compare: tuple[str, str], outcome: str
) -> list[tuple[str, str, dict[str, float]]]:
    """Each arm by itself, its gain over no brokers, and the difference of the compared pair."""
    pairs: Sequence[tuple[str, str]] = [(arm, "none") for arm in at if arm != "none"]
    if compare not in pairs and set(compare) <= set(at):
        pairs = [*pairs, compare]
    alone = [(arm, "", estimate(runs[outcome].to_numpy(float))) for arm, runs in at.items()]
    gaps = [(arm, other, difference(at[arm], at[other], outcome)) for arm, other in pairs]
    return [(arm, other, found._asdict()) for arm, other, found in (*alone, *gaps)]
