"""Checks one value of one setting: whether the setting exists and allows the value.

Whether values are compatible (a contract that ends after the run) is checked by `simulation.params.check`.
"""

import difflib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.schema import SETTINGS, passport
from experiments.config.suggestions import wrong_type
from simulation import SettingsError
from simulation.errors import nearest
from simulation.inputs.columns import number_in
from simulation.passport import Leaf, Value
from simulation.values import check_value

_DTYPES: Mapping[type, Any] = {int: "int64", float: "float64", str: "str"}


def setting(name: object) -> Leaf:
    """The setting of a dotted name, `arm` among them.

    Raises:
        SettingsError: there is none.
    """
    if name in SETTINGS:
        return SETTINGS[str(name)]
    near = difflib.get_close_matches(str(name), SETTINGS, n=1, cutoff=0.0)[0]
    group = near.rpartition(".")[0]
    legal = [other for other in SETTINGS if other.rpartition(".")[0] == group]
    raise SettingsError(f"There is no setting {name!r}; {nearest(str(name), legal)}")


def numbers() -> tuple[str, ...]:
    """The names of all settings that are numbers."""
    return tuple(name for name, leaf in SETTINGS.items() if is_number(leaf))


def is_number(leaf: Leaf) -> bool:
    """Whether a setting is a number, rather than a choice or a text."""
    return not isinstance(leaf.default, str)


def is_whole(leaf: Leaf) -> bool:
    """Whether a setting is a whole number."""
    return type(leaf.default) is int


def value_of(leaf: Leaf, said: Any) -> Value:
    """A value in the type of the setting; a whole number may stand for any number.

    Raises:
        SettingsError: it has another type, is not a choice, or is outside the allowed range.
    """
    value: Value = _plain(leaf, said)
    if not _is_legal(leaf, value):
        raise SettingsError(wrong_value(leaf, value))
    return value


def cell_value(leaf: Leaf, cell: str) -> Value | None:
    """The value of a setting in a cell of a table; None where it is not allowed."""
    value: Value = cell
    if is_number(leaf) and (number := number_in(cell)) is not None:
        value = int(number) if is_whole(leaf) and number.is_integer() else number
    return value if _is_legal(leaf, value) else None


def wrong_value(leaf: Leaf, value: Value) -> str:
    """The sentence that a setting cannot have a value, and what is allowed."""
    known = passport(leaf)
    if known.unit == "choice":
        choices = [str(choice) for choice in known.plausible]
        return f"{leaf.name} cannot be {value!r}; {nearest(str(value), choices)}"
    return wrong_type(leaf.name, str(value))


def typed_column(leaf: Leaf, values: Any) -> pd.Series:
    """Values of a setting as a column of a table, in its type."""
    found = pd.Series(np.asarray(values, dtype=object), name=leaf.name)
    typed: pd.Series = found.astype(_DTYPES[type(leaf.default)])
    return typed


def _plain(leaf: Leaf, said: Any) -> Any:
    value = said.item() if isinstance(said, np.generic) else said
    if not isinstance(leaf.default, float) or type(value) is not int:
        return value
    try:
        return float(value)
    except OverflowError:  # more than any legal range holds
        return math.inf


def _is_legal(leaf: Leaf, value: Value) -> bool:
    try:
        check_value(leaf._replace(value=value))
    except SettingsError:
        return False
    return True
