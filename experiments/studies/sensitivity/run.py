"""Sensitivity: which parameters the outcomes depend on, and which the team's lead over solos.

Every number of the model varies: a calibrated setting over the middle nine tenths of the ensemble, on the
scale of its prior; what somebody chooses or finds in place, over the plausible range of its passport.
Correlations between settings in the ensemble are left out (`pairs.csv` of a calibration has them).

First all numbers are screened by the method of Morris; those that matter most then get Sobol indices,
while all others keep the study's own value. Every point runs in the same replicates, in all arms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.config import ensembles, shipped
from experiments.config.configurations import Changes
from experiments.config.plan import Plan
from experiments.config.priors import shape
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods.designs import Factor, points, unit_places
from experiments.store.replicates import stacked
from experiments.studies.kind import needs
from experiments.studies.sensitivity import explained
from experiments.studies.sensitivity.explained import ARMS, Runs
from simulation import Settings, SettingsError
from simulation.errors import nearest
from simulation.params import FILE_SETTINGS, whole_number
from simulation.passport import leaves

SMALLEST = 8  # base points
FIRST_POINTS = 4  # that are kept, to be run again
MIDDLE = (0.05, 0.95)
# The horizon; what multiplies other settings; what is only counted with; how files are read.
LEFT = ("weeks", "team.hours", "money.salary", "money.critical_mass", *FILE_SETTINGS)
# A team has brokers from both sides, and posts that the longest meetings fit into.
AT_LEAST = {"brokers.managers": 1, "brokers.academics": 1, "brokers.fte": 0.35}


class Options(NamedTuple):
    """What only this study takes.

    Attributes:
        trajectories: of the screening; each is a point more than parameters.
        most: parameters that get Sobol indices.
    """

    trajectories: int = 40
    most: int = 12


def conduct(job: Job) -> None:
    """Screen all parameters, decompose the variance by those that matter, and write the tables."""
    plan, said = job.plan, options(job.plan)
    job.outcomes = plan.outcomes
    varied = factors_of(plan)
    _run(job, varied, _screening_points(plan, varied).head(1))  # which outcomes every arm has
    job.out.print(f"Screening of {len(varied)} parameters with {said.trajectories} trajectories.")
    kept = _screen(job, varied, said)
    chosen = [factor for factor in varied if factor.name in kept]
    job.out.print(f"Sobol indices of the {len(chosen)} strongest; ranges.csv names them.")
    table = points("saltelli", chosen, plan.size, plan.seed)
    runs = _run(job, chosen, table)
    indices = explained.decomposed(runs)
    ranges = [
        {"setting": one.name, "low": one.low, "high": one.high, "scale": one.scale, "kept": one.name in kept}
        for one in varied
    ]  # fmt: skip
    tables = {
        "ranges": pd.DataFrame(ranges),
        "first_points": _first_points(table, runs),
        "indices": indices,
        "luck": explained.stochastic_variance(runs),
        "sample_size": explained.sample_sizes(runs, indices),
    }
    for name, rows in tables.items():
        job.study.write(f"{name}.csv", rows)


def _screen(job: Job, varied: Sequence[Factor], said: Options) -> list[str]:
    """Run the screening and write its tables; gives the parameters that get Sobol indices."""
    plan = job.plan
    runs = _run(job, varied, _screening_points(plan, varied))
    places = unit_places("morris", varied, said.trajectories, plan.seed)
    strong = explained.strengths(runs, places)
    kept = explained.those_that_matter(strong, said.most)
    if len(kept) < 2:
        raise SettingsError(
            "Fewer than two parameters have an effect that is clear of chance variation between runs: run "
            "more replicates or more trajectories."
        )
    strong["kept"] = strong["setting"].isin(kept)
    job.study.write("strengths.csv", strong)
    job.study.write("screening.csv", explained.screening(runs, places))
    return kept


def options(plan: Plan) -> Options:
    """The options of a study.

    Raises:
        SettingsError: there is no such option, or it cannot be.
    """
    for name in plan.options:
        if name not in Options._fields:
            raise SettingsError(
                f"A study of kind sensitivity has no option {name!r}; {nearest(name, Options._fields)}"
            )
    said = Options(**plan.options)
    whole_number("options.trajectories", said.trajectories, 2, 10_000)
    whole_number("options.most", said.most, 2, 50)
    size, even = plan.size, plan.replicates >= 4 and plan.replicates % 2 == 0
    power = size >= SMALLEST and not size & (size - 1)
    needs(
        "sensitivity",
        (power, f"a size that is a power of two from {SMALLEST}, not {size}"),
        (even, f"an even number of replicates, at least 4, not {plan.replicates}"),
        (plan.outcomes, "outcomes: name at least one"),
    )  # fmt: skip
    return said


def factors_of(plan: Plan) -> list[Factor]:
    """What varies: every number but those that were given a value."""
    path = shipped.path_of(plan.ensemble, "ensembles") if plan.ensemble else None
    found = factors(path, {*plan.changed(), *plan.left_out})
    needs("sensitivity", (len(found) > 1, "two settings that vary at least"))
    return found


def factors(path: Path | None, held: Collection[str] = ()) -> list[Factor]:
    """What varies, and over which range.

    Args:
        path: of the ensemble; None: priors alone.
        held: names of settings that do not vary.

    Raises:
        SettingsError: the ensemble cannot be read, or leaves a setting no range.
    """
    table = ensembles.read(path) if path else None
    found = []
    for leaf in leaves(Settings()):
        if isinstance(leaf.default, bool | str) or leaf.name in (*LEFT, *held):
            continue
        scale = "linear"
        if table is not None and leaf.name in table:
            low, high = table[leaf.name].quantile(list(MIDDLE)).tolist()
            scale = "log" if shape(leaf)[0] == "loguniform" else scale
        else:
            assert leaf.passport is not None, f"{leaf.name} has no passport"
            low, high = (float(bound) for bound in leaf.passport.plausible)
        low = max(low, AT_LEAST.get(leaf.name, low))
        if isinstance(leaf.default, int):
            low, high = round(low), round(high)
        found.append(Factor(leaf.name, low=low, high=high, scale=scale))
    return found


def check(plan: Plan) -> None:
    """Refuse what this study cannot do.

    Raises:
        SettingsError: an option or a size cannot be, nothing varies, or a value would have no effect.
    """
    options(plan)
    factors_of(plan)
    for name in sorted(plan.given - {*plan.changed(), "arm"}):
        raise SettingsError(
            f"{name} was given its default. A study of kind sensitivity varies every setting that has "
            "its default: leave it out, or give it another value."
        )


def batches(plan: Plan) -> list[Batch]:
    """What a study runs at most, for a dry run."""
    said, varied = options(plan), factors_of(plan)
    table = _screening_points(plan, varied)
    each = len(ARMS) * plan.replicates
    most = min(said.most, len(varied))
    few = points("saltelli", varied[:most], 2, plan.seed)
    return [
        Batch(plan.own, _changes(table), runs=len(table) * each, outcomes=plan.outcomes),
        Batch(
            plan.own, _changes(few), runs=plan.size * (2 * most + 2) * each, outcomes=plan.outcomes
        ),
    ]


def _screening_points(plan: Plan, varied: Sequence[Factor]) -> pd.DataFrame:
    return points("morris", varied, options(plan).trajectories, plan.seed)


def _changes(table: pd.DataFrame) -> list[Changes]:
    rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    return [{**row, "arm": arm} for row in rows for arm in ARMS]


def _run(job: Job, varied: Sequence[Factor], table: pd.DataFrame) -> Runs:
    """All arms at some points.

    Raises:
        SettingsError: a point cannot be, or a run has no value of an outcome.
    """
    plan = job.plan
    try:
        runs = job.run(dict(enumerate(_changes(table))))
    except SettingsError as error:
        raise SettingsError(f"Somewhere in the ranges that vary: {error}") from None
    found = stacked(list(runs.values()), plan.outcomes)
    for outcome, values in zip(plan.outcomes, np.moveaxis(found, -1, 0), strict=True):
        if missing := int(np.isnan(values).sum()):
            raise SettingsError(
                f"{outcome} has no value in {missing} of {values.size} runs: a study of kind sensitivity "
                "needs outcomes that every run has, without brokers too."
            )
    values = np.moveaxis(found.reshape(len(table), len(ARMS), *found.shape[1:]), 1, 0)
    return Runs(varied, plan.outcomes, plan.seed, values)


def _first_points(table: pd.DataFrame, runs: Runs) -> pd.DataFrame:
    """A row per arm at each of the first points: its settings and mean outcomes, to be run again."""
    rows = [
        {**row, "arm": arm}
        | dict(zip(runs.outcomes, runs.values[number, place].mean(axis=0), strict=True))
        for place, row in enumerate(table.head(FIRST_POINTS).to_dict("records"))
        for number, arm in enumerate(ARMS)
    ]
    return pd.DataFrame(rows)
