"""Points from a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.config.settings_table import read_settings
from experiments.methods.designs.factors import Factor
from experiments.methods.designs.filling import MOST_POINTS, Stream
from simulation import SettingsError
from simulation.inputs.faults import Faults


def listed(
    factors: Sequence[Factor], size: int, stream: Stream, *, file: str | Path
) -> pd.DataFrame:
    """The points of a CSV file, whose first row is the dotted names of settings.

    Extendable: rows may be added at the end.

    Args:
        factors: none: the file names what varies.
        size: not used.
        stream: not used.
        file: path of the file.

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
        raise SettingsError(f"{path}: there is no point in the file.")
    if (again := values.duplicated().to_numpy()).any():
        last = int(again.argmax())
        first = int((values == values.iloc[last]).all(axis=1).to_numpy().argmax())
        faults = Faults()
        faults.add(
            table.fault(again, f"repeats the point of row {table.numbers[first]}; leave it out")
        )
        faults.refuse()
    return values
