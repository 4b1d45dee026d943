"""CSV files whose columns are settings: parameter sets, and points of a design."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.config.values import cell_value, setting, typed_column, wrong_value
from simulation import SettingsError
from simulation.inputs.columns import Column
from simulation.inputs.faults import Fault, Faults
from simulation.inputs.sheet import MOST_ROWS, read_sheet
from simulation.inputs.table import Table, checked, read_table
from simulation.params import names

# The type of a column, and what stands for a missing value, by the type of the setting.
_CELLS = {int: ("i8", 0), float: ("f8", np.nan), str: (object, "")}


class SettingsTable(NamedTuple):
    """Values of settings from a file: a row per set or point, and the table they were read from."""

    values: pd.DataFrame
    table: Table


def read_settings(path: Path, most: int, other: Sequence[Column] = ()) -> SettingsTable:
    """The settings in a file of at most so many rows, in their types.

    `other` are columns that are no settings, and may be there.

    Raises:
        SettingsError: something is not allowed; the sentence lists every fault with its row and column.
    """
    faults = Faults()
    others = {column.name: column for column in other}
    table = read_table(str(path), [*others, *names()], faults, strict=True, most=most)
    columns = [others.get(title) or _column(table, title, faults) for title in table.cells]
    found = checked(table, [column for column in columns if column], faults)
    faults.refuse()
    leaves = {title: setting(title) for title in table.cells if title not in others}
    for title, leaf in leaves.items():
        found[title] = typed_column(leaf, found[title].to_numpy())
    return SettingsTable(found, table)


def _column(table: Table, title: str, faults: Faults) -> Column | None:
    """The column of a setting; None where there is no such setting."""
    try:
        leaf = setting(title)
    except SettingsError as error:
        faults.add(Fault(table.name, f"row {table.head}", str(error).rstrip(".")))
        return None
    return Column(
        title,
        lambda cell: cell_value(leaf, cell),
        lambda cell: wrong_value(leaf, cell).rstrip("."),
        *_CELLS[type(leaf.default)],
    )


def as_read(name: str) -> str:
    """A line about what was read from a file, and what was assumed."""
    sheet = read_sheet(name, names(), MOST_ROWS)
    assumed = f" Assumed: {'; '.join(sheet.assumed)}." if sheet.assumed else ""
    return (
        f"{Path(name).name}: {len(sheet.rows) - 1} rows of {len(sheet.rows[0])} columns.{assumed}"
    )
