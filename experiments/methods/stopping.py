"""Sequential stopping: replicates are added until the interval of a paired difference is narrow.

The number of replicates at the next look follows from the standard deviation so far, so that there are few
looks. Looking after every replicate would stop when the standard deviation happens to be small, and the
interval would cover too little. By simulation (`tests/experiments/test_stopping.py`) it covers 95 % of the
time for differences that are nearly normal and 93 % for strongly skewed ones.
"""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.config.observed import check_outcome
from experiments.config.suggestions import check_known
from experiments.methods.estimates import CULTURE, Estimate, estimate, student
from simulation.errors import SettingsError

NARROW, CEILING = "the interval is narrow enough", "the ceiling was reached"
MARGIN = 1.1  # on the number of replicates that the standard deviation so far implies
KEYS = ("width", "minimum", "outcome")  # of `until`
USUAL = 100  # replicates of a first look
POINTS = 60  # of a course
LEAST = 30  # fewest replicates of a first look: with fewer, the standard deviation is too uncertain


@dataclasses.dataclass(frozen=True)
class Rule:
    """The rule by which a study stops."""

    width: float  # wanted half width of the 95 % interval, in the outcome's unit
    minimum: int  # replicates of the first look
    ceiling: int  # replicates of the last look
    outcome: str = CULTURE  # whose paired difference it is


def rule_of(until: Mapping[str, Any], ceiling: int) -> Rule | None:
    """The rule of a study with so many replicates; None if its `until` is empty.

    Raises:
        SettingsError: a value is not allowed.
    """
    if not until:
        return None
    for name in until:
        check_known(name, KEYS, "until has no key")
    width, minimum = until.get("width"), until.get("minimum", max(LEAST, min(USUAL, ceiling)))
    if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width < math.inf:
        raise SettingsError(f"until.width must be a number above 0, not {width!r}.")
    if isinstance(minimum, bool) or not isinstance(minimum, int) or not LEAST <= minimum <= ceiling:
        raise SettingsError(
            f"until.minimum must be a whole number from {LEAST} to replicates ({ceiling}), not {minimum!r}."
        )
    outcome = str(until.get("outcome", CULTURE))
    check_outcome(outcome)
    return Rule(float(width), minimum, ceiling, outcome)


@dataclasses.dataclass
class Looks:
    """The estimates at each look."""

    rule: Rule  # when to stop
    seen: list[Estimate] = dataclasses.field(default_factory=list)  # the estimate at each look
    reason: str = ""  # why it stopped; empty until it has

    @property
    def next(self) -> int:
        """Replicates of the next look; 0 if there is none, and then `reason` says why."""
        if not self.seen:
            return self.rule.minimum
        last = self.seen[-1]
        half = (last.high - last.low) / 2
        if half <= self.rule.width:
            self.reason = NARROW
        elif last.n >= self.rule.ceiling:
            self.reason = CEILING
        if self.reason:
            return 0
        wanted = math.ceil(MARGIN * last.n * (half / self.rule.width) ** 2)
        return min(self.rule.ceiling, max(wanted, last.n + 1))

    def look(self, difference: npt.NDArray[np.float64]) -> None:
        """Estimate the mean of the paired differences so far."""
        self.seen.append(estimate(difference))

    def table(self) -> pd.DataFrame:
        """A row per look: replicates, mean, interval, standard deviation, power, and why it ended."""
        rows = []
        for found in self.seen:
            half = (found.high - found.low) / 2
            spread = half * math.sqrt(found.n) / student(found.n - 1)
            rows.append(
                found._asdict()
                | {"half_width": half, "sd": spread, "power": power(found.mean, spread, found.n)}
            )
        table = pd.DataFrame(rows)
        table["reason"] = [""] * (len(table) - 1) + [self.reason]
        return table


def power(mean: float, spread: float, count: int) -> float:
    """The probability that the interval of `count` pairs excludes zero, with this mean and spread.

    That of a two-sided paired t-test, from the noncentral t distribution (Cohen 1988).
    """
    from scipy import stats

    if spread == 0:
        return float(mean != 0)
    shift, bound = mean / spread * math.sqrt(count), student(count - 1)
    above = stats.nct.sf(bound, count - 1, abs(shift))
    return float(above + stats.nct.cdf(-bound, count - 1, abs(shift)))


def course(difference: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Mean, interval and standard deviation of the first n paired differences, for some n."""
    counts = np.unique(np.linspace(2, len(difference), POINTS).astype(int))
    rows = [
        estimate(difference[:n])._asdict() | {"sd": float(difference[:n].std(ddof=1))}
        for n in counts
    ]
    return pd.DataFrame(rows)
