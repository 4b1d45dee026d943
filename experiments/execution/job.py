"""A study that is being run: what is to run, how, and in which folder the results are kept."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console

from experiments.config.configurations import Changes, ParameterSet
from experiments.config.plan import Plan
from experiments.execution.executors import Executor, compile_rules
from experiments.execution.worker import Worker
from experiments.store.parts import RunStore
from experiments.store.replicates import Stored
from experiments.store.study_folder import StudyFolder
from simulation.batch import DRIVER
from simulation.compiling import is_compiled

PLAIN_WIDTH = 100  # of the text where there is no terminal


def see_compiled() -> None:
    """See that the rules are compiled."""
    if not is_compiled(DRIVER):
        compile_rules()


def console() -> Console:
    """Where a study prints: as wide as the terminal, or of a fixed width where there is none."""
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
        study: the folder for the results.
        fail_fast: whether the first run that fails ends the study.
        out: where progress is printed.
        outcomes: what is kept of a run; empty: all. A kind of study may narrow it down.
    """

    plan: Plan
    executor: Executor
    workers: int
    study: StudyFolder
    fail_fast: bool = False
    out: Console = dataclasses.field(default_factory=console)
    outcomes: Sequence[str] = ()

    def run[Name](
        self,
        wanted: Mapping[Name, Changes],
        sets: Sequence[ParameterSet] | Mapping[Name, ParameterSet] | None = None,
        weekly: int = 0,
    ) -> dict[Name, Stored]:
        """The runs of some configurations: what the folder has is read, what is missing is run.

        Args:
            wanted: each configuration by its name, as changes to the settings of a parameter set.
            sets: the parameter sets that each configuration is run in, with the seeds of each; or, by
                name, the one set of each configuration. None: the study's own settings and seeds.
            weekly: the number of replicates, from the first on, of which the weeks are kept too.

        Returns:
            The runs of each configuration by its name; nothing where `sets` is empty.

        Raises:
            SettingsError: a configuration cannot be.
            StudyFailed: some runs failed; the others are kept.
        """
        sets = self.plan.own if sets is None else sets
        if not sets or not wanted:
            return {}
        rows = [
            [
                (one, one.configured(changes))
                for one in ([sets[name]] if isinstance(sets, Mapping) else sets)
            ]
            for name, changes in wanted.items()
        ]
        see_compiled()
        members = [member for row in rows for member in row]
        self.study.note_plan(members)
        different = {configuration: len(one.seeds) for one, configuration in members}
        with self.progress(sum(different.values())) as finished:
            return dict(zip(wanted, self.worker.do_in_sets(rows, finished, weekly), strict=True))

    @property
    def worker(self) -> Worker:
        """Who does the runs and keeps them."""
        return Worker(self.runs, self.executor, self.workers, self.outcomes, self.fail_fast)

    @functools.cached_property
    def runs(self) -> RunStore:
        """The runs of the study on disk."""
        return self.study.runs

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
