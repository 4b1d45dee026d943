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

    Where nothing could be spent there is nothing gained, and the yield is 0.
    """
    found = {}
    for arm in ARMS:
        spent = money[arm].mean(axis=-1)
        mean = gain[arm].mean(axis=-1)
        found[arm] = np.divide(MILLION * mean, spent, out=np.zeros_like(mean), where=spent > 0)
    return found


def better(
    culture: Mapping[str, Values], money: Mapping[str, Values], critical: float
) -> dict[str, npt.NDArray[np.bool_]]:
    """Whether the team is the better buy than each other arm, over the mean of the runs (last axis).

    Against arms of the same money it is the gain that counts, against one full-timer the gain per
    pound where there is any, and against nobody that the critical mass is reached.

    Args:
        culture: shares of people practising, by arm.
        money: pounds spent, by arm.
        critical: the share of people that makes a critical mass.
    """
    gain = gains(culture)
    means = {arm: values.mean(axis=-1) for arm, values in gain.items()}
    per_pound = yields(gain, money)
    reached = culture["team"].mean(axis=-1) >= critical
    return {
        "solos": means["team"] > means["solos"],
        "single_matched": means["team"] > means["single_matched"],
        "single": (means["team"] > 0) & (per_pound["team"] > per_pound["single"]),
        "none": reached & (culture["none"].mean(axis=-1) < critical),
    }
