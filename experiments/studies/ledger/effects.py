"""The effects that claims are made of: each is positive, replicate by replicate, as the claim says.

`claims.yaml` names the functions in `EFFECTS` with their arguments: names of configurations and outcomes.
Statistics that are no means of the replicates, such as ratios, are given as jackknife pseudo-values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.methods.estimates import CULTURE, CULTURE_LATER, effect_size, pseudo_values

Runs = Mapping[str, pd.DataFrame]
Values = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Statistic = Callable[[Rows], float]  # of the replicates with these row numbers

BADLY, FAILED = 0.1, 0.5  # shares of meetings and bids above which these are not rare


class Effect(NamedTuple):
    """One thing a pattern claims: its name, and its value in each replicate, positive as claimed."""

    name: str
    of: Callable[[Runs], Values]


def _column(runs: Runs, name: str, outcome: str) -> Values:
    return runs[name][outcome].to_numpy(float)


def _gain(runs: Runs, name: str, outcome: str, none: str = "none") -> Values:
    return _column(runs, name, outcome) - _column(runs, none, outcome)


def ratio(top: Values, below: Values) -> Statistic:
    """The ratio of two means; NaN where the second is zero."""

    def of(rows: Rows) -> float:
        mean = float(below[rows].mean())
        return float(top[rows].mean()) / mean if mean else math.nan

    return of


def _exceeds(name: str, of: Callable[[Runs, str], Statistic], first: str, second: str) -> Effect:
    """A statistic is greater for the first of two names than for the second."""

    def values(runs: Runs) -> Values:
        one, other = of(runs, first), of(runs, second)
        return pseudo_values(lambda rows: one(rows) - other(rows), len(next(iter(runs.values()))))

    return Effect(name, values)


def more(outcome: str, high: str, low: str) -> Effect:
    """`high` has more of an outcome than `low`."""
    return Effect(
        f"{outcome}: more with {high} than {low}", lambda runs: _gain(runs, high, outcome, low)
    )


def less(outcome: str, low: str, high: str) -> Effect:
    """`low` has less of an outcome than `high`."""
    return Effect(
        f"{outcome}: less with {low} than {high}", lambda runs: -_gain(runs, low, outcome, high)
    )


def gains_more(
    outcome: str, high: str, low: str, none_high: str = "none", none_low: str = "none"
) -> Effect:
    """The gain of `high` over its own counterfactual exceeds that of `low`."""
    return Effect(
        f"gain in {outcome}: more with {high} than {low}",
        lambda runs: _gain(runs, high, outcome, none_high) - _gain(runs, low, outcome, none_low),
    )


def faster(name: str, other: str) -> Effect:
    """More gain in practising per thousand FTE-weeks worked."""
    return _exceeds(
        f"gain per FTE-week: more with {name} than {other}",
        lambda runs, arm: ratio(1000 * _gain(runs, arm, CULTURE), _column(runs, arm, "fte_weeks")),
        name,
        other,
    )


def steeper(first: tuple[str, str, float], second: tuple[str, str, float]) -> Effect:
    """Practising rises more per step between two configurations than between two others."""

    def slope(runs: Runs, small: str, large: str, step: float) -> Values:
        return _gain(runs, large, CULTURE, small) / step

    return Effect(
        f"{CULTURE}: steeper from {first[0]} to {first[1]} than from {second[0]} to {second[1]}",
        lambda runs: slope(runs, *first) - slope(runs, *second),
    )


def more_in_hosts(field: str) -> Effect:
    """The team's gain is greater in the hosts than elsewhere."""
    return Effect(
        f"gain in {field}: more in hosts than elsewhere",
        lambda runs: (
            _gain(runs, "team", f"{field}_host_end") - _gain(runs, "team", f"{field}_other_end")
        ),
    )


def standardised_more(outcome: str, other: str) -> Effect:
    """The team's gain, in standard deviations of single runs, is greater in one outcome than in another."""

    def size(runs: Runs, name: str) -> Statistic:
        team, none = _column(runs, "team", name), _column(runs, "none", name)
        return lambda rows: effect_size(team[rows], none[rows])

    return _exceeds(f"standardised gain: more in {outcome} than in {other}", size, outcome, other)


def earlier(first: str, then: str) -> Effect:
    """A greater share of the team's gain at the end of the contracts is there midway."""
    return _exceeds(
        f"share of the gain there midway: more of {first} than of {then}",
        lambda runs, outcome: ratio(
            _gain(runs, "team", f"{outcome}_midway"), _gain(runs, "team", f"{outcome}_end")
        ),
        first,
        then,
    )


def loses_more(name: str, other: str) -> Effect:
    """Unstable organisations take a greater share of the gain in stable ones."""

    def lost(runs: Runs, arm: str) -> Statistic:
        calm, unstable = (
            _gain(runs, f"{arm}_{kind}", CULTURE, f"none_{kind}") for kind in ("stable", "unstable")
        )
        return ratio(calm - unstable, calm)

    return _exceeds(
        f"share of the gain lost to instability: more with {name} than {other}", lost, name, other
    )


def per_hour(outcome: str, high: str, low: str) -> Effect:
    """More of an outcome per thousand half-days of visiting."""
    return _exceeds(
        f"{outcome} per thousand free half-days: more with {high} than {low}",
        lambda runs, name: ratio(
            1000 * _column(runs, name, outcome), _column(runs, name, "hours_visiting")
        ),
        high,
        low,
    )


def ties_kept(high: str, low: str) -> Effect:
    """A greater part of the ties at the end of the contracts is there at follow-up."""
    return _exceeds(
        f"ties at follow-up, in parts of those at the end: more with {high} than {low}",
        lambda runs, name: ratio(
            _column(runs, name, "ties_host_followup"), _column(runs, name, "ties_host_end")
        ),
        high,
        low,
    )


def lasting(name: str) -> Effect:
    """Practising is more at follow-up than at the end of the contracts."""
    return Effect(
        f"practising in hosts: more at follow-up than at the end with a {name} team",
        lambda runs: _column(runs, name, CULTURE_LATER) - _column(runs, name, CULTURE),
    )


def fading(name: str) -> Effect:
    """Practising is less at follow-up than at the end of the contracts."""
    return Effect(
        f"practising in hosts: less at follow-up than at the end with a {name} team",
        lambda runs: _column(runs, name, CULTURE) - _column(runs, name, CULTURE_LATER),
    )


def bad_meetings(name: str) -> Effect:
    """Bad meetings are not rare."""
    return Effect(
        f"share of meetings that go badly, above {BADLY}",
        lambda runs: _column(runs, name, "meetings_bad_share") - BADLY,
    )


def failed_bids(name: str) -> Effect:
    """Failed bids are not rare; NaN where none was decided."""

    def of(runs: Runs) -> Values:
        won, decided = (
            _column(runs, name, f"bids_{what}_academics_followup") for what in ("won", "decided")
        )
        return FAILED - won / np.where(decided > 0, decided, np.nan)

    return Effect(f"share of bids that fail, above {FAILED}", of)


EFFECTS: Mapping[str, Callable[..., Effect]] = {
    function.__name__: function
    for function in (
        more, less, gains_more, faster, steeper, more_in_hosts, standardised_more, earlier, loses_more,
        per_hour, ties_kept, lasting, fading, bad_meetings, failed_bids,
    )
}  # fmt: skip
