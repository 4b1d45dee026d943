"""What the program knows of a kind of study: one `Kind`, defined by the folder that holds its code.

The folder is a package with the modules

* `run`: `conduct(job)` runs the study and writes its tables, `batches(plan)` says beforehand what it
  runs, and, if there is anything to refuse, `check(plan)`;
* `figures`: `draw(folder)` draws the figures from the tables;
* `report`: `report(study)` says what came out, as a `Part`;

and the files `contents.yaml`, which explains its tables and figures, and `sentences.yaml`, which has the
texts of its report (see `studies.content.Sentences`). These are loaded when they are needed, since
some need libraries that take a while to import. A kind is registered by one line in
`experiments.studies.registry`.
"""

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from experiments.config.plan import Plan
from experiments.execution.dry_run import Batch
from experiments.execution.job import Job
from experiments.store.contents import Contents, contents_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Part
from simulation import SettingsError

# What is run by kinds that run everything with the study's own settings as well.
IN_BOTH = "{replicates:,} replicates of each arm {own}, and {set_replicates} in each of the {sets}"
# Keys that only some kinds of study take.
OPTIONAL = (
    "arms", "compare", "vary", "design", "outcomes", "past", "futures", "reference", "until",
)  # fmt: skip


def needs(kind: str, *wanted: tuple[object, str]) -> None:
    """Refuse a plan that lacks something which studies of a kind need: whether it is there, and in words.

    Raises:
        SettingsError: names the first that is missing.
    """
    for there, what in wanted:
        if not there:
            raise SettingsError(f"A study of kind {kind} needs {what}.")


def refuse_roster(plan: Plan) -> None:
    """Refuse a roster in a study that varies the number of brokers.

    Raises:
        SettingsError: there is one.
    """
    if plan.settings.brokers.roster:
        raise SettingsError(
            f"A study of kind {plan.kind} varies the number of brokers, which brokers.roster decides."
        )


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of study."""

    package: str  # dotted name of its folder; studies give the last part, `kind: name`
    about: str  # what such a study does, in a line
    takes: frozenset[str] = frozenset()  # which of the keys in `OPTIONAL` it takes
    extra: str = ""  # the optional dependencies it needs, as pip names them; empty: none
    open_ended: bool = False  # whether the number of runs is an upper limit
    exchanges: str = ""  # the group of settings that it also exchanges between sets; empty: none
    # Gives the settings that it varies by itself, beside those that a study or an ensemble names.
    varies: Callable[[], Collection[str]] = tuple
    # What is run how often, for a report; `experiments.reporting.setup` fills in what is in braces.
    ran: str = "{replicates:,} replicates of each arm {own}"
    # The same for a study with an ensemble.
    ran_in_sets: str = (
        "{set_replicates} replicates of each arm in each of the {sets}, and there only"
    )

    def __post_init__(self) -> None:
        unknown = self.takes - set(OPTIONAL)
        assert not unknown, f"kind {self.name}: no key {unknown} in OPTIONAL"

    @property
    def name(self) -> str:
        """As studies give it."""
        return self.package.rpartition(".")[2]

    def check(self, plan: Plan) -> None:
        """Refuse a plan that this kind cannot carry out.

        Raises:
            SettingsError: why not, and what is allowed.
        """
        if check := getattr(self._module("run"), "check", None):
            check(plan)

    def batches(self, plan: Plan) -> Iterable[Batch]:
        """What a study runs, for a dry run.

        Raises:
            SettingsError: it cannot be known beforehand.
        """
        found: Iterable[Batch] = self._module("run").batches(plan)
        return found

    def conduct(self, job: Job) -> None:
        """Run a study and write its tables."""
        self._module("run").conduct(job)

    def draw(self, folder: Path) -> list[Path]:
        """Draw the figures of a study from its tables; gives their paths."""
        drawn: list[Path] = self._module("figures").draw(folder)
        return drawn

    def report(self, study: StudyFolder) -> Part:
        """What came out of a study."""
        study.contents = self.contents
        part: Part = self._module("report").report(study)
        return part

    @functools.cached_property
    def contents(self) -> Contents:
        """What its tables and figures hold."""
        return contents_of(self.package)

    def _module(self, name: str) -> ModuleType:
        try:
            return import_module(f"{self.package}.{name}")
        except ModuleNotFoundError as error:
            if not self.extra or str(error.name).startswith("experiments"):
                raise
            raise SettingsError(
                f"A study of kind {self.name} needs {error.name}: "
                f"pip install 'knowledge-brokering[{self.extra}]'."
            ) from None
