"""How the values of a factor lie along the unit scale: a list, a range or a distribution.

Every shape has two methods. `at(places)` gives the values at places from 0 to 1; equal parts of the scale
are equally probable. `cut(size)` gives at most `size` different values that represent the whole.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.passport import Value

Places = npt.NDArray[np.float64]
Values = npt.NDArray[Any]

LEAST_MASS = 0.01  # of a distribution between its ends; less is taken for a mistake


@dataclasses.dataclass(frozen=True)
class Levels:
    """A list of values, equally probable."""

    values: tuple[Value, ...]

    def at(self, places: Places) -> Values:
        """Each value has an equal part of the scale."""
        count = len(self.values)
        which = np.minimum((places * count).astype(int), count - 1)
        return np.asarray(self.cut(count)[which])

    def cut(self, size: int) -> Values:
        """All values."""
        return np.array(self.values, dtype=object)


@dataclasses.dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included, even over the range or over its logarithm."""

    low: float  # the least
    high: float  # the greatest
    is_log: bool  # even over the logarithm
    is_whole: bool  # whole numbers only; each then has the part of the scale up to the next one

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
    """A distribution of SciPy, cut off at `low` and `high` and drawn by its quantile function."""

    frozen: Any  # the distribution, with its parameters
    low: float  # the least value
    high: float  # the greatest value
    is_whole: bool  # rounded to whole numbers, each of which stands for half a step on either side

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
        """The medians of equally probable parts, since an end may have hardly any probability."""
        return np.unique(self.at((np.arange(size) + 0.5) / size))


Shape = Levels | Range | Distribution


@dataclasses.dataclass(frozen=True)
class Family:
    """A kind of distribution."""

    parameters: tuple[str, ...]  # those it needs, beside `low` and `high`
    needs_ends: bool  # whether `low` and `high` are needed too; else they default to what is legal
    scipy: str = ""  # its name in `scipy.stats`; empty for a range
    # Of that distribution, from its parameters, `low` and `high`.
    arguments: Callable[[Mapping[str, float], float, float], tuple[float, ...]] | None = None


# `spread` is the standard deviation, of the logarithm for the lognormal. The normal and the lognormal
# are cut off at low and high; the triangular and the beta distribution span the range between them.
FAMILIES: Mapping[str, Family] = {
    "uniform": Family((), True),
    "loguniform": Family((), True),
    "normal": Family(
        ("mean", "spread"), False, "norm", lambda p, low, high: (p["mean"], p["spread"])
    ),
    "lognormal": Family(
        ("median", "spread"), False, "lognorm", lambda p, low, high: (p["spread"], 0, p["median"])
    ),
    "triangular": Family(
        ("mode",), True, "triang",
        lambda p, low, high: ((p["mode"] - low) / (high - low), low, high - low),
    ),
    "beta": Family(
        ("a", "b"), False, "beta", lambda p, low, high: (p["a"], p["b"], low, high - low)
    ),
}  # fmt: skip
POSITIVE = ("spread", "median", "a", "b")  # parameters that must be above 0


def shape_of(
    family: str, parameters: Mapping[str, float], low: float, high: float, is_whole: bool
) -> Shape:
    """A distribution by the name of its family, with parameters that have been checked."""
    kind = FAMILIES[family]
    if kind.arguments is None:
        return Range(low, high, family == "loguniform", is_whole)
    from scipy import stats

    frozen = getattr(stats, kind.scipy)(*kind.arguments(parameters, low, high))
    return Distribution(frozen, low, high, is_whole)
