"""Designs that fill the space of the factors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.methods.designs.factors import Factor
from experiments.methods.designs.tables import check_power_of_two, check_rows, in_real_units

Stream = np.random.Generator


def random(factors: Sequence[Factor], size: int, stream: Stream) -> pd.DataFrame:
    """Plain Monte Carlo: every point is drawn independently of all others.

    Extendable: a larger size repeats the points of a smaller one and adds to them.

    Args:
        factors: what varies.
        size: points.
        stream: random numbers.

    Returns:
        A row per point and a column per factor, in real units.
    """
    check_rows("random", size)
    return in_real_units(factors, stream.random((size, len(factors))))


def latin_hypercube(factors: Sequence[Factor], size: int, stream: Stream) -> pd.DataFrame:
    """A Latin hypercube: each of `size` equally probable parts of every factor holds one point.

    Not extendable: another size has other parts. Source: McKay, Beckman and Conover 1979,
    Technometrics 21(2).

    Args:
        factors: what varies.
        size: points, and parts that every factor is cut into.
        stream: random numbers.

    Returns:
        A row per point and a column per factor, in real units.
    """
    check_rows("latin_hypercube", size)
    from scipy.stats import qmc

    return in_real_units(factors, qmc.LatinHypercube(len(factors), rng=stream).random(size))


def sobol_sequence(factors: Sequence[Factor], size: int, stream: Stream) -> pd.DataFrame:
    """A scrambled Sobol sequence, which covers the space more evenly than independent points.

    Extendable: a larger size repeats the points of a smaller one and adds to them. Source: Owen 1998,
    Journal of Complexity 14(4), for the scrambling.

    Args:
        factors: what varies.
        size: points; a power of two.
        stream: random numbers.

    Returns:
        A row per point and a column per factor, in real units.

    Raises:
        SettingsError: `size` is no power of two.
    """
    check_power_of_two("sobol_sequence", size)
    check_rows("sobol_sequence", size)
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(factors), rng=stream)
    return in_real_units(factors, sequence.random_base2(size.bit_length() - 1))
