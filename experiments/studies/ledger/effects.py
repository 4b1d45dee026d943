"""The effects that claims are made of: each is positive, replicate by replicate, as the claim says.

`claims.yaml` names them with their arguments: names of configurations, and of outcomes or of `MEASURES` made
from them. Statistics that are no means of the replicates, such as ratios, have jackknife pseudo-values. Runs
are arrays `(..., replicates)`; in front may be the parameter sets.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.methods.estimates import CULTURE, CULTURE_LATER, Values, pseudo_values

Runs = Mapping[str, Any]  # by configuration, the values of each outcome: a table or arrays
Take = Callable[[str, str], Values]  # the values of a configuration in an outcome or measure

BADLY, FAILED = 0.1, 0.5  # shares of meetings and bids above which these are not rare
CRITICAL = 0.25  # share of people that can tip the others (Centola et al. 2018)
HALF, STRAINED, THIRD = 0.5, 0.5, 1 / 3
EXITS = 4  # from more than half of the seven posts


class Measure(NamedTuple):
    """What is worked out from the outcomes of a run: its label, these outcomes, and how."""

    label: str
    outcomes: tuple[str, ...]
    of: Callable[..., Values]


MEASURES: Mapping[str, Measure] = {
    "runs_reached": Measure(
        f"runs with {CRITICAL:.0%} practising at the end", (CULTURE,), lambda end: end >= CRITICAL,
    ),
    "runs_fallen": Measure(
        "runs that have fallen below it at follow-up", (CULTURE, CULTURE_LATER),
        lambda end, later: (end >= CRITICAL) & (later < CRITICAL),
    ),
    "runs_mostly_followup": Measure(
        "share of runs with more than half practising at follow-up", (CULTURE_LATER,),
        lambda later: later > HALF,
    ),
    "runs_strained": Measure(
        f"share of runs with strain above {STRAINED}", ("strain_contract",),
        lambda strain: strain > STRAINED,
    ),
    "runs_with_exits": Measure(
        f"share of runs in which {EXITS} brokers or more leave", ("exits",), lambda exits: exits >= EXITS,
    ),
    "doors_opened": Measure(
        "encounters achieved", ("doors_managers", "doors_academics"), lambda one, other: one + other,
    ),
    "bids_share_capped": Measure(
        "bids begun, of those possible", ("bids_share_followup",), lambda share: np.minimum(share, 1.0),
    ),
    # NaN where no bid was decided.
    "bids_failed": Measure(
        "share of bids that fail", ("bids_won_academics_followup", "bids_decided_academics_followup"),
        lambda won, decided: 1 - won / np.where(decided > 0, decided, np.nan),
    ),
}  # fmt: skip


class Effect(NamedTuple):
    """One thing a claim says."""

    name: str
    value: Callable[[Runs], Values]  # of the runs, positive as claimed; `(...)`
    of: Callable[[Runs], Values]  # the same in each replicate, or pseudo-values; `(replicates,)`
    provided: bool = False  # whether it has nothing to do with the mechanism that the claim names


def effect(kind: str, *arguments: Any, provided: bool = False) -> Effect:
    """An effect of a kind in `MEANS` or `STATISTICS`."""
    if kind in MEANS:
        name, mean = MEANS[kind]

        def of(runs: Runs) -> Values:
            return mean(_taker(runs), *arguments)

        return Effect(name.format(*arguments), lambda runs: average(of(runs)), of, provided)
    name, statistic = STATISTICS[kind]

    def value(runs: Runs, rows: Any = slice(None)) -> Values:
        return statistic(_taker(runs, rows), *arguments)

    def pseudo(runs: Runs) -> Values:
        first = next(iter(runs.values()))
        many = len(first[next(iter(first))])
        return pseudo_values(lambda rows: float(value(runs, rows)), many)

    return Effect(name.format(*arguments), value, pseudo, provided)


def _taker(runs: Runs, rows: Any = slice(None)) -> Take:

    def column(name: str, outcome: str) -> Values:
        return np.asarray(runs[name][outcome], float)[..., rows]

    def take(name: str, outcome: str) -> Values:
        if outcome not in MEASURES:
            return column(name, outcome)
        measure = MEASURES[outcome]
        return np.asarray(measure.of(*(column(name, one) for one in measure.outcomes)), float)

    return take


def average(values: Values) -> Values:
    """The mean over replicates with a value; NaN where there is none."""
    there = ~np.isnan(values)
    return _over(np.where(there, values, 0.0).sum(axis=-1), there.sum(axis=-1))


def _over(top: Any, below: Any) -> Values:
    """A ratio; NaN where it divides by zero."""
    return np.asarray(top / np.where(np.asarray(below) == 0, np.nan, below))


def _gains_more(take: Take, of: str, high: str, low: str, none_high: str, none_low: str) -> Values:
    """The gain of `high` over its own counterfactual exceeds that of `low`."""
    return take(high, of) - take(none_high, of) - (take(low, of) - take(none_low, of))


def _slope(take: Take, small: str, large: str, step: float) -> Values:
    return (take(large, CULTURE) - take(small, CULTURE)) / step


def _ratio(take: Take, top: str, below: str, name: str) -> Values:
    return _over(average(take(name, top)), average(take(name, below)))


def _per(take: Take, top: str, below: str, high: str, low: str) -> Values:
    return _ratio(take, top, below, high) - _ratio(take, top, below, low)


def _gain(take: Take, of: str, arm: str = "team") -> Values:
    return take(arm, of) - take("none", of)


def _faster(take: Take, high: str, low: str) -> Values:
    first, second = (
        _over(1000 * average(_gain(take, CULTURE, one)), average(take(one, "fte_weeks")))
        for one in (high, low)
    )
    return first - second


def _earlier(take: Take, first: str, second: str) -> Values:
    one, other = (
        _over(*(average(_gain(take, f"{of}_{when}")) for when in ("midway", "end")))
        for of in (first, second)
    )
    return one - other


def _pooled(take: Take, names: tuple[str, ...]) -> tuple[Values, Values]:
    """The share practising at the end and at follow-up, over the runs of several configurations."""
    end, later = (
        np.concatenate([take(name, of) for name in names], axis=-1)
        for of in (CULTURE, CULTURE_LATER)
    )
    return end, later


def _mostly(take: Take, names: tuple[str, ...], reached: bool) -> Values:
    """Of the runs that are or are not past the critical mass, the share that practises at follow-up."""
    end, later = _pooled(take, names)
    some = (end >= CRITICAL) == reached
    return _over((some & (later > HALF)).sum(axis=-1), some.sum(axis=-1))


def _two_heaps(take: Take, *names: str) -> Values:
    _, later = _pooled(take, names)
    low, high = (later < THIRD).mean(axis=-1), (later > 1 - THIRD).mean(axis=-1)
    return np.asarray(np.minimum(low, high) - (1 - low - high))


# The name of an effect, which its arguments fill in, and its value in each replicate.
MEANS: Mapping[str, tuple[str, Callable[..., Values]]] = {
    "more": ("{}: more with {} than {}", lambda take, of, high, low: take(high, of) - take(low, of)),
    "less": ("{}: less with {} than {}", lambda take, of, low, high: take(high, of) - take(low, of)),
    "gains_more": ("gain in {}: more with {} than {}", _gains_more),
    "gain_exceeds": (
        "gain over no brokers: more in {} than in {}",
        lambda take, of, other: _gain(take, of) - _gain(take, other),
    ),
    "more_in_hosts": (
        "gain in {}: more in hosts than elsewhere",
        lambda take, of: _gain(take, f"{of}_host_end") - _gain(take, f"{of}_other_end"),
    ),
    # Practising rises more per step between two configurations than between two others.
    "steeper": (
        CULTURE + ": steeper from {0[0]} to {0[1]} than from {1[0]} to {1[1]}",
        lambda take, first, second: _slope(take, *first) - _slope(take, *second),
    ),
    "bad_meetings": (
        f"share of meetings that go badly, above {BADLY}",
        lambda take, name: take(name, "meetings_bad_share") - BADLY,
    ),
    "failed_bids": (
        f"share of bids that fail, above {FAILED}", lambda take, name: take(name, "bids_failed") - FAILED,
    ),
}  # fmt: skip
# The same, where the value is one of all replicates together.
STATISTICS: Mapping[str, tuple[str, Callable[..., Values]]] = {
    "faster": ("gain per FTE-week: more with {} than {}", _faster),
    "earlier": ("share of the gain there midway: more of {} than of {}", _earlier),
    "per": ("{} per {}: more with {} than {}", _per),
    "rises_more": (
        "{0} per {1}: rises more from {3} to {2} than from {5} to {4}",
        lambda take, top, below, a, b, c, d: _per(take, top, below, a, b) - _per(take, top, below, c, d),
    ),
    "lasting": (
        "runs past the critical mass: more likely than not above one half at follow-up",
        lambda take, *names: _mostly(take, names, reached=True) - HALF,
    ),
    "fading": (
        "runs before the critical mass: more likely than not below one half at follow-up",
        lambda take, *names: HALF - _mostly(take, names, reached=False),
    ),
    "two_heaps": (
        "runs at follow-up: more with few or with most people practising than between", _two_heaps,
    ),
}  # fmt: skip
