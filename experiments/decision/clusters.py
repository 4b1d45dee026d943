"""Shares over scenarios, with intervals that know that several scenarios share a parameter set."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]

RESAMPLES = 2000
BOUNDS = (0.025, 0.975)


def interval(cases: Flags, among: Flags, sets: npt.NDArray[np.int_]) -> tuple[float, float]:
    """The 95 % bootstrap interval, over parameter sets, of the share of some scenarios that are cases.

    Args:
        cases: which scenarios are.
        among: the scenarios that the share is of.
        sets: the parameter set of each.

    Returns:
        Its ends; NaN where there are no such scenarios.
    """
    if not among.any():
        return float("nan"), float("nan")
    low, high = np.nanquantile(_drawn(cases & among, among, sets), BOUNDS)
    return float(low), float(high)


def least_lift(cases: Flags, among: Flags, sets: npt.NDArray[np.int_]) -> float:
    """By how much at least, with 97.5 % confidence, the share among some exceeds that of all scenarios."""
    if not among.any():
        return float("nan")
    everywhere = np.ones_like(among)
    lifts = _drawn(cases & among, among, sets) - _drawn(cases, everywhere, sets)
    return float(np.nanquantile(lifts, BOUNDS[0]))


def _drawn(cases: Flags, among: Flags, sets: npt.NDArray[np.int_]) -> Values:
    """The share in every resample of the parameter sets; each time the same resamples."""
    names, places = np.unique(sets, return_inverse=True)
    counts = np.array([np.bincount(places, each, len(names)) for each in (cases, among)])
    even = np.full(len(names), 1 / len(names))
    weights = np.random.default_rng(0).multinomial(len(names), even, RESAMPLES)
    of_cases, of_all = counts @ weights.T
    shares = np.full(RESAMPLES, np.nan)
    np.divide(of_cases, of_all, out=shares, where=of_all > 0)
    return shares
