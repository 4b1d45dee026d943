"""A dry run: a study played through on a very small scale, to say what the whole of it takes."""

from __future__ import annotations

import dataclasses
import io
import tempfile
import time
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console

from experiments.executors import Runs, serial
from experiments.job import Job, see_compiled
from experiments.plan import Changes, ParameterSet, Plan
from simulation import SettingsError, change

REPLICATES = 3  # of each configuration, in a rehearsal
SETS = 2
SHOWN = 5  # points


@dataclasses.dataclass
class Rehearsal(Job):
    """A job of which only a little is run, and which counts what the whole would be.

    Attributes:
        whole: the plan of the study as it is meant.
        runs_of_all: how many runs that is.
        runs_done: how many were run here.
        seconds: for how long.
    """

    whole: Plan | None = None
    runs_of_all: int = 0
    runs_done: int = 0
    seconds: float = 0.0

    def _run[Name](
        self, sets: Sequence[ParameterSet], wanted: Mapping[Name, Changes], weekly: bool
    ) -> dict[Name, Runs]:
        assert self.whole is not None, "a rehearsal is of something"
        many = self.whole.sets if len(sets) > 1 else self.whole.own
        different = len({change(sets[0].settings, changes) for changes in wanted.values()})
        begun = time.perf_counter()
        found = super()._run(sets, wanted, weekly)
        self.seconds += time.perf_counter() - begun
        self.runs_done += different * sum(len(one.seeds) for one in sets)
        self.runs_of_all += different * sum(len(one.seeds) for one in many)
        return found


def rehearse(plan: Plan, workers: int) -> str:
    """What a study would take: how many runs, how long, how much disk, and its first points.

    Args:
        plan: of the study.
        workers: processes at once, over which the work is shared out.

    Raises:
        SettingsError: the study cannot be, or what it takes cannot be known beforehand.
    """
    if plan.kind == "calibration":
        raise SettingsError(
            "How many parameter sets a calibration tries until enough are accepted is not known "
            "beforehand: dry_run cannot say what it takes."
        )
    see_compiled()
    little = dataclasses.replace(
        plan, replicates=min(plan.replicates, REPLICATES), set_replicates=1,
        members=plan.members[:SETS],
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / plan.study / plan.name
        folder.mkdir(parents=True)
        (folder / "config.yaml").write_text(little.description(), encoding="utf-8")
        quiet = Console(file=io.StringIO())
        job = Rehearsal(little, serial, 1, folder, out=quiet, whole=plan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # so few runs have no variance, and it does not matter
            import_module(f"experiments.studies.{plan.kind}").conduct(job)
        size = sum(path.stat().st_size for path in job.runs.sound_parts())
    return _said(plan, job, workers, size)


def _said(plan: Plan, job: Rehearsal, workers: int, size: int) -> str:
    seconds = job.seconds / job.runs_done * job.runs_of_all / workers
    disk = size / job.runs_done * job.runs_of_all
    lines = [
        f"{job.runs_of_all} runs of {plan.settings.weeks} weeks; about {_duration(seconds)} with {workers} "
        f"{'process' if workers == 1 else 'processes'}, and {disk / 1e6:.3g} MB of disk (measured on "
        f"{job.runs_done} runs). Nothing was kept."
    ]
    if plan.points:
        lines.append(f"The first of {len(plan.points)} points:")
        lines += [
            "  " + ", ".join(f"{name}={value}" for name, value in point.items())
            for point in plan.points[:SHOWN]
        ]
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
