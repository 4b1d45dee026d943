"""One study from its plan to the answer: run, analyse, keep, draw, say."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from threading import Thread

import pandas as pd

from experiments import analysis, figures, store, wording
from experiments.executors import WEEKLY, Executor, Runs
from experiments.job import Job
from experiments.plan import Plan
from simulation import SettingsError
from simulation.params import contract_end


def conduct(plan: Plan, executor: Executor, workers: int, results: str) -> None:
    """Run a study, keep its results below the folder `results`, and print what came out.

    Raises:
        SettingsError: nothing can be written into `results`, or a library is missing.
        OSError: something could not be written after all.
    """
    try:
        folder = store.folder_for(results, plan.study, plan.name)
    except OSError as error:
        raise SettingsError(
            f"Results cannot be written into {error.filename}: {error.strerror}."
        ) from None
    job = Job(plan, executor, workers, folder)
    if plan.kind == "arms":
        return compare_arms(job)
    try:
        kind = import_module(f"experiments.{plan.kind}")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"A study of {plan.kind} needs {error.name}: pip install 'knowledge-brokering[validity]'."
        ) from None
    kind.conduct(job)


def compare_arms(job: Job) -> None:
    """Run the arms, and answer which does better."""
    plan, weeks = job.plan, job.plan.settings.weeks
    job.out.print(wording.question(plan, f"{weeks} weeks each: {', '.join(plan.arms)}"))
    Thread(target=figures.load).start()  # while the workers get ready
    found = job.run([{"arm": arm} for arm in plan.arms], weekly=True)
    runs = dict(zip(plan.arms, found, strict=True))
    arms = {arm: analysis.units(of_arm.replicates) for arm, of_arm in runs.items()}
    moments = {"end": contract_end(plan.settings), "followup": weeks}
    outcomes = analysis.table(arms, moments)
    keep(job, runs, outcomes, analysis.differences(arms, moments))
    tell(job, arms, moments, outcomes)
    job.finish()


def keep(
    job: Job, runs: Mapping[str, Runs], outcomes: pd.DataFrame, differences: pd.DataFrame
) -> None:
    """Write the tables and the figures of a study."""
    folder = job.folder
    replicates = pd.concat([of_arm.replicates for of_arm in runs.values()], ignore_index=True)
    weekly = analysis.weekly_summary({arm: part.weekly for arm, part in runs.items()}, WEEKLY)
    store.save_parquet(folder / "replicates.parquet", replicates)
    store.save_parquet(folder / "weekly.parquet", weekly)
    store.save_csv(folder / "table.csv", outcomes)
    store.save_csv(folder / "differences.csv", differences)
    store.save_text(folder / "config.yaml", job.plan.description())
    figures.draw(folder)


def tell(
    job: Job,
    arms: Mapping[str, pd.DataFrame],
    moments: Mapping[str, int],
    outcomes: pd.DataFrame,
) -> None:
    """Print the table, what it rests on, and the answer."""
    from experiments.report import summary

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
