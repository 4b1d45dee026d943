"""A study from beginning to end: run, tables, figures, and the record of the run."""

from pathlib import Path

from experiments.config.files_given import files_given
from experiments.config.named_files import file_name, named_in, public_name
from experiments.config.plan import Plan
from experiments.execution.executors import Executor
from experiments.execution.job import Job, console
from experiments.store.study_folder import StudyFolder
from experiments.studies import left_out
from experiments.studies.kind import Kind


def conduct(
    kind: Kind,
    plan: Plan,
    executor: Executor,
    workers: int,
    results: str | Path,
    fail_fast: bool = False,
) -> StudyFolder:
    """Run a study with so many processes at once, and keep its results below the folder `results`.

    With `fail_fast` the first run that fails ends the study. Gives the folder of the study.

    Raises:
        SettingsError: nothing can be written into `results`, or a library is missing.
        StudyFailed: some runs failed; the others are saved.
        OSError: something could not be written after all.
    """
    study = StudyFolder.begin(plan, str(results))
    out = console()
    out.print(introduction(plan))
    kind.conduct(Job(plan, executor, workers, study, fail_fast, out))
    kind.draw(study.folder)
    study.finish(workers, kind.contents)
    return study


def introduction(plan: Plan) -> str:
    """The question, the settings that differ from the defaults, and what the user's files hold."""
    values = plan.changed()
    values |= {name: file_name(public_name(file)) for name, file in named_in(values).items()}
    changed = ", ".join(f"{name}={value}" for name, value in values.items())
    question = f"{plan.question}{f' Settings changed: {changed}.' if changed else ''}"
    return "\n".join(filter(None, (question, *files_given(plan), left_out.line(plan))))
