"""Regret: by how much a choice falls behind the best one in the same circumstances (Savage 1951)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.methods import clusters
from experiments.studies.decision.worth import ARMS, Values


def regret(
    one: Mapping[str, Values], other: Mapping[str, Values], sets: clusters.Sets, measure: str
) -> pd.DataFrame:
    """A row per choice: how far behind the choice that other runs name best, on average over all scenarios.

    The best choice is named by one half of the runs and regretted in the other, in turn: the best of
    several means in the same runs would partly be the luckiest. Where the half that names it errs, the
    true best is better still, so that the mean is a lower bound of true regret. In single scenarios it is
    mostly luck, which is why nothing but the mean is told.

    Args:
        one: `(scenarios,)` what each choice is worth by one half of the runs.
        other: the same by the other half, of the same choices.
        sets: the parameter set of each scenario.
        measure: what that is.

    Returns:
        Mean worth, how often it is named best, and mean regret with its 95 % interval over parameter sets;
        then how much `more` that is than that of the choice with the least, with its interval.
    """
    arms = [arm for arm in ARMS if arm in one]
    halves = [np.array([half[arm] for arm in arms]) for half in (one, other)]
    scenarios = np.arange(halves[0].shape[1])
    behind, best = np.zeros_like(halves[0]), np.zeros_like(halves[0])
    for named, judged in (halves, halves[::-1]):
        first = named.argmax(axis=0)
        behind += (judged[first, scenarios] - judged) / 2
        best += (np.arange(len(arms))[:, None] == first) / 2
    least = behind[behind.mean(axis=1).argmin()]
    rows = [
        {"measure": measure, "arm": arm, "worth": worth, "best_in": often}
        | _mean("", own, sets) | _mean("more_", own - least, sets)
        for arm, worth, often, own in zip(
            arms, np.mean(halves, axis=(0, 2)), best.mean(axis=1), behind, strict=True
        )
    ]  # fmt: skip
    return pd.DataFrame(rows).rename(columns={"more_mean": "more"})


def _mean(prefix: str, values: Values, sets: clusters.Sets) -> dict[str, float]:
    low, high = clusters.interval(values, np.ones(len(values), bool), sets)
    return {f"{prefix}mean": float(values.mean()), f"{prefix}low": low, f"{prefix}high": high}
