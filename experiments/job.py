"""A study at work: what it is to run, how, where its results go, and where it speaks."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from experiments import store
from experiments.executors import Executor, Runs, compile_rules, run_configurations
from experiments.plan import Changes, Plan
from simulation.batch import DRIVER
from simulation.compiling import is_compiled

PLAIN_WIDTH = 100  # of the table where there is no terminal


def console() -> Console:
    """Where a study speaks: as wide as the terminal, or of a fixed width where there is none."""
    out = Console(highlight=False)
    out.width = out.width if out.is_terminal else PLAIN_WIDTH
    return out


@dataclasses.dataclass(frozen=True)
class Job:
    """A plan, and how it is carried out.

    Attributes:
        plan: what to run.
        executor: how.
        workers: processes at once.
        folder: where the results go.
        out: where it speaks.
    """

    plan: Plan
    executor: Executor
    workers: int
    folder: Path
    out: Console = dataclasses.field(default_factory=console)

    def run(self, wanted: Sequence[Changes], weekly: bool = False) -> list[Runs]:
        """The runs of some configurations, in every parameter set of the plan, with progress.

        Args:
            wanted: each configuration, as changes to a parameter set.
            weekly: whether the weeks are wanted too.
        """
        self.compile()
        with self.progress(self.plan.runs * len(wanted)) as finished:
            return run_configurations(
                self.plan, wanted, self.executor, self.workers, finished, weekly
            )

    def compile(self) -> None:
        """See that the rules are compiled before any worker needs them."""
        if not is_compiled(DRIVER):
            compile_rules()

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
        """Keep the configuration, and say where everything is."""
        store.save_text(self.folder / "config.yaml", self.plan.description())
        self.out.print(f"Everything is in {os.path.relpath(self.folder)}.", soft_wrap=True)
