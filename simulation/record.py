"""Settings compiled into the record that rules read.

A rule reads `p[0].contract_exit` where a user writes `contract.exit`. Three things differ: yearly
probabilities become weekly ones; the hours of `team` are nil in every arm but the team; and the programme
starts and ends with the first and the last post of the roster. No rule depends on the arm itself.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from simulation.params import WEEKS_A_YEAR, collective, contract_end, contract_start
from simulation.passport import YEARLY, Value, leaves
from simulation.settings import Settings
from simulation.tables import Table, table


def record(settings: Settings) -> Table:
    """The settings as a one-row table with a field per numeric setting, named `group_name`.

    Probabilities per year are given per week; the hours `team_*` are those that are really spent.
    """
    return _record(settings, contract_start(settings), contract_end(settings)).copy()


@functools.lru_cache(maxsize=64)
def _record(settings: Settings, start: int, end: int) -> Table:
    values: dict[str, bool | int | float] = {}
    for leaf in leaves(settings):
        if isinstance(leaf.value, str):
            continue
        yearly = leaf.passport is not None and leaf.passport.unit == YEARLY
        weekly = 1.0 - (1.0 - leaf.value) ** (1.0 / WEEKS_A_YEAR) if yearly else leaf.value
        values[leaf.name.replace(".", "_")] = _as_default(weekly, leaf.default)
    values |= collective(settings)
    values |= {"contract_start": start, "contract_end": end}
    kinds = {bool: "?", int: "i8", float: "f8"}
    row = table(1, _form(tuple((name, kinds[type(value)]) for name, value in values.items())))
    row[0] = tuple(values.values())
    return row


@functools.cache
def _form(fields: tuple[tuple[str, str], ...]) -> np.dtype[Any]:
    """The record's type, one object for all records.

    Numba looks a type up by identity first; one that is merely equal costs every call of a rule some
    microseconds, which is most of a week of the Mesa driver.
    """
    return np.dtype(list(fields))


def _as_default(value: float, default: Value) -> bool | int | float:
    """`value` in the plain type of the default, so that the record's type never varies."""
    kind = bool if isinstance(default, bool) else int if isinstance(default, int) else float
    return kind(value)
