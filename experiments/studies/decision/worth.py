"""What an arm is worth: the people it makes practise, and per unit of money."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

ARMS = ("none", "single", "single_matched", "solos", "team")
# What the team is compared with, and by what it is judged.
OTHERS = {
    "solos": "more people practise than with the same people working alone",
    "single_matched": "more people practise than with unconnected full-timers for the same money",
    "single": "more people practise for the same money than with one full-timer",
    "none": "the critical mass is reached, and is not without brokers",
}
MILLION = 1e6  # pounds; gains are given in percentage points


def gains(culture: Mapping[str, Values]) -> dict[str, Values]:
    """Percentage points of people practising that each arm gains over no brokers (which gain 0), run by run.

    Args:
        culture: shares of people practising, by arm; the same worlds in the same places.
    """
    return {arm: 100 * (culture[arm] - culture["none"]) for arm in ARMS}


def yields(gain: Mapping[str, Values], money: Mapping[str, Values]) -> dict[str, Values]:
    """Percentage points per million pounds: mean gain over mean money, along the last axis (runs).

    It is 0 where nothing could be spent. A loss is one per pound too, so that luck, which brings losses as
    it brings gains, comes to nothing on average.
    """
    found = {}
    for arm in ARMS:
        spent = money[arm].mean(axis=-1)
        mean = gain[arm].mean(axis=-1)
        found[arm] = np.divide(MILLION * mean, spent, out=np.zeros_like(mean), where=spent > 0)
    return found


def better(
    culture: Mapping[str, Values], money: Mapping[str, Values], critical: float
) -> dict[str, Values]:
    """Whether the team is the better buy than each other arm: 1 ahead, 0.5 tied, 0 behind.

    A tie counts as one half, as in the probability of superiority (Vargha & Delaney 2000), so that arms which
    are alike come to an even chance. It is the mean of the runs (last axis) that is judged. Against arms of
    the same money the gain counts; against one full-timer the gain per pound, where a loss counts as nothing:
    it would seem the smaller, the more money it cost. Against no brokers it counts that the critical mass is
    reached, and not without brokers; there are no ties.

    Args:
        culture: shares of people practising, by arm.
        money: pounds spent, by arm.
        critical: the share of people that makes a critical mass.
    """
    gain = gains(culture)
    means = {arm: values.mean(axis=-1) for arm, values in gain.items()}
    per_pound = {arm: np.maximum(0.0, of) for arm, of in yields(gain, money).items()}
    reached = culture["team"].mean(axis=-1) >= critical
    return {
        "solos": _ahead(means["team"], means["solos"]),
        "single_matched": _ahead(means["team"], means["single_matched"]),
        "single": _ahead(per_pound["team"], per_pound["single"]),
        "none": (reached & (culture["none"].mean(axis=-1) < critical)).astype(float),
    }


def _ahead(team: Values, other: Values) -> Values:
    """1 where the team has more, 0.5 where both have as much up to rounding, 0 where it has less."""
    return np.where(np.isclose(team, other, rtol=1e-9, atol=1e-9), 0.5, team > other)


def standing(wins: Values) -> dict[str, float]:
    """The shares of places where the team is ahead, tied and behind."""
    states = {"ahead": 1.0, "tied": 0.5, "behind": 0.0}
    return {name: float((wins == value).mean()) for name, value in states.items()}
