"""How the values of a factor lie along the unit scale: a list, a range or a distribution.

A shape answers two questions: which value lies at a place between 0 and 1, and which values stand
for the whole if there may be only a few.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from simulation.passport import Value

Places = npt.NDArray[np.float64]
Values = npt.NDArray[Any]

LEAST_MASS = 0.01  # of a distribution; where less of it can be had, it is surely a mistake


class Shape(Protocol):
    """What every shape can do."""

    def at(self, places: Places) -> Values:
        """The values at places from 0 to 1; equal stretches of the scale are equally probable."""

    def cut(self, size: int) -> Values:
        """At most `size` different values that stand for the whole; all of them for a list."""


@dataclasses.dataclass(frozen=True)
class Levels:
    """A list of values, equally probable."""

    values: tuple[Value, ...]

    def at(self, places: Places) -> Values:
        """Each value has an equal stretch of the scale."""
        count = len(self.values)
        which = np.minimum((places * count).astype(int), count - 1)
        return np.asarray(self.cut(count)[which])

    def cut(self, size: int) -> Values:
        """All values."""
        return np.array(self.values, dtype=object)


@dataclasses.dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included, even over the range or over its logarithm.

    Attributes:
        low: the least.
        high: the greatest.
        is_log: even over the logarithm.
        is_whole: whole numbers only; each then owns the stretch up to the next one.
    """

    low: float
    high: float
    is_log: bool
    is_whole: bool

    def at(self, places: Places) -> Values:
        """Where the place divides the range, or its logarithm."""
        end = self.high + 1 if self.is_whole else self.high
        if self.is_log:
            values = self.low * (end / self.low) ** places
        else:
            values = (1.0 - places) * self.low + places * end  # meets both ends exactly
        return np.clip(np.floor(values) if self.is_whole else values, self.low, self.high)

    def cut(self, size: int) -> Values:
        """Equal steps (equal ratios on a logarithmic scale), both ends included."""
        values = (np.geomspace if self.is_log else np.linspace)(self.low, self.high, size)
        return np.unique(np.rint(values) if self.is_whole else values)


@dataclasses.dataclass(frozen=True)
class Distribution:
    """A distribution of SciPy, cut off at `low` and `high` and drawn by its quantile function.

    Attributes:
        frozen: the distribution, with its parameters.
        low: the least value.
        high: the greatest value.
        is_whole: rounded to whole numbers; the ends then own half a step beyond them as others do.
    """

    frozen: Any
    low: float
    high: float
    is_whole: bool

    def _ends(self) -> tuple[float, float]:
        margin = 0.5 if self.is_whole else 0.0
        below = self.frozen.cdf(self.low - margin)
        return float(below), float(self.frozen.cdf(self.high + margin))

    @property
    def mass(self) -> float:
        """How much of the distribution lies between the ends, from 0 to 1."""
        below, upto = self._ends()
        return upto - below

    def at(self, places: Places) -> Values:
        """The quantiles of what lies between the ends."""
        below, upto = self._ends()
        # Rounding must not lead beyond 1, where there is no quantile.
        values = self.frozen.ppf(np.minimum(below + places * (upto - below), upto))
        values = np.rint(values) if self.is_whole else values
        return np.asarray(np.clip(values, self.low, self.high))

    def cut(self, size: int) -> Values:
        """The medians of equally probable parts: an end may be so far off that it is never met."""
        return np.unique(self.at((np.arange(size) + 0.5) / size))


def _normal(stats: Any, p: Mapping[str, float], low: float, high: float) -> Any:
    return stats.norm(p["mean"], p["spread"])


def _lognormal(stats: Any, p: Mapping[str, float], low: float, high: float) -> Any:
    return stats.lognorm(p["spread"], scale=p["median"])


def _triangular(stats: Any, p: Mapping[str, float], low: float, high: float) -> Any:
    return stats.triang((p["mode"] - low) / (high - low), loc=low, scale=high - low)


def _beta(stats: Any, p: Mapping[str, float], low: float, high: float) -> Any:
    return stats.beta(p["a"], p["b"], loc=low, scale=high - low)


@dataclasses.dataclass(frozen=True)
class Family:
    """A kind of distribution.

    Attributes:
        parameters: what must be said of it, beside `low` and `high`.
        needs_ends: `low` and `high` must be said too; elsewhere they are those of the legal range.
        make: the distribution, from `scipy.stats`, its parameters, `low` and `high`; none for those
            that are ranges by another name.
    """

    parameters: tuple[str, ...]
    needs_ends: bool
    make: Callable[[Any, Mapping[str, float], float, float], Any] | None = None


# `spread` is the standard deviation, of the logarithm for the lognormal. The normal and the lognormal
# are cut off at low and high; the triangle and the beta distribution span the stretch between them.
FAMILIES: Mapping[str, Family] = {
    "uniform": Family((), True),
    "loguniform": Family((), True),
    "normal": Family(("mean", "spread"), False, _normal),
    "lognormal": Family(("median", "spread"), False, _lognormal),
    "triangular": Family(("mode",), True, _triangular),
    "beta": Family(("a", "b"), False, _beta),
}
POSITIVE = ("spread", "median", "a", "b")  # parameters that must be above 0


def shape_of(
    family: str, parameters: Mapping[str, float], low: float, high: float, is_whole: bool
) -> Shape:
    """A distribution by the name of its family, with parameters that have been checked."""
    make = FAMILIES[family].make
    if make is None:
        return Range(low, high, family == "loguniform", is_whole)
    from scipy import stats

    return Distribution(make(stats, parameters, low, high), low, high, is_whole)
