"""The values of settings: changed by dotted name, each in its type and its allowed range."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.errors import SettingsError, nearest
from simulation.passport import Leaf, Value, leaves
from simulation.settings import Settings


def replaced(node: Any, changes: Mapping[str, Value], above: str = "") -> Any:
    """A copy of a group with other values, each group below it copied once.

    Raises:
        SettingsError: there is no such setting, or a value has another type.
    """
    fields = {field.name: field for field in dataclasses.fields(node)}
    new: dict[str, Any] = {}
    below: dict[str, dict[str, Value]] = {}
    for name, value in changes.items():
        head, dot, rest = name.partition(".")
        if head not in fields or bool(dot) != dataclasses.is_dataclass(getattr(node, head)):
            raise SettingsError(_no_setting(above + name))
        if dot:
            below.setdefault(head, {})[rest] = value
        else:
            new[head] = typed(above + name, fields[head].default, value)
    for head, those in below.items():
        new[head] = replaced(getattr(node, head), those, f"{above}{head}.")
    return dataclasses.replace(node, **new)


def _no_setting(name: str) -> str:
    names = [leaf.name for leaf in leaves(Settings())]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    group = [leaf for leaf in names if "." in name and _same_group(leaf, name)]
    legal = [leaf for leaf in names if near and _same_group(leaf, near[0])] or group
    tops = dict.fromkeys(re.sub(r"\..*", ".(...)", leaf) for leaf in names)
    return f"There is no setting {name!r}; {nearest(name, legal or tops)}"


def _same_group(name: str, other: str) -> bool:
    return name.rpartition(".")[0] == other.rpartition(".")[0]


def typed(name: str, default: object, value: Value) -> Value:
    """`value` in the type of the setting's default: an int may stand for a float, nothing else."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise SettingsError(
            f"{name} must be of type {type(default).__name__}, not {type(value).__name__} ({value!r})."
        )
    return value


def check_shape(settings: object) -> None:
    """Refuse what is not a tree of settings.

    Raises:
        SettingsError: it is something else, or a group of it is.
    """
    if not isinstance(settings, Settings):
        raise SettingsError(f"Expected Settings, not {type(settings).__name__} ({settings!r}).")
    for field in dataclasses.fields(Settings):
        wanted, given = type(field.default), getattr(settings, field.name)
        if dataclasses.is_dataclass(wanted) and type(given) is not wanted:
            raise SettingsError(f"{field.name} must be of type {wanted.__name__}, not {given!r}.")


def check_value(leaf: Leaf) -> None:
    """Refuse a value that its setting does not allow.

    Raises:
        SettingsError: it has another type, is not a choice, or is outside the allowed range.
    """
    typed(leaf.name, leaf.default, leaf.value)
    passport = leaf.passport
    assert passport is not None, f"{leaf.name} has no passport"
    if passport.unit == "choice" and leaf.value not in passport.plausible:
        choices = [str(choice) for choice in passport.plausible]
        raise SettingsError(
            f"{leaf.name} cannot be {leaf.value!r}; {nearest(str(leaf.value), choices)}"
        )
    if isinstance(leaf.value, bool | str):
        return
    low, high = passport.legal
    if not math.isfinite(leaf.value) or not low <= leaf.value <= high:
        raise SettingsError(
            f"{leaf.name} must be a number from {low:.12g} to {high:.12g} ({passport.unit}), "
            f"not {leaf.value}."
        )
