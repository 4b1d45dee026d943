"""The studies below a folder, each in a line; a damaged one does not hide the others."""

from pathlib import Path
from typing import NamedTuple

from experiments.store import opening, record
from experiments.store.crate import METADATA
from experiments.store.names import REFERENCE
from experiments.store.opening import CONFIGURATION
from experiments.store.run_table import PLAN, State
from experiments.store.study_folder import StudyFolder
from simulation import SettingsError


def studies_in(path: Path) -> list[Path]:
    """The folders of the studies at or below a path, at most two levels down; those that are kept come last.

    Raises:
        SettingsError: there are none.
    """
    found = {
        one.parent
        for name in (CONFIGURATION, PLAN)
        for depth in (name, f"*/{name}", f"*/*/{name}")
        for one in path.glob(depth)
        if any(opening.is_there(one.parent / name) for name in (PLAN, METADATA))
    }
    if not found:
        raise SettingsError(f"There are no studies in {path}: choose a folder such as results.")
    return sorted(found, key=lambda one: (REFERENCE in one.parts, one))


class Summary(NamedTuple):
    """A study in a line; what cannot be read is empty or None."""

    name: str = ""  # that was given to it; empty: none
    differs: str = ""  # what tells it from other results of its study
    state: State | None = None  # how far it has come; None also where only tables are kept
    fault: str = ""  # what is wrong with its files, in a sentence; empty if nothing is


def summary(folder: Path) -> Summary:
    """What can be read of a study; a damaged file is reported, not raised."""
    found = Summary()
    try:
        study = StudyFolder(folder)
        study.runs.tell = lambda said: None  # the summary says it
        found = found._replace(fault=study.fault())
        found = found._replace(name=record.label_in(folder), differs=study.differs)
        if not study.is_kept:
            found = found._replace(state=study.state)
    except SettingsError as error:
        return found._replace(fault=found.fault or str(error))
    return found
