"""Tables of points, and limits on their size."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.methods.designs.factors import Factor
from experiments.methods.designs.shapes import Places
from simulation import SettingsError

MOST_POINTS = 1_000_000


def in_real_units(factors: Sequence[Factor], places: Places) -> pd.DataFrame:
    """Points in the unit cube as values of the settings.

    Args:
        factors: what varies.
        places: from 0 to 1, with a row per point and a column per factor.
    """
    return pd.DataFrame(
        {factor.name: factor.column(places[:, i]) for i, factor in enumerate(factors)}
    )


def check_rows(design: str, rows: int) -> None:
    """Refuse a design with too many points.

    Raises:
        SettingsError: there would be more than `MOST_POINTS`.
    """
    if rows > MOST_POINTS:
        raise SettingsError(
            f"The design {design} would have {rows} points; at most {MOST_POINTS} are allowed."
        )


def check_power_of_two(design: str, size: int) -> None:
    """Refuse a size with which a Sobol sequence is not balanced.

    Raises:
        SettingsError: `size` is not a power of two; the two nearest are named.
    """
    if size & (size - 1):
        below = 1 << (size.bit_length() - 1)
        raise SettingsError(
            f"The size of the design {design} must be a power of two, such as {below} or "
            f"{2 * below}, not {size}."
        )
