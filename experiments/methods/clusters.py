"""Means over scenarios, with intervals that know that several scenarios share a parameter set.

Their spread is that of the means without one set each (the jackknife; Tukey 1958), and their interval
Student's over the sets: a bootstrap of few sets would come out too narrow.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from experiments.methods.estimates import student

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]
Sets = npt.NDArray[np.int_]

LEAST = 5  # parameter sets that an interval needs: with fewer, scenarios fall into step by chance
FEWEST = 20  # cases of interest, and others, that a rule can be found from
# Cases, and others, that must be expected in a rule by chance before its lift has an interval (Cochran 1954
# asks for five to ten): where one other is expected, there often is none, and no spread to warn of that.
EXPECTED = 10
NORMAL = 1.959963984540054  # quantile of the normal distribution


class Interval(NamedTuple):
    """The ends of a 95 % interval; NaN where there is nothing that it could be of."""

    low: float
    high: float


def interval(cases: Flags | Values, among: Flags, sets: Sets) -> Interval:
    """The 95 % interval, over parameter sets, of a share or mean of some scenarios.

    Args:
        cases: `(scenarios,)` which scenarios are cases, or a number for each.
        among: the scenarios that the mean is of.
        sets: the parameter set of each.

    Returns:
        NaN where the mean is of fewer than `LEAST` sets.
    """
    found = _student(_means(cases, among, sets), among, sets)
    return Interval(*(float(np.clip(end, np.min(cases), np.max(cases))) for end in found))


def share(cases: Flags | Values, among: Flags, sets: Sets) -> Interval:
    """The same of a share: Wilson's over the sets where all scenarios are alike, and so have no spread."""
    count = len(np.unique(sets[among]))
    if count < LEAST or np.ptp(cases[among].astype(float)) > 0:
        return interval(cases, among, sets)
    return wilson(float(cases[among].mean()), count)


def lift(cases: Flags, among: Flags, sets: Sets) -> Interval:
    """The interval of the share of some scenarios less that of all: paired, as both are of the same sets.

    NaN also where fewer than `EXPECTED` cases, or others, would be among them if they were as all are.
    """
    by_chance = float(among.sum() * cases.mean())
    if min(by_chance, among.sum() - by_chance) < EXPECTED:
        return Interval(math.nan, math.nan)
    gaps = _means(cases, among, sets) - _means(cases, np.ones_like(among), sets)
    return _student(gaps, among, sets)


def wilson(share: float, n: int) -> Interval:
    """Wilson's (1927) 95 % interval of a share of `n` parameter sets, where a tie may be one half."""
    middle = share + NORMAL**2 / (2 * n)
    reach = NORMAL * math.sqrt(share * (1 - share) / n + NORMAL**2 / (4 * n**2))
    low, high = ((middle + side * reach) / (1 + NORMAL**2 / n) for side in (-1, 1))
    return Interval(max(0.0, low), min(1.0, high))


def _means(cases: Flags | Values, among: Flags, sets: Sets) -> Values:
    """`(sets + 1,)` the mean of some scenarios: of all sets, then without one of them each."""
    names, places = np.unique(sets, return_inverse=True)
    of_cases, of_all = (
        np.bincount(places, each, len(names)) for each in (cases * among, among.astype(float))
    )
    sums, counts = (np.append(each.sum(), each.sum() - each) for each in (of_cases, of_all))
    means = np.full(len(sums), np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means


def _student(means: Values, among: Flags, sets: Sets) -> Interval:
    count = len(np.unique(sets[among]))
    if count < LEAST:
        return Interval(math.nan, math.nan)
    mean, without = means[0], means[1:]
    spread = math.sqrt((len(without) - 1) * float(np.var(without)))
    reach = student(count - 1) * spread
    return Interval(float(mean - reach), float(mean + reach))
