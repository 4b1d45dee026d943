"""The labels of settings and outcomes: a person's words for axes, tables and sentences."""

from __future__ import annotations

from simulation import label_of, label_of_outcome
from simulation.params import names


def setting_label(name: str) -> str:
    """The label of a setting by its dotted name; the name itself where this version has no such setting."""
    return label_of(name) if name in names() else name


def outcome_label(name: str) -> str:
    """The label of an outcome."""
    return label_of_outcome(name)
