"""The kind of study that compares arms: run, analyse, keep, draw, say."""

import functools
from collections.abc import Mapping
from threading import Thread

from experiments.config.configurations import Changes
from experiments.config.observed import WEEKLY, WITH_WEEKS
from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.methods import estimates
from experiments.methods.stopping import course
from experiments.store.replicates import Replicates
from experiments.studies import style
from experiments.studies.comparison import run_until
from simulation.params import contract_end


def conduct(job: Job) -> None:
    """Run the arms, over an ensemble if there is one, and write what they come to."""
    plan = job.plan
    Thread(target=style.load).start()  # while the workers get ready
    if plan.sets:
        runs = job.run(wanted(plan), sets=plan.sets, weekly=WITH_WEEKS)
    else:
        runs, difference = run_until(job, wanted(plan), functools.partial(_gap, plan), WITH_WEEKS)
        if difference is not None:
            job.study.write("course.csv", course(difference))
    arms = {arm: of_arm.units(estimates.OUTCOMES) for arm, of_arm in runs.items()}
    moments = {"end": contract_end(plan.settings), "followup": plan.settings.weeks}
    weekly = estimates.weekly_summary(((arm, part.weekly) for arm, part in runs.items()), WEEKLY)
    job.study.write(
        "replicates.parquet", (piece for part in runs.values() for piece in part.pieces())
    )
    job.study.write("weekly.parquet", weekly)
    job.study.write("table.csv", estimates.table(arms, moments))
    job.study.write("differences.csv", estimates.differences(arms, moments))


def wanted(plan: Plan) -> dict[str, Changes]:
    """The arms that run."""
    return {arm: {"arm": arm} for arm in plan.arms}


def batches(plan: Plan) -> list[Batch]:
    """What a study runs, for a dry run."""
    return [Batch(plan.sets or plan.own, list(wanted(plan).values()), WITH_WEEKS)]


def _gap(plan: Plan, runs: Mapping[str, Replicates], outcome: str) -> estimates.Values:
    """The difference of the compared arms, run by run."""
    first, second = (runs[arm].units([outcome])[outcome] for arm in plan.compare)
    return (first - second).to_numpy(float)
