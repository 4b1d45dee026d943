"""Sensitivity: which parameters the outcomes hang on, and which the team's lead over solos.

First all numbers are screened by the method of Morris; those that matter most then get Sobol indices,
while all others keep the study's own value. Every point runs in the same worlds, in all arms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from rich.table import Table

from experiments.config import shipped
from experiments.config.configurations import Changes
from experiments.execution.job import Job
from experiments.execution.plan import Plan
from experiments.methods.designs import Factor, points, unit_places
from experiments.methods.sensitivity_indices import FIRST, SECOND, TOTAL
from experiments.store import files as store
from experiments.store.replicates import stacked
from experiments.studies import wording
from experiments.studies.sensitivity import explained, figures
from experiments.studies.sensitivity.explained import ARMS, CONTRASTS, GAIN, LEAD, Runs, settled
from experiments.studies.sensitivity.uncertain import factors
from simulation import SettingsError
from simulation.params import nearest, whole_number

SMALLEST = 8  # base points
FIRST_POINTS = 4  # that are kept, to be run again


class Options(NamedTuple):
    """What only this study takes.

    Attributes:
        trajectories: of the screening; each is a point more than parameters.
        most: parameters that get Sobol indices.
    """

    trajectories: int = 40
    most: int = 12


def conduct(job: Job) -> None:
    """Screen all parameters, decompose the variance by those that matter, keep, draw and say it."""
    plan, said = job.plan, options(job.plan)
    job.outcomes = plan.outcomes
    varied = factors_of(plan)
    what = f"{plan.settings.weeks} weeks of {wording.listed(ARMS)} at every point"
    job.out.print(wording.question(plan, what))
    _run(job, varied, _screening_points(plan, varied).head(1))  # which outcomes every arm has
    job.out.print(f"Screening {len(varied)} parameters by {said.trajectories} trajectories.")
    kept = _screen(job, varied, said)
    chosen = [factor for factor in varied if factor.name in kept]
    job.out.print(f"Sobol indices of {len(chosen)}: {wording.listed(kept)}.")
    table = points("saltelli", chosen, plan.size, plan.seed)
    runs = _run(job, chosen, table)
    indices = explained.decomposed(runs)
    tables = {
        "ranges": _ranges(varied, kept),
        "first_points": _first_points(table, runs),
        "indices": indices,
        "luck": explained.luck(runs),
        "sample_size": explained.sample_sizes(runs, indices),
    }
    for name, rows in tables.items():
        store.save_csv(job.folder / f"{name}.csv", rows)
    figures.draw(job.folder)
    _tell(job)
    job.finish()


def _screen(job: Job, varied: Sequence[Factor], said: Options) -> list[str]:
    """Run the screening and keep what it says; gives the parameters that get Sobol indices."""
    plan = job.plan
    runs = _run(job, varied, _screening_points(plan, varied))
    places = unit_places("morris", varied, said.trajectories, plan.seed)
    strong = explained.strengths(runs, places)
    kept = explained.those_that_matter(strong, said.most)
    if len(kept) < 2:
        raise SettingsError(
            "No two parameters stand out from luck in the screening: more replicates or more "
            "trajectories may show some."
        )
    strong["kept"] = strong["setting"].isin(kept)
    store.save_csv(job.folder / "strengths.csv", strong)
    store.save_csv(job.folder / "screening.csv", explained.screening(runs, places))
    return kept


def options(plan: Plan) -> Options:
    """What the study says beside its keys.

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
    if plan.size < SMALLEST or plan.size & (plan.size - 1):
        raise SettingsError(
            f"The size of a study of kind sensitivity must be a power of two from {SMALLEST}, not "
            f"{plan.size}."
        )
    if plan.replicates < 4 or plan.replicates % 2:
        raise SettingsError(
            "A study of kind sensitivity needs an even number of replicates, at least 4, "
            f"not {plan.replicates}."
        )
    if not plan.outcomes:
        raise SettingsError("A study of kind sensitivity needs outcomes: name at least one.")
    return said


def factors_of(plan: Plan) -> list[Factor]:
    """What varies: every number but those that were given a value."""
    path = shipped.path_of(plan.ensemble, "ensembles") if plan.ensemble else None
    found = factors(path, plan.changed())
    if len(found) < 2:
        raise SettingsError("A study of kind sensitivity needs two settings that vary at least.")
    return found


def announced(plan: Plan) -> Iterator[tuple[list[Changes], int]]:
    """For a dry run: configurations to measure, and how many runs of the like there are at most."""
    said, varied = options(plan), factors_of(plan)
    table = _screening_points(plan, varied)
    each = len(ARMS) * plan.replicates
    yield _changes(table), len(table) * each
    most = min(said.most, len(varied))
    few = points("saltelli", varied[:most], 2, plan.seed)
    yield _changes(few), plan.size * (2 * most + 2) * each


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


def _ranges(varied: Sequence[Factor], kept: Sequence[str]) -> pd.DataFrame:
    """What was varied, over which range."""
    return pd.DataFrame(
        [
            {"setting": one.name, "low": one.low, "high": one.high, "scale": one.scale,
             "kept": one.name in kept}
            for one in varied
        ]
    )  # fmt: skip


def _first_points(table: pd.DataFrame, runs: Runs) -> pd.DataFrame:
    """A row per arm at each of the first points: its settings and mean outcomes, to be run again."""
    rows = [
        {**row, "arm": arm}
        | dict(zip(runs.outcomes, runs.values[number, place].mean(axis=0), strict=True))
        for place, row in enumerate(table.head(FIRST_POINTS).to_dict("records"))
        for number, arm in enumerate(ARMS)
    ]
    return pd.DataFrame(rows)


def _tell(job: Job) -> None:
    found = pd.read_csv(job.folder / "indices.csv", keep_default_na=True)
    shares = pd.read_csv(job.folder / "luck.csv")
    outcome = job.plan.outcomes[0]
    here = found[(found["outcome"] == outcome) & (found["order"] != SECOND)]
    table = Table(
        "setting", *(f"{c}: {o}" for c in CONTRASTS for o in ("first", "total")), box=None
    )
    totals = here[(here["contrast"] == LEAD) & (here["order"] == TOTAL)]
    for setting in totals.sort_values("index", ascending=False)["setting"]:
        cells = []
        for contrast in CONTRASTS:
            for order in (FIRST, TOTAL):
                row = here[
                    (here["setting"] == setting)
                    & (here["contrast"] == contrast)
                    & (here["order"] == order)
                ].iloc[0]
                cells.append(f"{row['index']:.2f} ±{(row['high'] - row['low']) / 2:.2f}")
        table.add_row(setting, *cells)
    job.out.print(table)
    lead = shares[(shares["outcome"] == outcome) & (shares["contrast"] == LEAD)].iloc[0]
    job.out.print(
        f"Sobol indices for {outcome}: shares of the variance of its expected value. Of the variance of "
        f"single runs of {LEAD}, luck is {lead['luck']:.0%} ({lead['luck_low']:.0%} to "
        f"{lead['luck_high']:.0%})."
    )
    sizes = pd.read_csv(job.folder / "sample_size.csv")
    for contrast in (GAIN, LEAD):
        job.out.print(settled(sizes, contrast))
