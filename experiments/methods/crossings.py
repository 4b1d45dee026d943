"""Where a rising relation reaches a level, with bootstrap intervals over independent units.

The relation is fitted by isotonic regression (Barlow et al. 1972), which assumes only that it does not fall.
Units, such as parameter sets, are resampled as a whole (Efron & Tibshirani 1993): runs that share one
are not independent.
"""

import functools
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from experiments.methods.estimates import CONFIDENCE, Interval, Values

DRAWS = 400  # of a bootstrap
TAIL = (1 - CONFIDENCE) / 2


class Curve(NamedTuple):
    """A rising curve with its interval, and where it reaches a level."""

    mean: Values  # `(X,)`
    low: Values  # the ends of its pointwise 95 % interval
    high: Values
    at: float  # where it reaches the level: the first x if it is there from the start, infinite if never
    ends: Interval  # the 95 % interval of that


def reach(x: Values, y: Values, level: float) -> float:
    """Where a curve through points `(X,)` that do not fall first reaches a level; infinite if nowhere."""
    at = int(np.searchsorted(y, level))
    if at == len(y):
        return math.inf
    return float(x[0] if at == 0 else np.interp(level, y[at - 1 : at + 1], x[at - 1 : at + 1]))


def rising(sums: Values, counts: Values) -> Values:
    """`(X,)` the rising curve nearest to means at X points; straight between points with observations.

    `sums` are of what is observed at each point, and `counts` how often.
    """
    there = np.flatnonzero(counts > 0)
    fitted = isotonic_regression(sums[there] / counts[there], weights=counts[there]).x
    return np.asarray(np.interp(np.arange(len(counts)), there, fitted))


@functools.lru_cache(maxsize=4)
def weights(units: int, draws: int = DRAWS) -> npt.NDArray[np.int64]:
    """`(draws, units)` how often each unit is drawn in each bootstrap sample; the same at every call."""
    return np.random.default_rng(0).multinomial(units, np.full(units, 1 / units), size=draws)


def percentiles(values: Values) -> tuple[Values, Values]:
    """The ends of the 95 % interval along the first axis, without averaging, which infinity forbids."""
    low, high = np.quantile(values, (TAIL, 1 - TAIL), axis=0, method="inverted_cdf")
    return low, high


def curve(x: Values, sums: Values, counts: Values, level: float) -> Curve:
    """The rising curve through the means of all units at points x `(X,)`, and where it reaches a level.

    `sums` are of what is observed of each unit at each point, and `counts` how often: `(units, X)`.
    """
    fitted = rising(sums.sum(axis=0), counts.sum(axis=0))
    drawn = [rising(each @ sums, each @ counts) for each in weights(len(sums))]
    low, high = percentiles(np.array(drawn))
    ends = percentiles(np.array([reach(x, one, level) for one in drawn]))
    return Curve(fitted, low, high, reach(x, fitted, level), Interval(*map(float, ends)))


def tally(x: Values, y: Values, units: npt.NDArray[np.generic]) -> tuple[Values, Values, Values]:
    """Observations y by unit and point x, each `(n,)`: points `(X,)`, and sums and counts `(units, X)`."""
    points, column = np.unique(x, return_inverse=True)
    names, row = np.unique(units, return_inverse=True)
    sums, counts = np.zeros((2, len(names), len(points)))
    np.add.at(sums, (row, column), y)
    np.add.at(counts, (row, column), 1)
    return points, sums, counts
