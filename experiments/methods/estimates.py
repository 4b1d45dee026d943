"""Estimates from runs: means, paired differences, ratios and shares with 95 % intervals, weekly summaries.

Replicate r has the same staff and the same random numbers in every arm. Differences are therefore taken
replicate by replicate, with Student's interval for their mean. `pairing` is how many times as many unpaired
runs an interval of the same width would need.
"""

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation import describe

Values = npt.NDArray[np.float64]
Units = pd.DataFrame | Mapping[str, "pd.Series[Any]"]  # columns of runs or of parameter sets

CONFIDENCE = 0.95
NORMAL = 1.959963984540054  # its two-sided quantile of the normal distribution
# Digits of a mean difference: where both have the same, 1e-17 may be left on either side.
DIGITS = 9
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}
CULTURE = "practising_host_end"  # the main outcome
CULTURE_LATER = "practising_host_followup"
CULTURE_AT = {"end": CULTURE, "followup": CULTURE_LATER}
# The outcomes that arms are compared on. Bids and grants are counted once, with the academics.
OUTCOMES = (
    CULTURE, CULTURE_LATER, "practising_other_end", "practising_other_followup", "practising_smaller_end",
    "attitude_host_end", "knowledge_host_end", "skill_host_end", "confidence_host_end", "ties_host_end",
    "bids_begun_academics_followup", "bids_won_academics_followup",
    "decisions_informed_managers_followup", "bridges", "strain_contract", "broker_confidence_contract",
    "exits", "critical_mass_end", "bids_share_followup", "decisions_share_followup", "hours_together",
    "fte_weeks", "money",
)  # fmt: skip
# Ratios of means: name, moment, unit, meaning.
RATIOS = (
    (
        "money_per_point", "end", "pounds per percentage point",
        "Money per percentage point of hosts' practising gained by the end of contract",
    ),
    ("gain_kept", "followup", "share", "The gain at follow-up over that at the end of contract"),
)  # fmt: skip


class Estimate(NamedTuple):
    """A mean over replicates and its 95 % interval; NaN where there are too few."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def sign(self) -> int:
        """1 or -1 where the interval lies above or below zero, 0 where it includes zero."""
        return int(self.low > 0) - int(self.high < 0)

    @property
    def direction(self) -> int:
        """The same; without an interval, that of the mean."""
        return (self.mean > 0) - (self.mean < 0) if math.isnan(self.low) else self.sign

    def columns(self, prefix: str = "") -> dict[str, Any]:
        """The mean and the ends of its interval, as columns of a table."""
        return {f"{prefix}mean": self.mean, f"{prefix}low": self.low, f"{prefix}high": self.high}

    def named(self, name: str) -> dict[str, Any]:
        """The same, where the column of the mean has a name of its own."""
        return with_ends(name, self.mean, (self.low, self.high))


class Interval(NamedTuple):
    """The ends of a 95 % interval; NaN where there is none."""

    low: float
    high: float


def estimate(values: Values) -> Estimate:
    """The mean of some replicates with Student's interval, leaving out those without a value."""
    values = values[~np.isnan(values)]
    n = len(values)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean = float(values.mean())
    if n == 1:
        return Estimate(mean, math.nan, math.nan, 1)
    reach = student(n - 1) * float(values.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - reach, mean + reach, n)


