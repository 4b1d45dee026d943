"""The effects that claims are made of: each is positive, replicate by replicate, as the claim says.

`claims.yaml` names them with their arguments: names of configurations and outcomes. Statistics that are no
means of the replicates, such as ratios, are given as jackknife pseudo-values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods.estimates import CULTURE, CULTURE_LATER, pseudo_values

Runs = Mapping[str, pd.DataFrame]
Values = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Statistic = Callable[[Rows], float]  # of the replicates with these row numbers

BADLY, FAILED = 0.1, 0.5  # shares of meetings and bids above which these are not rare


class Effect(NamedTuple):
    """One thing a pattern claims: its name, and its value in each replicate, positive as claimed."""

    name: str
    of: Callable[[Runs], Values]


def effect(kind: str, *arguments: Any) -> Effect:
    """An effect of a kind in `MEANS` or `STATISTICS`."""
    if kind in MEANS:
        name, of = MEANS[kind]
        return Effect(name.format(*arguments), lambda runs: of(runs, *arguments))
    name, statistic = STATISTICS[kind]
    *rest, first, second = arguments

    def exceeds(runs: Runs) -> Values:
        one, other = (statistic(runs, *rest, each) for each in (first, second))
        return pseudo_values(lambda rows: one(rows) - other(rows), len(next(iter(runs.values()))))

    return Effect(name.format(*arguments), exceeds)


def ratio(top: Values, below: Values) -> Statistic:
    """The ratio of two means; NaN where the second is zero."""

    def of(rows: Rows) -> float:
        mean = float(below[rows].mean())
        return float(top[rows].mean()) / mean if mean else math.nan

    return of


def _column(runs: Runs, name: str, outcome: str) -> Values:
    return runs[name][outcome].to_numpy(float)


def _gain(runs: Runs, name: str, outcome: str, none: str = "none") -> Values:
    return _column(runs, name, outcome) - _column(runs, none, outcome)


def _gains_more(
    runs: Runs, outcome: str, high: str, low: str, none_high: str = "none", none_low: str = "none"
) -> Values:
    """The gain of `high` over its own counterfactual exceeds that of `low`."""
    return _gain(runs, high, outcome, none_high) - _gain(runs, low, outcome, none_low)


def _slope(runs: Runs, small: str, large: str, step: float) -> Values:
    return _gain(runs, large, CULTURE, small) / step


def _later(runs: Runs, name: str) -> Values:
    return _column(runs, name, CULTURE_LATER) - _column(runs, name, CULTURE)


def _failed_bids(runs: Runs, name: str) -> Values:
    """NaN where no bid was decided."""
    won, decided = (
        _column(runs, name, f"bids_{what}_academics_followup") for what in ("won", "decided")
    )
    return FAILED - won / np.where(decided > 0, decided, np.nan)


def _lost(runs: Runs, arm: str) -> Statistic:
    """The share of an arm's gain in stable organisations that it does not have in unstable ones."""
    calm, unstable = (
        _gain(runs, f"{arm}_{kind}", CULTURE, f"none_{kind}") for kind in ("stable", "unstable")
    )
    return ratio(calm - unstable, calm)


# The name of an effect, which its arguments fill in, and its value in each replicate.
MEANS: Mapping[str, tuple[str, Callable[..., Values]]] = {
    "more": (
        "{}: more with {} than {}", lambda runs, of, high, low: _gain(runs, high, of, low),
    ),
    "less": (
        "{}: less with {} than {}", lambda runs, of, low, high: -_gain(runs, low, of, high),
    ),
    "gains_more": ("gain in {}: more with {} than {}", _gains_more),
    "gain_exceeds": (
        "gain over no brokers: more in {} than in {}",
        lambda runs, of, other: _gain(runs, "team", of) - _gain(runs, "team", other),
    ),
    "more_in_hosts": (
        "gain in {}: more in hosts than elsewhere",
        lambda runs, of: _gain(runs, "team", f"{of}_host_end") - _gain(runs, "team", f"{of}_other_end"),
    ),
    # Practising rises more per step between two configurations than between two others.
    "steeper": (
        CULTURE + ": steeper from {0[0]} to {0[1]} than from {1[0]} to {1[1]}",
        lambda runs, first, second: _slope(runs, *first) - _slope(runs, *second),
    ),
    "lasting": (
        "practising in hosts: more at follow-up than at the end with a {} team", _later,
    ),
    "fading": (
        "practising in hosts: less at follow-up than at the end with a {} team",
        lambda runs, name: -_later(runs, name),
    ),
    "bad_meetings": (
        f"share of meetings that go badly, above {BADLY}",
        lambda runs, name: _column(runs, name, "meetings_bad_share") - BADLY,
    ),
    "failed_bids": (f"share of bids that fail, above {FAILED}", _failed_bids),
}  # fmt: skip
# The same, where a statistic is greater for the last argument but one than for the last.
STATISTICS: Mapping[str, tuple[str, Callable[..., Statistic]]] = {
    "faster": (
        "gain per FTE-week: more with {} than {}",
        lambda runs, arm: ratio(1000 * _gain(runs, arm, CULTURE), _column(runs, arm, "fte_weeks")),
    ),
    "earlier": (
        "share of the gain there midway: more of {} than of {}",
        lambda runs, of: ratio(*(_gain(runs, "team", f"{of}_{when}") for when in ("midway", "end"))),
    ),
    "loses_more": ("share of the gain lost to instability: more with {} than {}", _lost),
    "per_hour": (
        "{} per thousand free half-days: more with {} than {}",
        lambda runs, of, name: ratio(1000 * _column(runs, name, of), _column(runs, name, "hours_visiting")),
    ),
    "ties_kept": (
        "ties at follow-up, in parts of those at the end: more with {} than {}",
        lambda runs, name: ratio(*(_column(runs, name, f"ties_host_{when}") for when in ("followup", "end"))),
    ),
}  # fmt: skip
