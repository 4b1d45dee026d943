"""Designs by name, with all arguments checked first."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.settings_table import read_settings
from experiments.config.suggestions import check_known
from experiments.methods.designs import factorial, filling
from experiments.methods.designs.factors import Factor
from experiments.methods.designs.filling import MOST_POINTS, Stream
from experiments.methods.designs.shapes import Places
from simulation import SettingsError
from simulation.errors import nearest
from simulation.inputs.faults import Faults
from simulation.params import check_seed, whole_number


def listed(
    factors: Sequence[Factor], size: int, stream: Stream, *, file: str | Path
) -> pd.DataFrame:
    """The points of a CSV file, whose first row is the dotted names of settings, whatever `size` is.

    Extendable: rows may be added at the end.

    Raises:
        SettingsError: something in the file is not allowed; the sentence names the file and every
            wrong row, as an editor counts lines.
    """
    if factors:
        raise SettingsError("The design csv takes what varies from its file: leave vary empty.")
    if not isinstance(file, str | Path):
        raise SettingsError(f"file of the design csv must be a path, not {file!r}.")
    path = Path(file)
    values, table = read_settings(path, MOST_POINTS)
    if values.empty:
        raise SettingsError(
            f"{path} has no points: below the names of settings, add a row for each."
        )
    if (again := values.duplicated().to_numpy()).any():
        last = int(again.argmax())
        first = int((values == values.iloc[last]).all(axis=1).to_numpy().argmax())
        faults, fault = Faults(), f"repeats the point of row {table.numbers[first]}; leave it out"
        faults.add(table.fault(again, fault))
        faults.refuse()
    return values


# Every one is called as design(factors, size, stream, **options), and gives places or a table in real units;
# designs that are not random do not use the stream.
DESIGNS: Mapping[str, Callable[..., Places | pd.DataFrame]] = {
    design.__name__: design
    for design in (
        factorial.grid, factorial.fractional, filling.latin_hypercube, filling.sobol_sequence,
        filling.saltelli, factorial.one_at_a_time, filling.random,
    )
} | {"csv": listed}  # fmt: skip


def points(
    name: str, factors: Sequence[Factor], size: int, seed: int, **options: Any
) -> pd.DataFrame:
    """The points of a design.

    Args:
        name: of the design, one of `DESIGNS`.
        factors: what varies; none for `csv`.
        size: of the design; what it counts depends on the design.
        seed: the same seed gives the same points.
        options: of this design alone: `second_order` (saltelli), `resolution` or `generators`
            (fractional), `file` (csv).

    Returns:
        A row per point and a column per factor, in real units and in the type of the setting.

    Raises:
        SettingsError: an argument is not allowed; the sentence says what is.
    """
    _check(name, factors, size, options)
    stream = np.random.default_rng(check_seed(seed, "The seed of a design"))
    found = DESIGNS[name](tuple(factors), size, stream, **options)
    if isinstance(found, pd.DataFrame):
        return found
    columns = zip(factors, found.T, strict=True)
    return pd.DataFrame({factor.name: factor.column(places) for factor, places in columns})


def _check(name: str, factors: Sequence[Factor], size: int, options: Mapping[str, Any]) -> None:
    check_known(name, DESIGNS, "There is no design")
    whole_number(f"The size of the design {name}", size, 1, MOST_POINTS)
    _check_options(name, options, DESIGNS[name])
    if not factors and name != "csv":
        raise SettingsError(
            f"The design {name} needs at least one setting in vary, which is empty."
        )
    names = [factor.name for factor in factors]
    for twice in names:
        if names.count(twice) > 1:
            raise SettingsError(f"{twice} varies twice; name it once.")


def _check_options(name: str, options: Mapping[str, Any], design: Callable[..., Any]) -> None:
    taken = {
        key: parameter
        for key, parameter in inspect.signature(design).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    for key in options:
        if key not in taken:
            end = nearest(key, taken) if taken else "it takes none."
            raise SettingsError(f"The design {name} has no option {key!r}; {end}")
    for key, parameter in taken.items():
        if parameter.default is parameter.empty and key not in options:
            raise SettingsError(f"The design {name} needs the option {key}.")