@functools.cache
def student(freedom: int) -> float:
    """The two-sided 95 % quantile of Student's t with `freedom` degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


def with_ends(name: str, value: Any, ends: Sequence[Any]) -> dict[str, Any]:
    """A number and the ends of its interval, as columns of a table."""
    return {name: value, f"{name}_low": ends[0], f"{name}_high": ends[1]}


def quantiles(values: Values, prefix: str = "", may_be_infinite: bool = False) -> dict[str, float]:
    """The median of some values and where nine in ten of them lie, as columns; NaN where there are none.

    Where some may be infinite they are among the values, not means of two of them.
    """
    shares = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
    how: Any = "inverted_cdf" if may_be_infinite else "linear"
    found = np.quantile(values, [*shares.values()], method=how) if len(values) else [math.nan] * 3
    return {f"{prefix}{name}": float(value) for name, value in zip(shares, found, strict=True)}


def wilson(share: float, n: int) -> Interval:
    """Wilson's (1927) 95 % interval of a share of `n` things, of which a tie may count one half.

    SciPy's takes whole counts only, and the two differ in the last bit.
    """
    middle = share + NORMAL**2 / (2 * n)
    reach = NORMAL * math.sqrt(share * (1 - share) / n + NORMAL**2 / (4 * n**2))
    low, high = ((middle + side * reach) / (1 + NORMAL**2 / n) for side in (-1, 1))
    return Interval(max(0.0, low), min(1.0, high))


def ratio(cost: Values, gain: Values) -> Estimate:
    """Mean cost over mean gain, `(R,)` paired replicates, with Fieller's interval.

    It contains the ratios c for which the mean of cost - c x gain does not differ clearly from zero. All is
    NaN where there is no clear gain.
    """
    kept = ~(np.isnan(cost) | np.isnan(gain))
    cost, gain = cost[kept], gain[kept]
    n = len(cost)
    if n < 2 or estimate(gain).sign < 1:
        return Estimate(math.nan, math.nan, math.nan, n)
    spread = np.cov(cost, gain) * student(n - 1) ** 2 / n
    a = gain.mean() ** 2 - spread[1, 1]
    b = cost.mean() * gain.mean() - spread[0, 1]
    c = cost.mean() ** 2 - spread[0, 0]
    reach = math.sqrt(max(0.0, b * b - a * c))
    return Estimate(float(cost.mean() / gain.mean()), (b - reach) / a, (b + reach) / a, n)


def effect_size(treated: Values, untreated: Values) -> float:
    """The gain in standard deviations of single runs, averaged over both arms (Cohen's d for means).

    Standard deviations of paired differences would make it depend on how well pairing works (Lakens
    2013). It is infinite where runs do not vary, and NaN for a single run.
    """
    if min(len(treated), len(untreated)) < 2:
        return math.nan
    gain = float(treated.mean() - untreated.mean())
    spread = math.sqrt((float(treated.var(ddof=1)) + float(untreated.var(ddof=1))) / 2)
    return gain / spread if spread > 0 else math.copysign(math.inf, gain) if gain else 0.0


def pseudo_values(statistic: Callable[[npt.NDArray[np.int64]], float], n: int) -> Values:
    """Jackknife pseudo-values of a statistic that is no mean, such as a ratio or an effect size.

    Their mean is the statistic (less its bias), and Student's interval for it allows for uncertain
    denominators and standard deviations as well (Tukey 1958). `statistic` is of the replicates with some row
    numbers, of which there are n.
    """
    everyone = np.arange(n)
    if n < 2:
        return np.full(n, statistic(everyone))
    without = np.array([statistic(np.delete(everyone, row)) for row in everyone])
    return n * statistic(everyone) - (n - 1) * without


def difference(runs: Units, other: Units, outcome: str) -> Estimate:
    """The paired difference of `runs` and `other` in an outcome."""
    a, b = _paired(runs, other, outcome)
    return estimate(a - b)


def _paired(runs: Units, other: Units, outcome: str) -> tuple[Values, Values]:
    if not np.array_equal(runs["seed"], other["seed"]):
        raise ValueError("The arms were run with different seeds, so their runs cannot be paired.")
    a, b = runs[outcome].to_numpy(float), other[outcome].to_numpy(float)
    both = ~(np.isnan(a) | np.isnan(b))
    return a[both], b[both]


def pairing(a: Values, b: Values) -> tuple[float, float]:
    """The correlation of paired runs, and how many times as many unpaired runs they replace."""
    if len(a) < 2 or min(a.std(), b.std()) == 0 or (a - b).std() == 0:
        return math.nan, math.nan
    worth = (a.var(ddof=1) + b.var(ddof=1)) / (a - b).var(ddof=1)
    return float(np.corrcoef(a, b)[0, 1]), float(worth)


def differences(arms: Mapping[str, Units], moments: Mapping[str, int]) -> pd.DataFrame:
    """Every arm less no brokers, and the team less every other arm, for all `OUTCOMES`.

    `moments` has the week of each moment (`end`, `followup`).
    """
    columns = ["arm", "reference", "outcome", "meaning", "unit", "week", *Estimate._fields]
    pairs = [(arm, "none") for arm in arms if arm != "none"]
    pairs += [("team", arm) for arm in arms if "team" in arms and arm not in ("none", "team")]
    rows = []
    for (arm, reference), outcome in itertools.product(pairs, OUTCOMES):
        a, b = _paired(arms[arm], arms[reference], outcome)
        row = {"arm": arm, "reference": reference} | _with_week(outcome, moments)
        row |= estimate(a - b)._asdict()
        row["correlation"], row["pairing"] = pairing(a, b)
        rows.append(row)
    return pd.DataFrame(rows, columns=[*columns, "correlation", "pairing"])


def described(outcome: str) -> dict[str, Any]:
    """An outcome's name, meaning and unit, as columns of a table."""
    meaning, unit = describe(outcome)
    return {"outcome": outcome, "meaning": meaning, "unit": unit}


def _with_week(outcome: str, moments: Mapping[str, int]) -> dict[str, Any]:
    week = moments["end"] if outcome.endswith("_end") else moments["followup"]
    return described(outcome) | {"week": week}


def table(arms: Mapping[str, Units], moments: Mapping[str, int]) -> pd.DataFrame:
    """A row per arm and outcome: the mean and its interval, the gain over no brokers and its interval.

    Two more outcomes are the ratios of `RATIOS`, which are empty where there is no clear gain;
    `gain_kept` is above 1 where the gain grew.
    """
    rows: list[Mapping[str, object]] = []
    for arm, runs in arms.items():
        for outcome in OUTCOMES:
            rows.append(
                {"arm": arm}
                | _with_week(outcome, moments)
                | estimate(runs[outcome].to_numpy(float))._asdict()
                | difference(runs, arms["none"], outcome).columns("gain_")
            )
        end, later, spent = (
            (runs[outcome] - arms["none"][outcome]).to_numpy(float)
            for outcome in (CULTURE, CULTURE_LATER, "money")
        )
        for (name, moment, unit, meaning), cost, gained in zip(
            RATIOS, (spent, later), (100 * end, end), strict=True
        ):
            row = {"arm": arm, "outcome": name, "meaning": meaning, "unit": unit}
            rows.append(row | {"week": moments[moment]} | ratio(cost, gained)._asdict())
    return pd.DataFrame(rows)


def weekly_summary(weekly: Iterable[tuple[str, Values]], columns: Sequence[str]) -> pd.DataFrame:
    """A row per arm, week and outcome: runs with a value, mean, standard deviation, quantiles.

    `weekly` has each arm with its `(R, W + 1, len(columns))`; the columns are outcomes.
    """
    frames = []
    for arm, values in weekly:
        weeks = values.shape[1]
        index = {
            "arm": np.full(weeks * len(columns), arm),
            "week": np.repeat(np.arange(weeks), len(columns)),
            "outcome": np.tile(np.asarray(columns), weeks),
        }
        summary = {name: part.reshape(-1) for name, part in _summarise(values).items()}
        frames.append(pd.DataFrame(index | summary))
    return pd.concat(frames, ignore_index=True)


def _summarise(values: Values) -> dict[str, npt.NDArray[np.generic]]:
    """Over the first axis, without NaN, which sorting puts last."""
    ordered = np.sort(values, axis=0)
    n = np.count_nonzero(~np.isnan(ordered), axis=0)
    some = np.where(n > 0, n, np.nan)
    mean = np.nansum(ordered, axis=0) / some
    square = np.nansum((ordered - mean) ** 2, axis=0)
    summary: dict[str, npt.NDArray[np.generic]] = {"n": n, "mean": mean}
    summary["sd"] = np.sqrt(square / np.where(n > 1, n - 1, np.nan))
    for name, share in QUANTILES.items():
        place = share * np.maximum(n - 1, 0)
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, np.maximum(n - 1, 0))
        at = [np.take_along_axis(ordered, row[np.newaxis], axis=0)[0] for row in (below, above)]
        summary[name] = at[0] + (place - below) * (at[1] - at[0])
    return summary
