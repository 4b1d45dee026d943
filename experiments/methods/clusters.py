"""Means over scenarios, with intervals that allow for scenarios that share a parameter set.

The standard error is the jackknife's over parameter sets (Tukey 1958), and the interval Student's: a
bootstrap of few sets would be too narrow.
"""

import math

import numpy as np
import numpy.typing as npt

from experiments.methods.estimates import Interval, Values, student, wilson

Flags = npt.NDArray[np.bool_]
Sets = npt.NDArray[np.int_]

LEAST = 5  # parameter sets that an interval needs: with fewer, scenarios agree by chance
FEWEST = 20  # cases of interest, and others, that are needed to find a rule
# Cases, and others, that must be expected in a rule by chance before its lift has an interval (Cochran 1954
# asks for five to ten): with fewer there are often none, and then no spread.
EXPECTED = 10


def interval(cases: Flags | Values, among: Flags, sets: Sets) -> Interval:
    """The 95 % interval, over parameter sets, of a share or mean of some scenarios.

    Here and below each scenario has its place in `cases` (whether it is one, or a number), `among` (whether
    the mean is of it) and `sets`. NaN where the mean is of fewer than `LEAST` sets.
    """
    found = _student(_means(cases, among, sets), among, sets)
    return Interval(*(float(np.clip(end, np.min(cases), np.max(cases))) for end in found))


def share(cases: Flags | Values, among: Flags, sets: Sets) -> Interval:
    """The interval of a share; Wilson's over the sets where all scenarios agree and have no spread."""
    count = len(np.unique(sets[among]))
    if count < LEAST or np.ptp(cases[among].astype(float)) > 0:
        return interval(cases, among, sets)
    return wilson(float(cases[among].mean()), count)


def lift(cases: Flags, among: Flags, sets: Sets) -> Interval:
    """The interval of the share of some scenarios less that of all, paired by parameter set.

    NaN also where fewer than `EXPECTED` cases, or others, are expected among them by chance.
    """
    by_chance = float(among.sum() * cases.mean())
    if min(by_chance, among.sum() - by_chance) < EXPECTED:
        return Interval(math.nan, math.nan)
    gaps = _means(cases, among, sets) - _means(cases, np.ones_like(among), sets)
    return _student(gaps, among, sets)


def gap(values: Values, among: Flags, other: Flags, sets: Sets) -> Interval:
    """The interval of the mean of some scenarios less that of others, paired by parameter set."""
    return _student(_means(values, among, sets) - _means(values, other, sets), among | other, sets)


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
