"""Regret: by how much a choice falls behind the best one in the same circumstances (Savage 1951)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.decision.worth import ARMS, Values


def regret(one: Mapping[str, Values], other: Mapping[str, Values], measure: str) -> pd.DataFrame:
    """A row per choice, nobody among them: its regret over all scenarios, and how often it is the best.

    The best choice is named by one half of the runs and regretted in the other, in turn: the best of
    several means in the same runs would partly be the luckiest. In single scenarios regret may
    therefore be negative.

    Args:
        one: `(scenarios,)` what each arm is worth by one half of the runs.
        other: the same by the other half.
        measure: what that is.
    """
    halves = [np.array([half[arm] for arm in ARMS]) for half in (one, other)]
    scenarios = np.arange(halves[0].shape[1])
    behind, best = np.zeros_like(halves[0]), np.zeros_like(halves[0])
    for named, judged in (halves, halves[::-1]):
        first = named.argmax(axis=0)
        behind += (judged[first, scenarios] - judged) / 2
        best += (np.arange(len(ARMS))[:, None] == first) / 2
    return pd.DataFrame(
        {
            "measure": measure, "arm": ARMS, "worth": np.mean(halves, axis=(0, 2)),
            "best_in": best.mean(axis=1), "mean": behind.mean(axis=1),
            "q50": np.quantile(behind, 0.5, axis=1), "q95": np.quantile(behind, 0.95, axis=1),
            "worst": behind.max(axis=1),
        }
    )  # fmt: skip
