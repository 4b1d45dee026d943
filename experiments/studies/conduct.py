"""A study from beginning to end: run, tables, figures, and the record of the run."""

from __future__ import annotations

from pathlib import Path

from experiments.config.plan import Plan
from experiments.execution.executors import Executor
from experiments.execution.job import Job, console
from experiments.store import record
from experiments.store.files import folder_for, remove_orphans
from experiments.store.parts import PARTS
from experiments.store.study_folder import StudyFolder
from experiments.studies.kind import Kind
from simulation import SettingsError


def conduct(
    kind: Kind,
    plan: Plan,
    executor: Executor,
    workers: int,
    results: str | Path,
    fail_fast: bool = False,
) -> StudyFolder:
    """Run a study and keep its results below the folder `results`.

    Args:
        kind: of the study.
        plan: what to run.
        executor: how.
        workers: processes at once.
        results: folder of all results.
        fail_fast: whether the first run that fails ends the study.

    Returns:
        The folder of the study.

    Raises:
        SettingsError: nothing can be written into `results`, or a library is missing.
        StudyFailed: some runs failed; the others are kept.
        OSError: something could not be written after all.
    """
    try:
        folder = folder_for(str(results), plan.study, plan.name)
    except OSError as error:
        raise SettingsError(
            f"Results cannot be written into {error.filename}: {error.strerror}."
        ) from None
    for place in (folder, folder / PARTS):
        remove_orphans(place)
    begun = record.begin(plan, folder)
    study = StudyFolder.begin(folder, plan.description())
    out = console()
    out.print(introduction(plan))
    kind.conduct(Job(plan, executor, workers, study, fail_fast, out))
    kind.draw(folder)
    study.runs.put_in_order()
    record.finish(begun, workers, kind.contents)
    return study


def introduction(plan: Plan) -> str:
    """The question, and the settings that differ from the defaults."""
    changed = ", ".join(f"{name}={value}" for name, value in plan.changed().items())
    return f"{plan.question}{f' Settings changed: {changed}.' if changed else ''}"
