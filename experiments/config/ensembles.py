"""An ensemble: plausible parameter sets in a CSV file, a row for each.

Its columns are `candidate` (the number under which calibration drew the set) and settings by their
dotted names.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from experiments.config import shipped
from experiments.config.configurations import ParameterSet
from experiments.config.schema import SETTINGS, by_name
from experiments.config.settings_table import SettingsTable, read_settings
from experiments.config.values import is_whole
from simulation import Settings, SettingsError, change
from simulation.inputs.columns import Column, number_in
from simulation.inputs.faults import Fault, Faults
from simulation.params import decided_by_files
from simulation.passport import Value

CANDIDATE = "candidate"
MOST_ROWS = 10_000  # far more than a study can run in


def _candidate(cell: str) -> int | None:
    number = number_in(cell)
    return (
        int(number) if number is not None and number.is_integer() and 0 <= number < 2**53 else None
    )


_NUMBER = Column(
    CANDIDATE, _candidate, lambda cell: f"{CANDIDATE} must be a whole number, not {cell!r}", "i8", 0
)


def read(path: Path) -> pd.DataFrame:
    """The parameter sets in a file.

    Raises:
        SettingsError: it is not such a file.
    """
    return _read(path).values


def _read(path: Path) -> SettingsTable:
    found = read_settings(path, MOST_ROWS, (_NUMBER,))
    if found.values.drop(columns=CANDIDATE, errors="ignore").empty:
        raise SettingsError(
            f"{path} has no parameter sets: below the names of settings, add a row for each."
        )
    return found


def sets_of(
    ensemble: str, base: Settings, given: Collection[str] = (), most: int | None = None
) -> tuple[Settings, ...]:
    """The settings in each parameter set of an ensemble, given by its name or its file.

    What the ensemble lacks, and the settings `given`, have their value in `base`. Of more than `most` sets
    only the first are used.

    Raises:
        SettingsError: the ensemble does not exist, or has impossible values.
    """
    path = shipped.path_of(ensemble, "ensembles")
    found = _read(path)
    values = found.values.drop(columns=[CANDIDATE, *given], errors="ignore")
    _check_acting(path, values, base)
    faults, sets = Faults(), []
    rows = zip(found.table.numbers, values.to_dict("records"), strict=True)
    for row, changes in itertools.islice(rows, most):
        try:
            sets.append(change(base, {str(name): value for name, value in changes.items()}))
        except SettingsError as error:
            faults.add(Fault(str(path), f"row {row}", str(error).rstrip(".")))
    faults.refuse()
    return tuple(sets)


def parameters(sets: Sequence[ParameterSet]) -> pd.DataFrame:
    """`(sets, settings)`: the settings that are numbers and not the same in all sets."""
    numbers = pd.DataFrame([by_name(one.settings) for one in sets]).select_dtypes("number")
    return numbers.loc[:, numbers.nunique() > 1]


def _check_acting(path: Path, values: pd.DataFrame, base: Settings) -> None:
    """Refuse columns that a file of the settings decides."""
    if idle := [name for name in values if name in decided_by_files(base)]:
        raise SettingsError(
            f"{path}, row 1: {', '.join(idle)} can have no effect, since population.staff_file, its ties or "
            f"brokers.roster decide that; leave out {'this column' if len(idle) == 1 else 'these columns'}."
        )


def typed(changes: Mapping[str, Value]) -> dict[str, Value]:
    """Values from a table in the type of their setting: a whole number may be read as 35.0."""
    return {
        name: int(value) if is_whole(SETTINGS[name]) and float(value) == int(value) else value
        for name, value in changes.items()
    }


def significant(value: float, digits: int) -> float:
    """A number rounded to some significant digits."""
    return float(f"{value:.{digits}g}")


def middle(table: pd.DataFrame) -> dict[str, Value]:
    """The median of every setting over the parameter sets, rounded to two significant digits."""
    medians = table.drop(columns=CANDIDATE).median()
    return {
        str(name): round(value) if is_whole(SETTINGS[str(name)]) else significant(float(value), 2)
        for name, value in medians.items()
    }
