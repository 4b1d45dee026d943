"""The kinds of study. A new kind is a folder that defines `KIND`, and a line here."""

from importlib import import_module

from experiments.config.suggestions import check_known
from experiments.studies.kind import Kind

# In the order in which they stand in a report.
PACKAGES = [
    "experiments.studies.headline",
    "experiments.studies.arms",
    "experiments.studies.sweep",
    "experiments.studies.futures",
    "experiments.studies.ledger",
    "experiments.studies.mechanisms",
    "experiments.studies.break_even",
    "experiments.studies.tipping",
    "experiments.studies.sensitivity",
    "experiments.studies.decision",
    "experiments.studies.value",
    "experiments.studies.calibration",
    "experiments.studies.convergence",
]


def kinds() -> dict[str, Kind]:
    """All kinds of study by name."""
    found = [import_module(package).KIND for package in PACKAGES]
    return {kind.name: kind for kind in found}


def kind_called(name: str) -> Kind:
    """The kind of study with this name.

    Raises:
        SettingsError: there is none.
    """
    known = kinds()
    check_known(name, known, "There is no kind of study")
    return known[name]
