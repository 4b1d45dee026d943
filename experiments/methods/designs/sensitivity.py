"""Designs for SALib's analyses of sensitivity.

The rows must stay in their order, and the analysis works on the unit scale:

    factors = factors_of({"contract.weeks": {"low": 26, "high": 156}, "brokers.fte": "plausible"})
    outcomes = run(points("saltelli", factors, 256, seed=0))  # an outcome per row, in row order
    found = SALib.analyze.sobol.analyze(problem(factors), outcomes)

    outcomes = run(points("morris", factors, 50, seed=0))
    places = unit_places("morris", factors, 50, seed=0)
    found = SALib.analyze.morris.analyze(problem(factors), places, outcomes)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.methods.designs.factors import Factor
from experiments.methods.designs.filling import Stream
from experiments.methods.designs.shapes import Places
from experiments.methods.designs.tables import check_power_of_two, check_rows, in_real_units
from simulation import SettingsError
from simulation.params import whole_number

TAIL = 0.005  # of a distribution, cut off by designs that go to its ends, which may be infinite
MOST_LEVELS = 100


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """SALib's description of the factors, each on the unit scale.

    A new one each time, as SALib changes it.
    """
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0] for _ in names]}


def morris(
    factors: Sequence[Factor], size: int, stream: Stream, *, levels: int = 4
) -> pd.DataFrame:
    """Trajectories of the method of Morris: one factor changes from point to point.

    Extendable: a larger size repeats the trajectories of a smaller one and adds to them. Jumps reach
    the ends of the unit scale; distributions stay between their 0.5 % and 99.5 % quantiles there
    (Saltelli et al. 2008, Global Sensitivity Analysis: The Primer, 3.3). Source: Morris 1991,
    Technometrics 33(2).

    Args:
        factors: what varies, D of them.
        size: trajectories; each is D + 1 points.
        stream: random numbers.
        levels: number of places of each factor, even.

    Returns:
        A row per point, size x (D + 1) of them, and a column per factor, in real units.

    Raises:
        SettingsError: `levels` is not an even number from 2.
    """
    places = morris_places(factors, size, stream, levels=levels)
    for i, factor in enumerate(factors):
        if factor.distribution is not None:
            places[:, i] = np.clip(places[:, i], TAIL, 1.0 - TAIL)
    return in_real_units(factors, places)


def morris_places(
    factors: Sequence[Factor], size: int, stream: Stream, *, levels: int = 4
) -> Places:
    """The points of `morris` on the unit scale, which SALib's analysis needs."""
    whole_number("levels of the design morris", levels, 2, MOST_LEVELS)
    if levels % 2:
        raise SettingsError(f"levels of the design morris must be an even number, not {levels}.")
    check_rows("morris", size * (len(factors) + 1))
    from SALib.sample import morris as sampler

    return np.asarray(sampler.sample(problem(factors), size, num_levels=levels, seed=stream))


def saltelli(
    factors: Sequence[Factor], size: int, stream: Stream, *, second_order: bool = True
) -> pd.DataFrame:
    """Saltelli's scheme for Sobol indices, over a scrambled Sobol sequence.

    Extendable: a larger size repeats the points of a smaller one and adds to them. Sources: Saltelli
    2002, Computer Physics Communications 145(2); Saltelli et al. 2010, the same 181(2).

    Args:
        factors: what varies, D of them.
        size: base points; a power of two.
        stream: random numbers.
        second_order: whether to add the points that indices of pairs of factors need; the analysis
            needs the same (`calc_second_order`).

    Returns:
        A row per point, size x (2 D + 2) of them (size x (D + 2) without the second order), and a
        column per factor, in real units.

    Raises:
        SettingsError: `size` is not a power of two, or `second_order` is not true or false.
    """
    return in_real_units(factors, saltelli_places(factors, size, stream, second_order=second_order))


def saltelli_places(
    factors: Sequence[Factor], size: int, stream: Stream, *, second_order: bool = True
) -> Places:
    """The points of `saltelli` on the unit scale."""
    if not isinstance(second_order, bool):
        raise SettingsError(
            f"second_order of the design saltelli must be true or false, not {second_order!r}."
        )
    check_power_of_two("saltelli", size)
    count = len(factors)
    check_rows("saltelli", size * (2 * count + 2 if second_order else count + 2))
    from SALib.sample import sobol as sampler

    sampled = sampler.sample(problem(factors), size, calc_second_order=second_order, seed=stream)
    return np.asarray(sampled)
