"""Regret: by how much a choice falls behind the best one in the same circumstances (Savage 1951)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.decision.worth import BUYS, Values


def regret(values: Mapping[str, Values], measure: str) -> pd.DataFrame:
    """A row per arm: its regret over all scenarios, and how often it is the best.

    Luck is in it: the best of several means is partly the luckiest.

    Args:
        values: `(scenarios,)` what each arm is worth there.
        measure: what that is.
    """
    best = np.max([values[arm] for arm in BUYS], axis=0)
    rows = []
    for arm in BUYS:
        behind = best - values[arm]
        q50, q95 = np.quantile(behind, (0.5, 0.95))
        rows.append(
            {
                "measure": measure, "arm": arm, "worth": float(values[arm].mean()),
                "best_in": float((behind == 0).mean()), "mean": float(behind.mean()),
                "q50": float(q50), "q95": float(q95), "worst": float(behind.max()),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
