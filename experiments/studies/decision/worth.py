"""What an arm is worth: the gain in people practising, and the gain per pound."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

ARMS = ("none", "single", "single_matched", "solos", "team")
# What the team is compared with, and by what it is judged: a text of the table of agreement.
OTHERS = {
    "solos": "more people practise than with the same people working alone",
    "single_matched": "more people practise than with unconnected full-timers for the same money",
    "single": "more people practise for the same money than with one full-timer",
    "none": "the critical mass is reached, and is not without brokers",
}
MILLION = 1e6  # pounds; gains are in percentage points


def gains(culture: Mapping[str, Values]) -> dict[str, Values]:
    """Percentage points of people practising that each arm gains over no brokers, run by run."""
    return {arm: 100 * (culture[arm] - culture["none"]) for arm in ARMS}


def yields(gain: Mapping[str, Values], money: Mapping[str, Values]) -> dict[str, Values]:
    """Percentage points per million pounds: mean gain over mean money, along the last axis (runs).

    It is 0 where nothing could be spent. A loss counts per pound too, so that chance variation averages to
    zero.
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

    A tie counts one half, as in the probability of superiority (Vargha & Delaney 2000). The mean of the runs
    (last axis) is judged. Against arms of equal cost the gain counts; against the single broker the gain per
    pound, where a loss counts as zero: it would look smaller, the more money was spent. Against no brokers
    the team must reach the critical mass where it is not reached without brokers; there are no ties.

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
    return np.where(np.isclose(team, other, rtol=1e-9, atol=1e-9), 0.5, team > other)


def standing(wins: Values) -> dict[str, float]:
    """The shares of places where the team is ahead, tied and behind."""
    states = {"ahead": 1.0, "tied": 0.5, "behind": 0.0}
    return {name: float((wins == value).mean()) for name, value in states.items()}
