"""Sensitivity indices of a stochastic simulation, corrected for chance variation between runs.

The mean of a few replicates contains chance variation. Half the difference between the means of two halves
of the replicates contains nothing else, and as much of it. An estimator of SALib applied to the first, less
the same applied to the second, estimates the index of the expected outcome. Every replicate is the same
world at all points: intervals of Sobol indices allow for other points and other worlds, the others for
other points only.

Runs are `(points, replicates)`, in the order of their design with D factors; streams are of a bootstrap.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods.designs import Factor, problem
from experiments.methods.designs.shapes import Places

Values = npt.NDArray[np.float64]

RESAMPLES = 300
BOUNDS = (0.025, 0.975)
FEW = 0.05  # of the bootstrap's draws may have no value
FIRST, TOTAL, SECOND = "first", "total", "second"


class Signals(NamedTuple):
    """The mean of some replicates at each point, and chance variation of the same size; `(points,)` each."""

    mean: Values
    luck: Values


class Sample(NamedTuple):
    """The runs of Saltelli's scheme: A and B `(base points, replicates)`, AB and BA `(D, ...)`."""

    a: Values
    b: Values
    ab: Values
    ba: Values


def signals(runs: Values, worlds: npt.NDArray[np.int_] | None = None) -> Signals:
    """The mean of the replicates at each point, and chance variation alone.

    Args:
        runs: `(..., replicates)`, an even number of them.
        worlds: which replicates are taken, the first half of them from the first half: everywhere the same,
            or `(points, replicates)`; None: all.
    """
    half = runs.shape[-1] // 2
    if worlds is None:
        chosen = runs
    else:
        chosen = np.take_along_axis(runs, np.broadcast_to(worlds, runs.shape), axis=-1)
    one, other = chosen[..., :half].mean(axis=-1), chosen[..., half:].mean(axis=-1)
    return Signals((one + other) / 2, (one - other) / 2)


def luck_share(runs: Values) -> float:
    """The share of a single run's variance that is chance rather than the effect of the point.

    What a world does to all points alike is chance too, but does not change their differences. Points are
    drawn independently, and each replicate is the same world throughout.
    """
    within = runs.var(axis=1, ddof=1).mean()
    alone = (runs - runs.mean(axis=0)).var(axis=1, ddof=1).mean()
    between = runs.mean(axis=1).var(ddof=1) - alone / runs.shape[1]
    return float(within / (within + max(between, 0.0))) if within > 0 else 0.0


def with_interval(
    of: Callable[[Values], Any], runs: Values, stream: np.random.Generator
) -> tuple[Values, Values, Values]:
    """A statistic of `(points, replicates)` with its bootstrap interval over points: value, low, high."""
    drawn = [of(runs[stream.integers(0, len(runs), len(runs))]) for _ in range(RESAMPLES)]
    low, high = _bounds(np.array(drawn))
    return np.asarray(of(runs)), low, high


def _bounds(drawn: Values) -> Values:
    """The ends of bootstrap intervals; NaN where more than a few draws have no value."""
    rare = np.isnan(drawn).mean(axis=0) <= FEW
    filled = np.where(rare, drawn, 0.0)
    low, high = np.nanquantile(filled, BOUNDS, axis=0)
    return np.where(rare, [low, high], np.nan)


def sample(runs: Values, factors: int) -> Sample:
    """Runs at the base points x (2 D + 2) points of the design `saltelli`, by matrix of the scheme."""
    blocks = runs.reshape(-1, 2 * factors + 2, runs.shape[-1])
    ab = np.moveaxis(blocks[:, 1 : 1 + factors], 1, 0)
    ba = np.moveaxis(blocks[:, 1 + factors : -1], 1, 0)
    return Sample(blocks[:, 0], blocks[:, -1], ab, ba)


def sobol(
    runs: Values, names: Sequence[str], stream: np.random.Generator, *, pairs: bool = True
) -> pd.DataFrame:
    """Sobol indices of the expected outcome, each with its 95 % bootstrap interval.

    Points and worlds are crossed. Resampling both at once would count the chance variation of a point in a
    world three times (Owen 2007), so each is resampled alone, and both contain that variation. As with
    variances of two-way clusters (Cameron, Gelbach and Miller 2011), the squared half widths are added, less
    that of resampling worlds for every point.

    Runs are at the points of the design `saltelli`. With `pairs`, which take most of the time, the second
    order is estimated too.

    Returns:
        A row per factor and order (`first`, `total`) and per pair (`second`, with the other one's
        name): `index`, `low`, `high`; NaN where only chance varies.
    """
    found = sample(runs, len(names))
    count, replicates = found.a.shape
    every_point = np.arange(count)
    couples = list(itertools.combinations(range(len(names)), 2)) if pairs else []

    def of(points: npt.NDArray[np.int_], worlds: npt.NDArray[np.int_] | None = None) -> Values:
        return _indices(found, points, worlds, couples)

    every = of(every_point)

    def worlds(points: int) -> npt.NDArray[np.int_]:
        half = replicates // 2
        drawn = stream.integers(0, half, (points, replicates))
        return np.asarray(drawn + np.repeat([0, half], half))

    def drawn_points() -> npt.NDArray[np.int_]:
        return np.asarray(stream.integers(0, count, count))

    def reaches(draw: Callable[[], Values]) -> Values:
        return _bounds(np.array([draw() for _ in range(RESAMPLES)])) - every

    of_points = reaches(lambda: of(drawn_points()))
    of_worlds = reaches(lambda: of(every_point, worlds(1)))
    of_luck = reaches(lambda: of(every_point, worlds(count)))
    few = replicates / (
        replicates - 2
    )  # drawing h of h worlds, twice, shows (h - 1) / h of the variance
    reach = np.sqrt(of_points**2 + few * np.maximum(of_worlds**2 - of_luck**2, 0.0))
    return pd.DataFrame(
        {
            "order": [FIRST] * len(names) + [TOTAL] * len(names) + [SECOND] * len(couples),
            "setting": [*names, *names, *(names[one] for one, _ in couples)],
            "other": [""] * 2 * len(names) + [names[other] for _, other in couples],
            "index": every,
            "low": every - reach[0],
            "high": every + reach[1],
        }
    )


