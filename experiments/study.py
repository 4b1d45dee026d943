"""One study from its plan to the answer: run, analyse, keep, draw, say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pandas as pd
from rich.console import Console

from experiments import analysis, figures, ledger, store, wording
from experiments.executors import (
    WEEKLY,
    Executor,
    Runs,
    compile_rules,
    run_arms,
)
from experiments.plan import Plan
from simulation import SettingsError
from simulation.batch import DRIVER
from simulation.compiling import is_compiled
from simulation.params import contract_end

PLAIN_WIDTH = 100  # of the table where there is no terminal


def conduct(plan: Plan, executor: Executor, workers: int, results: str) -> None:
    """Run a study, keep its results below the folder `results`, and print what came out.

    Raises:
        SettingsError: nothing can be written into `results`.
        OSError: something could not be written after all.
    """
    try:
        folder = store.folder_for(results, plan.study, plan.name)
    except OSError as error:
        raise SettingsError(
            f"Results cannot be written into {error.filename}: {error.strerror}."
        ) from None
    if plan.kind == "patterns":
        return check_patterns(plan, executor, workers, folder)
    compare_arms(plan, executor, workers, folder)


def compare_arms(plan: Plan, executor: Executor, workers: int, folder: Path) -> None:
    """Run the arms, and answer which does better."""
    out = console()
    weeks, changed = plan.settings.weeks, plan.changed()
    out.print(wording.question(plan.question, plan.arms, plan.replicates, weeks, changed))
    runs = simulate(plan, executor, workers)
    arms = {arm: of_arm.replicates for arm, of_arm in runs.items()}
    moments = {"end": contract_end(plan.settings), "followup": weeks}
    outcomes = analysis.table(arms, moments)
    keep(folder, plan, runs, outcomes, analysis.differences(arms, moments))
    tell(out, plan, arms, moments, outcomes)
    out.print(f"Everything is in {os.path.relpath(folder)}.", soft_wrap=True)


def console() -> Console:
    """Where a study speaks: as wide as the terminal, or of a fixed width where there is none."""
    out = Console(highlight=False)
    out.width = out.width if out.is_terminal else PLAIN_WIDTH
    return out


def check_patterns(plan: Plan, executor: Executor, workers: int, folder: Path) -> None:
    """Run what every pattern compares, and keep and print the ledger."""
    from rich.table import Table

    from experiments.patterns import PATTERNS

    out = console()
    wanted = ledger.wanted_settings(plan.settings, PATTERNS)
    weeks, changed = plan.settings.weeks, plan.changed()
    out.print(
        wording.patterns_question(plan.question, len(wanted), plan.replicates, weeks, changed)
    )
    if not is_compiled(DRIVER):
        compile_rules()
    with _progress(Console(stderr=True), plan.replicates * len(wanted)) as finished:
        runs = ledger.run_all(plan, PATTERNS, executor, workers, finished)
    found = ledger.ledger(runs, PATTERNS, plan.settings)
    store.save_csv(folder / "ledger.csv", found)
    store.save_text(folder / "ledger.md", ledger.markdown(found))
    store.save_text(folder / "config.yaml", plan.description())
    figures.draw_ledger(folder, ledger.figure(found, plan.replicates))
    table = Table("", "claim", "effects that hold", "verdict", box=None, pad_edge=False)
    for key, rows in found.groupby("pattern", sort=False):
        held = f"{int(rows['holds'].sum())} of {len(rows)}"
        table.add_row(str(key), rows["claim"].iloc[0], held, rows["verdict"].iloc[0])
    out.print(table)
    out.print(f"Everything is in {os.path.relpath(folder)}.", soft_wrap=True)


def simulate(plan: Plan, executor: Executor, workers: int) -> dict[str, Runs]:
    """All runs of a plan, with progress and the time left on stderr where that is a terminal."""
    err = Console(stderr=True)
    if not is_compiled(DRIVER):
        compile_rules()
    Thread(target=figures.load).start()  # while the workers get ready
    with _progress(err, plan.replicates * len(plan.arms)) as finished:
        return run_arms(plan, executor, workers, finished)


@contextmanager
def _progress(console: Console, runs: int) -> Iterator[Callable[[int], None]]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("left:"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Runs", total=runs)
        yield lambda done: bar.advance(task, done)


def keep(
    folder: Path,
    plan: Plan,
    runs: Mapping[str, Runs],
    outcomes: pd.DataFrame,
    differences: pd.DataFrame,
) -> None:
    """Write the tables, the configuration and the figures of a study."""
    replicates = pd.concat([of_arm.replicates for of_arm in runs.values()], ignore_index=True)
    weekly = analysis.weekly_summary({arm: part.weekly for arm, part in runs.items()}, WEEKLY)
    store.save_parquet(folder / "replicates.parquet", replicates)
    store.save_parquet(folder / "weekly.parquet", weekly)
    store.save_csv(folder / "table.csv", outcomes)
    store.save_csv(folder / "differences.csv", differences)
    store.save_text(folder / "config.yaml", plan.description())
    figures.draw(folder)


def tell(
    out: Console,
    plan: Plan,
    arms: Mapping[str, pd.DataFrame],
    moments: Mapping[str, int],
    outcomes: pd.DataFrame,
) -> None:
    """Print the table, what it rests on, and the answer."""
    from experiments.report import summary

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
    out.print()
