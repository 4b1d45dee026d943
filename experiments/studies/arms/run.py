"""The kind of study that compares arms: run, analyse, keep, draw, say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Thread

import pandas as pd
import pyarrow as pa

from experiments.config.configurations import Changes
from experiments.execution.executors import WEEKLY
from experiments.execution.job import Job
from experiments.methods import estimates as analysis
from experiments.methods.stopping import Looks, course
from experiments.store import files as store
from experiments.store.replicates import Stored
from experiments.studies import style, wording
from experiments.studies.arms import figures
from experiments.studies.arms import stopping_figure as stopping
from simulation import describe
from simulation.params import contract_end

WITH_WEEKS = 500  # replicates of each arm whose weeks are kept, for the figure over time


def conduct(job: Job) -> None:
    """Run the arms, and answer which does better; over an ensemble if there is one."""
    plan, weeks = job.plan, job.plan.settings.weeks
    said = wording.question(plan, f"{weeks} weeks each: {', '.join(plan.arms)}", bool(plan.members))
    job.out.print(said)
    Thread(target=style.load).start()  # while the workers get ready
    wanted = {arm: {"arm": arm} for arm in plan.arms}
    runs = job.run_sets(wanted, weekly=WITH_WEEKS) or _run_until(job, wanted)
    arms = {arm: of_arm.units(analysis.OUTCOMES) for arm, of_arm in runs.items()}
    moments = {"end": contract_end(plan.settings), "followup": weeks}
    outcomes = analysis.table(arms, moments)
    keep(job, runs, outcomes, analysis.differences(arms, moments))
    tell(job, arms, moments, outcomes)
    job.finish()


def _run_until(job: Job, wanted: Mapping[str, Changes]) -> dict[str, Stored]:
    """All replicates, or as many as it takes until the compared difference is sure enough."""
    rule = job.plan.rule
    if rule is None:
        return job.run(wanted, weekly=WITH_WEEKS)
    looks, runs = Looks(rule), {}
    while count := looks.next:
        runs = job.run(wanted, weekly=WITH_WEEKS, replicates=count)
        first, second = (runs[arm].units([rule.outcome])[rule.outcome] for arm in job.plan.compare)
        difference = (first - second).to_numpy(float)
        looks.look(difference)
    store.save_csv(job.folder / "stopping.csv", looks.table())
    store.save_csv(job.folder / "course.csv", course(difference))
    stopping.draw(job.folder)
    last, unit = looks.seen[-1], describe(rule.outcome).unit
    job.out.print(
        f"Stopped after {last.n} of at most {rule.ceiling} runs, as {looks.reason}: "
        f"± {(last.high - last.low) / 2:.3g} ({rule.outcome}, {unit}; {rule.width:g} was asked for)."
    )
    return runs


def keep(
    job: Job, runs: Mapping[str, Stored], outcomes: pd.DataFrame, differences: pd.DataFrame
) -> None:
    """Write the tables and the figures of a study."""
    folder = job.folder
    weekly = analysis.weekly_summary(((arm, part.weekly) for arm, part in runs.items()), WEEKLY)
    store.save_pieces(folder / "replicates.parquet", _replicates(runs))
    store.save_parquet(folder / "weekly.parquet", weekly)
    store.save_csv(folder / "table.csv", outcomes)
    store.save_csv(folder / "differences.csv", differences)
    figures.draw(folder)


def _replicates(runs: Mapping[str, Stored]) -> Iterator[pa.Table]:
    for of_arm in runs.values():
        yield from of_arm.pieces()


def tell(
    job: Job,
    arms: Mapping[str, analysis.Units],
    moments: Mapping[str, int],
    outcomes: pd.DataFrame,
) -> None:
    """Print the table, what it rests on, and the answer."""
    from experiments.studies.arms.summary import summary

    plan, out = job.plan, job.out
    out.print(summary(outcomes, plan.arms))
    out.print(wording.notes(moments), style="dim")
    brokers = [arm for arm in plan.arms if arm != "none"]
    planned = {arm: plan.planned_fte_weeks(arm) for arm in brokers}
    worked = {arm: float(arms[arm]["fte_weeks"].mean()) for arm in brokers}
    out.print(wording.resources(planned, worked, plan.compare))
    out.print()
    out.print(wording.headline(arms, plan.compare, moments), style="bold")
    if later := wording.afterwards(arms, plan.compare, moments):
        out.print(later)
    for sentence in wording.rivals(arms, plan.compare, moments, planned):
        out.print(sentence)
    if spread := wording.over_the_ensemble(arms, plan.compare, moments):
        out.print(spread)
    out.print()