def _indices(
    found: Sample,
    points: npt.NDArray[np.int_],
    worlds: npt.NDArray[np.int_] | None,
    couples: Sequence[tuple[int, int]],
) -> Values:
    """First, total and second order indices from some points in some worlds, in one row."""
    parts = [signals(runs[..., points, :], worlds) for runs in found]
    mean = _variances(Sample(*(part.mean for part in parts)), couples)
    luck = _variances(Sample(*(part.luck for part in parts)), couples)
    net = mean - luck
    return net[1:] / net[0] if net[0] > 0 else np.full(len(net) - 1, np.nan)


def _variances(of: Sample, couples: Sequence[tuple[int, int]]) -> Values:
    """The variance of a signal, and the part of it that SALib's estimators give each index.

    Each is the mean of two equally good estimates: from A by AB, and from B by BA.
    """
    from SALib.analyze.sobol import first_order, second_order, total_order

    both, count = np.concatenate([of.a, of.b]), len(of.ab)
    if np.ptp(both) <= np.finfo(float).eps:  # SALib would warn of it
        return np.zeros(1 + 2 * count + len(couples))
    variance, middle = both.var(), both.mean()
    a, b, ab, ba = ((each - middle).T for each in of)  # the estimators do better around zero
    said = []
    for x, xy, yx, y in ((a, ab, ba, b), (b, ba, ab, a)):
        x, y = np.tile(x, (count, 1)).T, np.tile(y, (count, 1)).T
        said.append([*first_order(x, xy, y), *total_order(x, xy, y)])
        if couples:
            one, other = np.transpose(couples)
            paired = second_order(x[:, one], xy[:, one], xy[:, other], yx[:, one], y[:, one])
            said[-1].extend(paired)
    return variance * np.array([1.0, *np.mean(said, axis=0)])


def morris(
    runs: Values, factors: Sequence[Factor], places: Places, stream: np.random.Generator
) -> pd.DataFrame:
    """Elementary effects by the method of Morris: of moving a factor over its whole range.

    Runs are at the points of the design `morris`, whose places are on the unit scale.

    Returns:
        A row per factor: `mu`, `mu_star` with its 95 % interval, `sigma`, and `luck`, the upper end of
        the interval of `mu_star` for chance variation alone.
    """
    from SALib.analyze import morris as salib

    mean, luck = (
        salib.analyze(problem(factors), places, signal, num_resamples=RESAMPLES, seed=stream)
        for signal in signals(runs)
    )
    star, reach = np.asarray(mean["mu_star"]), np.asarray(mean["mu_star_conf"])
    return pd.DataFrame(
        {
            "setting": [factor.name for factor in factors],
            "mu": np.asarray(mean["mu"]), "mu_star": star,
            "mu_star_low": star - reach, "mu_star_high": star + reach,
            "sigma": np.asarray(mean["sigma"]),
            "luck": np.asarray(luck["mu_star"]) + np.asarray(luck["mu_star_conf"]),
        }
    )  # fmt: skip


def squared_effects(runs: Values, places: Places) -> Values:
    """Squared elementary effects corrected for chance: the product of estimates from two halves of the runs.

    Runs are at the points of the design `morris`, whose places are on the unit scale. Gives
    `(trajectories, D)`; some are below zero where chance exceeds the effect.
    """
    count, half = places.shape[1], runs.shape[1] // 2
    steps = np.diff(places.reshape(-1, count + 1, count), axis=1)  # each moves one factor
    moved = np.diff(runs.reshape(-1, count + 1, runs.shape[1]), axis=1)
    effects = np.linalg.solve(steps, moved)
    return np.asarray(effects[..., :half].mean(axis=-1) * effects[..., half:].mean(axis=-1))


def strengths(squares: Values, stream: np.random.Generator) -> tuple[Values, Values, Values]:
    """Each factor's share of all squared effects, averaged over outcomes, with its 95 % bootstrap interval.

    Args:
        squares: `(outcomes, trajectories, D)`, see `squared_effects`; the interval draws trajectories.
        stream: random numbers of the bootstrap.

    Returns:
        Shares, and the ends of their intervals, `(D,)` each; all 0 where no factor has an effect.
    """
    whole = np.maximum(squares.mean(axis=1), 0.0).sum(axis=-1)
    shares = [each / total for each, total in zip(squares, whole, strict=True) if total > 0]
    if not shares:
        nothing = np.zeros(squares.shape[-1])
        return nothing, nothing, nothing
    return with_interval(lambda drawn: drawn.mean(axis=0), np.mean(shares, axis=0), stream)
