"""The labels of settings and outcomes: a person's words for axes, tables and sentences."""

from experiments.config.schema import SETTINGS, passport
from simulation import label_of, label_of_outcome

UNSAID = ("", "choice", "yes/no", "switch", "file", "share")  # units that an axis need not name


def setting_label(name: str) -> str:
    """The label of a setting by its dotted name; the name itself where this version has no such setting."""
    return label_of(name) if name in SETTINGS else name


def axis_label(name: str) -> str:
    """The label of a setting with its unit, where that is worth saying."""
    unit = passport(SETTINGS[name]).unit if name in SETTINGS else ""
    return setting_label(name) + (f" ({unit})" if unit not in UNSAID else "")


outcome_label = label_of_outcome
