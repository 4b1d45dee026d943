"""The labels of settings and outcomes: a person's words for axes, tables and sentences."""

from __future__ import annotations

from simulation import Settings, describe
from simulation.passport import leaves


def setting_label(name: str) -> str:
    """The label of a setting by its dotted name; the name itself where this version has no such setting."""
    for leaf in leaves(Settings()):
        if leaf.name == name and leaf.passport is not None:
            return leaf.passport.meaning
    return name


def outcome_label(name: str) -> str:
    """The label of an outcome."""
    return describe(name).meaning
