"""A study at work: what it is to run, how, where its results go, and where it speaks."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from rich.console import Console

from experiments.config.configurations import Changes, ParameterSet
from experiments.execution.executors import Executor, compile_rules
from experiments.execution.plan import MOST_REPLICATES, Plan
from experiments.execution.worker import InSets, Worker, in_sets
from experiments.store import files as store
from experiments.store import record
from experiments.store.archive import note_plan
from experiments.store.contents import CONFIGURATION
from experiments.store.parts import PARTS, RunStore
from experiments.store.replicates import Stored
from simulation import SettingsError
from simulation.batch import DRIVER
from simulation.compiling import is_compiled

PLAIN_WIDTH = 100  # of the table where there is no terminal


def see_compiled() -> None:
    """See that the rules are compiled."""
    if not is_compiled(DRIVER):
        compile_rules()


def console() -> Console:
    """Where a study speaks: as wide as the terminal, or of a fixed width where there is none."""
    out = Console(highlight=False)
    out.width = out.width if out.is_terminal else PLAIN_WIDTH
    return out


@dataclasses.dataclass
class Job:
    """A plan, and how it is carried out.

    Attributes:
        plan: what to run.
        executor: how.
        workers: processes at once.
        folder: where the results go.
        fail_fast: whether the first run that fails ends the study.
        out: where it speaks.
        outcomes: what is kept of a run; empty: all. A kind of study may narrow it down.
    """

    plan: Plan
    executor: Executor
    workers: int
    folder: Path
    fail_fast: bool = False
    out: Console = dataclasses.field(default_factory=console)
    outcomes: Sequence[str] = ()

    def run[Name](
        self, wanted: Mapping[Name, Changes], weekly: int = 0, replicates: int | None = None
    ) -> dict[Name, Stored]:
        """The runs of some configurations with the study's own settings.

        Args:
            wanted: each configuration by its name, as changes to the settings.
            weekly: of how many replicates, the first ones, the weeks are wanted too.
            replicates: only the first so many.
        """
        (own,) = self.plan.own
        return self._run([own._replace(seeds=own.seeds[:replicates])], wanted, weekly)

    def run_sets[Name](
        self,
        wanted: Mapping[Name, Changes],
        weekly: int = 0,
        sets: Sequence[ParameterSet] | None = None,
    ) -> dict[Name, Stored]:
        """The same in parameter sets of the ensemble: all, or `sets`; empty where there are none."""
        chosen = self.plan.sets if sets is None else sets
        return self._run(chosen, wanted, weekly) if chosen else {}

    def run_scattered[Name](
        self, wanted: Mapping[Name, tuple[ParameterSet, Changes]]
    ) -> dict[Name, Stored]:
        """The runs of configurations that are each in one parameter set."""
        rows = [[(one, one.configured(changes))] for one, changes in wanted.values()]
        return dict(zip(wanted, self._do(rows, weekly=0), strict=True))

    def run_elsewhere[Name](self, wanted: Mapping[Name, Changes]) -> dict[Name, Stored]:
        """Like `run`, but each configuration in worlds of its own, which none of the others run in."""
        (own,) = self.plan.own
        if len(own.seeds) * (len(wanted) + 1) > MOST_REPLICATES:
            most = MOST_REPLICATES // (len(wanted) + 1)
            raise SettingsError(f"replicates must be at most {most} here, not {len(own.seeds)}.")
        worlds = len(own.seeds)
        runs: dict[Name, Stored] = {}
        for block, (name, changes) in enumerate(wanted.items()):
            runs |= self.run_beyond({name: changes}, block * worlds, worlds)
        return runs

    def run_beyond[Name](
        self, wanted: Mapping[Name, Changes], first: int, worlds: int
    ) -> dict[Name, Stored]:
        """Like `run`, all in the same other worlds.

        Args:
            wanted: each configuration by its name, as changes to the settings.
            first: number of the first of these worlds, counted from the end of the study's own.
            worlds: how many.
        """
        (own,) = self.plan.own
        start = own.seeds[-1] + 1 + first
        others = own._replace(seeds=range(start, start + worlds))
        return self._run([others], wanted, weekly=0)

    def _run[Name](
        self, sets: Sequence[ParameterSet], wanted: Mapping[Name, Changes], weekly: int
    ) -> dict[Name, Stored]:
        return dict(zip(wanted, self._do(in_sets(sets, wanted.values()), weekly), strict=True))

    def _do(self, wanted: Sequence[InSets], weekly: int) -> list[Stored]:
        see_compiled()
        members = [member for row in wanted for member in row]
        note_plan(self.folder, members)
        different = {configuration: len(one.seeds) for one, configuration in members}
        with self.progress(sum(different.values())) as finished:
            return self.worker.do_in_sets(wanted, finished, weekly)

    @property
    def worker(self) -> Worker:
        """Who does the runs and keeps them."""
        return Worker(self.runs, self.executor, self.workers, self.outcomes, self.fail_fast)

    @functools.cached_property
    def runs(self) -> RunStore:
        """The runs of the study on disk."""
        return RunStore(self.folder)

    @contextmanager
    def progress(self, total: int, what: str = "Runs") -> Iterator[Callable[[int], None]]:
        """Show how far it is and the time left, on stderr where that is a terminal."""
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        err = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("left:"), TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
            task = bar.add_task(what, total=total)
            yield lambda done: bar.advance(task, done)

    def finish(self) -> None:
        """Put the runs in order, and say where everything is."""
        self.runs.put_in_order()
        self.out.print(f"Everything is in {os.path.relpath(self.folder)}.", soft_wrap=True)


def conduct(
    plan: Plan, executor: Executor, workers: int, results: str, fail_fast: bool = False
) -> None:
    """Run a study, keep its results below the folder `results`, and print what came out.

    Raises:
        SettingsError: nothing can be written into `results`, or a library is missing.
        StudyFailed: some runs failed; the others are kept.
        OSError: something could not be written after all.
    """
    try:
        folder = store.folder_for(results, plan.study, plan.name)
    except OSError as error:
        raise SettingsError(
            f"Results cannot be written into {error.filename}: {error.strerror}."
        ) from None
    try:
        kind = import_module(f"experiments.studies.{plan.kind}.run")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"A study of kind {plan.kind} needs {error.name}: pip install 'knowledge-brokering[validity]'."
        ) from None
    for place in (folder, folder / PARTS):
        store.remove_orphans(place)
    begun = record.begin(plan, folder)
    store.save_text(folder / CONFIGURATION, plan.description())
    kind.conduct(Job(plan, executor, workers, folder, fail_fast))
    record.finish(begun, workers)
