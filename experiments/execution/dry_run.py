"""A dry run: a study played through on a very small scale, to say what the whole of it takes."""

from __future__ import annotations

import dataclasses
import io
import random
import tempfile
import time
import warnings
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console

from experiments.config.configurations import (
    REPLICATES_AT_ONCE,
    Changes,
    Configuration,
    ParameterSet,
    pieces_of,
)
from experiments.execution.executors import run_piece, serial
from experiments.execution.job import Job, see_compiled
from experiments.execution.plan import Plan
from experiments.execution.worker import columns, do_pieces
from experiments.store.replicates import Stored
from simulation import SettingsError

REPLICATES = 3  # of each configuration, in a rehearsal
SETS = 2
SAMPLE = 8  # configurations that are measured, and points that are rehearsed
SHOWN = 5  # points


@dataclasses.dataclass
class Rehearsal(Job):
    """A job of which only a little is run, and which reckons what the whole would take.

    Attributes:
        whole: the plan of the study as it is meant.
        runs_of_all: how many runs that is.
        measured: on how many it is measured.
        seconds: for how long one process would run.
        bytes: of the runs on disk.
    """

    whole: Plan | None = None
    runs_of_all: int = 0
    measured: int = 0
    seconds: float = 0.0
    bytes: float = 0.0

    def _run[Name](
        self, sets: Sequence[ParameterSet], wanted: Mapping[Name, Changes], weekly: int
    ) -> dict[Name, Stored]:
        assert self.whole is not None, "a rehearsal is of something"
        many = self.whole.sets if len(sets) > 1 else self.whole.own
        configured = list({sets[0].configured(changes): None for changes in wanted.values()})
        points = len(self.whole.points) / len(self.plan.points) if self.plan.points else 1
        each = [len(one.seeds) for one in many]
        early = sum(min(weekly, count) for count in each)
        for has_weeks, count in ((True, early), (False, sum(each) - early)):
            if count:
                self._measure(configured, has_weeks, round(len(configured) * points * count))
        return super()._run(sets, wanted, weekly)

    def announced(self, parts: Iterable[tuple[Sequence[Changes], int]]) -> None:
        """Reckon with what a kind of study says it will run at most: configurations, and how many runs."""
        assert self.whole is not None, "a rehearsal is of something"
        for some, runs in parts:
            (own,) = self.whole.own
            few = random.Random(0).sample(list(some), min(SAMPLE, len(some)))
            self._measure([own.configured(changes) for changes in few], False, runs)

    def _measure(self, configured: Sequence[Configuration], weekly: bool, runs: int) -> None:
        """Run a piece of work of some configurations, as the study would, and reckon with it."""
        assert self.whole is not None, "a rehearsal is of something"
        kept = columns(self.worker.outcomes, weekly)
        some = random.Random(0).sample(configured, min(SAMPLE, len(configured)))
        pieces = [
            next(pieces_of(settings, range(REPLICATES_AT_ONCE), past)) for settings, past in some
        ]
        for piece in pieces:
            run_piece(piece._replace(seeds=piece.seeds[:1]))  # the first one of its shape is slower
        begun = time.perf_counter()
        found = do_pieces(kept, [piece._replace(weekly=weekly) for piece in pieces]).runs
        seconds, done = time.perf_counter() - begun, sum(map(len, found))
        self.measured += done
        self.runs_of_all += runs
        self.seconds += seconds / done * runs
        self.bytes += _size(pa.concat_tables(found)) / done * runs


def _size(rows: pa.Table) -> int:
    written = pa.BufferOutputStream()
    pq.write_table(rows, written)
    return int(written.tell())


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
    kind = import_module(f"experiments.studies.{plan.kind}.run")
    little = dataclasses.replace(
        plan, replicates=min(plan.replicates, REPLICATES), set_replicates=1, until={},
        members=plan.members[:SETS], points=plan.points[:: -(-max(1, len(plan.points)) // SAMPLE)],
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / plan.study / plan.name
        folder.mkdir(parents=True)
        (folder / "config.yaml").write_text(little.description(), encoding="utf-8")
        quiet = Console(file=io.StringIO())
        job = Rehearsal(little, serial, 1, folder, out=quiet, whole=plan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # so few runs have no variance, and it does not matter
            if announced := getattr(kind, "announced", None):
                job.outcomes = getattr(kind, "KEPT", plan.outcomes)
                job.announced(announced(plan))
            else:
                kind.conduct(job)
    return _said(plan, job, workers)


def _said(plan: Plan, job: Rehearsal, workers: int) -> str:
    duration = _duration(job.seconds / workers)
    most = "at most " if plan.rule or plan.kind in ("decision", "sensitivity") else ""
    lines = [
        f"{most}{job.runs_of_all} runs of {plan.settings.weeks} weeks; about {duration} with {workers} "
        f"{'process' if workers == 1 else 'processes'}, and {job.bytes / 1e6:.3g} MB of disk (measured on "
        f"{job.measured} runs). Nothing was kept."
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
