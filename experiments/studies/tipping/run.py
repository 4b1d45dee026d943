"""The share practising when the contracts end against what becomes of it, over arms, team sizes and sets.

The same runs without the norm (the weight of practising colleagues) are the falsifier: if the threshold comes
from the norm, it must vanish without it.
"""

from collections.abc import Mapping

import pandas as pd

from experiments.config.configurations import Changes
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.studies.kind import refuse_roster
from experiments.studies.tipping import thresholds
from simulation import Settings
from simulation.params import contract_end

ARMS = ("team", "solos", "single_matched")
SIZES = ((1, 1), (2, 2), (3, 3), (4, 3), (5, 5), (7, 7))  # manager-brokers and academic-brokers
VARIANTS: Mapping[str, Changes] = {"norm": {}, "no_norm": {"culture.norm_weight": 0.0}}
GROUPS = ("host", "host_managers", "host_academics")
OUTCOMES = [f"practising_{group}_{moment}" for group in GROUPS for moment in ("end", "followup")]
Case = tuple[str, str, int]  # variant, arm, brokers
WEEKS_A_YEAR = 52

check = refuse_roster


def wanted() -> dict[Case, Changes]:
    """What is run: no brokers, and each arm in each size, with and without the norm."""
    cases: dict[Case, Changes] = {}
    for variant, changes in VARIANTS.items():
        cases[variant, "none", 0] = {**changes, "arm": "none"}
        for arm in ARMS:
            for managers, academics in SIZES:
                posts = {"brokers.managers": managers, "brokers.academics": academics}
                cases[variant, arm, managers + academics] = {**changes, **posts, "arm": arm}
    return cases


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    return [
        Batch(sets, list(wanted().values()), outcomes=OUTCOMES) for sets in (plan.own, plan.sets)
    ]


def conduct(job: Job) -> None:
    """Run all cases with the study's own settings and in the parameter sets, and look for the threshold."""
    job.outcomes = OUTCOMES
    frames = []
    for name, sets in {"own": job.plan.own, "sets": job.plan.sets}.items():
        for (variant, _, brokers), runs in job.run(wanted(), sets=sets).items():
            table = runs.table(OUTCOMES)
            frames.append(table.assign(runs=name, variant=variant, brokers=brokers))
    found = pd.concat(frames, ignore_index=True)
    job.study.write("runs.parquet", found)
    years = years_after(job.plan.settings)
    tables: dict[str, list[pd.DataFrame]] = {}
    for key, some in found.groupby(["runs", "variant"], sort=False):
        which, variant = map(str, key)
        unit = some["seed"] if which == "own" else some["set"]
        for name, table in thresholds.tables(some.assign(unit=unit), years).items():
            tables.setdefault(name, []).append(table.assign(runs=which, variant=variant))
    for name, parts in tables.items():
        job.study.write(f"{name}.csv", pd.concat(parts, ignore_index=True))


def years_after(settings: Settings) -> float:
    """Years from the end of the contracts to follow-up."""
    return (settings.weeks - contract_end(settings)) / WEEKS_A_YEAR
