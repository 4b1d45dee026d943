"""A study that is being run: its plan, the executor, and the folder of its results."""

import dataclasses
from collections.abc import Mapping, Sequence

from rich.console import Console

from experiments.config.configurations import Changes, ParameterSet
from experiments.config.plan import Plan
from experiments.execution.executors import Executor
from experiments.execution.pieces import see_compiled
from experiments.execution.progress import progress
from experiments.execution.worker import StudyFailed, Worker
from experiments.store.replicates import Replicates
from experiments.store.run_table import note_plan
from experiments.store.study_folder import StudyFolder

PLAIN_WIDTH = 100  # of the text where there is no terminal


def console() -> Console:
    """The console for results: as wide as the terminal, or of a fixed width without one."""
    out = Console(highlight=False)
    out.width = out.width if out.is_terminal else PLAIN_WIDTH
    return out


@dataclasses.dataclass
class Job:
    """A plan, and how it is run."""

    plan: Plan
    executor: Executor
    workers: int  # processes at once; 0: any number
    study: StudyFolder  # for the results
    fail_fast: bool = False  # whether the first run that fails ends the study
    out: Console = dataclasses.field(default_factory=console)  # where progress is printed
    outcomes: Sequence[str] = ()  # those that are kept; empty: all. A kind of study may choose some

    progress = staticmethod(progress)

    def run[Name](
        self,
        wanted: Mapping[Name, Changes],
        sets: Sequence[ParameterSet] | Mapping[Name, ParameterSet] | None = None,
        weekly: int = 0,
    ) -> dict[Name, Replicates]:
        """The runs of some configurations; only those that are missing are run.

        Args:
            wanted: each configuration by its name, as changes to the settings of a parameter set.
            sets: the parameter sets that each configuration is run in, with the seeds of each; or, by
                name, the one set of each configuration. None: the study's own settings and seeds.
            weekly: the number of replicates, from the first on, with weekly values.

        Returns:
            The runs of each configuration by its name; nothing where `sets` is empty.

        Raises:
            SettingsError: a configuration cannot be.
            StudyFailed: some runs failed; the others are saved.
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
        note_plan(self.study.folder, members)
        different = {configuration: len(one.seeds) for one, configuration in members}
        worker = Worker(self.study.runs, self.executor, self.workers, self.outcomes, self.fail_fast)
        try:
            with self.progress(sum(different.values())) as finished:
                return dict(zip(wanted, worker.run(rows, finished, weekly), strict=True))
        except StudyFailed:
            self.study.check_inputs()  # their change would be the reason
            raise
