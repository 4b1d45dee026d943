"""A sweep of the command line (`--multirun`): each job ends on its own, and a table shows its outcome.

Launchers run jobs in this process or in others. Each job notes its outcome in a folder that an environment
variable names, and the command reads them when all have ended.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.cli import FAILED

FOLDER = "BROKERING_SWEEP"  # the environment variable
FLAGS = ("--multirun", "-m")


class Outcome(NamedTuple):
    """What became of a job."""

    status: int  # as its exit status would be
    said: str  # the folder of its results, or why there are none
    words: Sequence[str]  # its arguments


@contextlib.contextmanager
def sweeping() -> Iterator[Path]:
    """The folder in which the jobs of this command note their outcomes."""
    with tempfile.TemporaryDirectory(prefix="brokering-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield Path(folder)
        finally:
            del os.environ[FOLDER]


def note(number: int, outcome: Outcome) -> None:
    """Note the outcome of a job."""
    _place(number).write_text(json.dumps(outcome), "utf-8")


def end_job(status: int, said: str) -> None:
    """End a job: one of a sweep notes its outcome, so that the others run."""
    from hydra.core.hydra_config import HydraConfig

    if (number := _number()) is not None:
        note(number, Outcome(status, said, list(HydraConfig.get().overrides.task)))
    elif status:
        raise SystemExit(status)


def is_refused() -> bool:
    """Whether this is a job of a sweep that was refused when its arguments were read."""
    number = _number()
    return number is not None and _place(number).exists()


def _number() -> int | None:
    """The number of this job in its sweep; None if it is the only one."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode

    config = HydraConfig.get()
    return int(config.job.num) if config.mode == RunMode.MULTIRUN else None


def _place(number: int) -> Path:
    return Path(os.environ[FOLDER]) / f"{number}.json"


def ended(folder: Path) -> int:
    """Show the outcomes of the jobs, compared with each other; gives the exit status."""
    from rich.table import Table

    from experiments.execution.job import console
    from experiments.reporting.jobs import show_compared

    files = sorted(folder.glob("*.json"), key=lambda path: int(path.stem))
    jobs = [Outcome(*json.loads(path.read_text("utf-8"))) for path in files]
    shared = set.intersection(*(set(job.words) for job in jobs)) if jobs else set()
    table = Table("job", "differs in", "result", box=None, pad_edge=False)
    results: dict[str, Path] = {}
    for number, job in enumerate(jobs):
        differs = " ".join(word for word in job.words if word not in shared)
        table.add_row(str(number), differs, "Not run" if job.status else job.said)
        if job.said and not job.status:
            results[differs] = Path(job.said)
    console().print(table, markup=False)
    show_compared(results)
    return FAILED if any(job.status for job in jobs) else 0
