"""Sensitivity indices of a stochastic simulation: shares of the variance of single runs.

That variance has two sources: what the factors do to the expected outcome, and chance variation between runs
at the same point. Sobol indices of the expected outcome, and chance, are both given as shares of the whole:
first-order indices, what the factors do only jointly, and chance add up to one.

Runs are `(base points, D + 2, replicates)`: the points A, then A with one factor of B each (AB), then B, as
SALib's sampler orders them without second order. A and its ABs are the same worlds, so that most chance
variation cancels in their difference; B is other worlds, so that its chance variation is independent.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods.estimates import Interval, Values

Numbers = npt.NDArray[np.int_]

RESAMPLES = 500  # of the bootstrap
BOUNDS = (0.025, 0.975)
BINS = 8  # of a setting's values
FIRST, TOTAL, CHANCE, JOINT = "first", "total", "chance", "joint"


def variances(runs: Values) -> tuple[float, float]:
    """The variance of single runs, and the part of it that is chance variation at the same point."""
    chance = float(runs.var(axis=-1, ddof=1).mean())
    between = float(runs.mean(axis=-1).var()) - chance / runs.shape[-1]
    return max(between, 0.0) + chance, chance


def indices(runs: Values) -> Values:
    """`(2 D + 2,)`: first-order and total indices of the factors, chance, and what factors do jointly.

    The estimators are SALib's (Saltelli et al. 2010). The mean squared difference of A and AB contains
    chance variation, which the replicates of that difference show; it is subtracted. NaN without variance.
    """
    from SALib.analyze.sobol import first_order, total_order

    count, replicates = runs.shape[1] - 2, runs.shape[-1]
    whole, chance = variances(runs)
    mean = runs.mean(axis=-1)
    if np.ptp(mean) <= np.finfo(float).eps:  # SALib would warn of it
        return np.full(2 * count + 2, np.nan)
    mean -= mean.mean()  # the estimators do better around zero
    a, ab, b = np.tile(mean[:, :1], count), mean[:, 1:-1], np.tile(mean[:, -1:], count)
    scale = np.concatenate([a[:, 0], b[:, 0]]).var() / whole
    noise = (runs[:, :1] - runs[:, 1:-1]).var(axis=-1, ddof=1).mean(axis=0) / replicates
    first = first_order(a, ab, b) * scale
    total = total_order(a, ab, b) * scale - noise / 2 / whole
    return np.array([*first, *total, chance / whole, 1 - first.sum() - chance / whole])


def sobol(runs: Values, names: Sequence[str], stream: np.random.Generator) -> pd.DataFrame:
    """The indices with their 95 % bootstrap intervals over base points.

    A row per factor and order (`first`, `total`), then `chance` and `joint`, which are of no factor: `order`,
    `group`, `index`, `low`, `high`.
    """
    count = len(runs)
    drawn = [indices(runs[stream.integers(0, count, count)]) for _ in range(RESAMPLES)]
    low, high = np.quantile(drawn, BOUNDS, axis=0)
    return pd.DataFrame(
        {
            "order": [FIRST] * len(names) + [TOTAL] * len(names) + [CHANCE, JOINT],
            "group": [*names, *names, "", ""],
            "index": indices(runs), "low": low, "high": high,
        }
    )  # fmt: skip


def drawn_blocks(count: int, stream: np.random.Generator) -> Numbers:
    """`(resamples, count)` how often each block of values is drawn in a bootstrap."""
    return stream.multinomial(count, np.full(count, 1 / count), RESAMPLES)


def alone(
    values: Values, levels: Numbers, outcome: Values, whole: float, weights: Numbers
) -> tuple[float, Interval]:
    """The first-order index of one setting from runs of any design: how well it alone predicts the outcome.

    A run is predicted by the mean outcome of all runs in the same bin of the setting, leaving out those with
    the same values of its group, which would contain what other settings of the group do. Gives the index,
    below zero where the setting predicts nothing, and its 95 % interval.

    Args:
        values: `(levels,)` the setting in each block of values that its group takes.
        levels: `(runs,)` the block of each run.
        outcome: `(runs,)`.
        whole: the variance that the index is a share of.
        weights: `(resamples, levels)` how often each block is drawn in the bootstrap over blocks.
    """
    size = len(values)
    counts = np.bincount(levels, minlength=size).astype(float)
    sums = np.bincount(levels, outcome - outcome.mean(), size)
    places = _bins(values)
    total, number = (np.bincount(places, each)[places] - each for each in (sums, counts))
    predicted = np.divide(total, number, out=np.zeros(size), where=number > 0)
    explained = predicted * (2 * sums - counts * predicted)  # squared error that a block is spared
    low, high = np.quantile(weights @ explained / (weights @ counts) / whole, BOUNDS)
    return float(explained.sum() / counts.sum() / whole), Interval(float(low), float(high))


def _bins(values: Values) -> Numbers:
    """`(levels,)` the bin of each value: values of their own where they are few, else equally full bins."""
    few, places = np.unique(values, return_inverse=True)
    if len(few) <= BINS:
        return np.asarray(places)
    edges = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    return np.asarray(np.searchsorted(edges, values, side="right"))
