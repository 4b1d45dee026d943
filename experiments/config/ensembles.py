"""An ensemble: plausible parameter sets in a CSV file, a row for each.

Its columns are `candidate` (the number under which calibration drew the set) and settings by their
dotted names.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from experiments.config import shipped
from simulation import Settings, SettingsError, change
from simulation.params import names, nearest
from simulation.passport import Value, leaves

CANDIDATE = "candidate"


def read(path: Path) -> pd.DataFrame:
    """The parameter sets in a file.

    Raises:
        SettingsError: it is not such a file.
    """
    try:
        table = pd.read_csv(path)
    except (ValueError, OSError) as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise SettingsError(f"{path} cannot be read as a CSV file: {reason}.") from None
    for column in table.columns:
        if column not in (CANDIDATE, *names()):
            raise SettingsError(
                f"{path}: there is no setting {column!r}; {nearest(column, names())}"
            )
    if table.empty or table.isna().any(axis=None):
        raise SettingsError(f"{path}: every row must have a value in every column.")
    return table


def as_csv(table: pd.DataFrame) -> str:
    """The CSV file of some parameter sets; numbers keep all their digits."""
    text = io.StringIO()
    table.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue()


def sets_of(ensemble: str, base: Settings, said: Collection[str] = ()) -> tuple[Settings, ...]:
    """The settings in each parameter set of an ensemble.

    Args:
        ensemble: name or file.
        base: settings that are not in the ensemble.
        said: names of settings whose value in `base` replaces that of the ensemble.

    Raises:
        SettingsError: the ensemble does not exist, or has impossible values.
    """
    path = shipped.path_of(ensemble, "ensembles")
    table = read(path).drop(columns=[CANDIDATE, *said], errors="ignore")
    found = []
    for row, changes in enumerate(table.to_dict("records"), start=2):
        try:
            found.append(change(base, typed({str(name): value for name, value in changes.items()})))
        except SettingsError as error:
            raise SettingsError(f"{path}, row {row}: {error}") from None
    return tuple(found)


def typed(changes: Mapping[str, Value]) -> dict[str, Value]:
    """Values from a table in the type of their setting: a whole number may be read as 35.0."""
    kinds = {leaf.name: type(leaf.default) for leaf in leaves(Settings())}
    return {
        name: int(value) if kinds[name] is int and float(value) == int(value) else value
        for name, value in changes.items()
    }


def significant(value: float, digits: int) -> float:
    """A number rounded to some significant digits."""
    return float(f"{value:.{digits}g}")


def middle(table: pd.DataFrame, digits: int = 2) -> dict[str, Value]:
    """The median of every setting over the parameter sets, rounded.

    Args:
        table: the parameter sets.
        digits: significant digits of the medians.
    """
    kinds = {leaf.name: type(leaf.default) for leaf in leaves(Settings())}
    medians = table.drop(columns=CANDIDATE).median()
    return {
        str(name): round(value) if kinds[str(name)] is int else significant(float(value), digits)
        for name, value in medians.items()
    }
