"""Means over scenarios, with intervals that know that several scenarios share a parameter set."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]
Sets = npt.NDArray[np.int_]

RESAMPLES = 2000
BOUNDS = (0.025, 0.975)
NORMAL = 1.959963984540054  # quantile of the normal distribution


class Interval(NamedTuple):
    """The ends of a 95 % interval; NaN where there is nothing that it could be of."""

    low: float
    high: float


def interval(cases: Flags | Values, among: Flags, sets: Sets) -> Interval:
    """The 95 % bootstrap interval, over parameter sets, of a share or mean of some scenarios.

    Args:
        cases: `(scenarios,)` which scenarios are cases, or a number for each.
        among: the scenarios that the mean is of.
        sets: the parameter set of each.
    """
    return _ends(_drawn(cases, among, sets))


def lift(cases: Flags | Values, among: Flags, sets: Sets) -> Interval:
    """The same of the mean of some scenarios less that of all, both of the same resamples."""
    return _ends(_drawn(cases, among, sets) - _drawn(cases, np.ones_like(among), sets))


def wilson(share: float, n: int) -> Interval:
    """Wilson's (1927) 95 % interval of a share of `n` parameter sets, where a tie may be one half."""
    middle = share + NORMAL**2 / (2 * n)
    reach = NORMAL * math.sqrt(share * (1 - share) / n + NORMAL**2 / (4 * n**2))
    low, high = ((middle + side * reach) / (1 + NORMAL**2 / n) for side in (-1, 1))
    return Interval(max(0.0, low), min(1.0, high))


def _ends(drawn: Values) -> Interval:
    if np.isnan(drawn).all():
        return Interval(float("nan"), float("nan"))
    low, high = np.nanquantile(drawn, BOUNDS)
    return Interval(float(low), float(high))


def _drawn(cases: Flags | Values, among: Flags, sets: Sets) -> Values:
    """The mean in every resample of the parameter sets; each time the same resamples."""
    names, places = np.unique(sets, return_inverse=True)
    sums = np.array([np.bincount(places, each, len(names)) for each in (cases * among, among)])
    even = np.full(len(names), 1 / len(names))
    weights = np.random.default_rng(0).multinomial(len(names), even, RESAMPLES)
    of_cases, of_all = sums @ weights.T
    means = np.full(RESAMPLES, np.nan)
    np.divide(of_cases, of_all, out=means, where=of_all > 0)
    return means
