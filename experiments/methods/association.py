"""Which settings go with a value over many parameter sets."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats


def rank_correlations(settings: pd.DataFrame, values: npt.NDArray[np.float64]) -> pd.DataFrame:
    """A row per setting: Spearman's correlation over sets with the values `(sets,)`, the clearest first.

    The columns are setting, correlation, p, and q: the false discovery rate over all settings. Where a
    setting or the values do not vary, the correlation is NaN and p is 1.
    """
    rows = []
    for name in settings:
        varies = settings[name].nunique() > 1 and np.ptp(values) > 0
        found = stats.spearmanr(settings[name], values) if varies else None
        rows.append((name, found.statistic if found else np.nan, found.pvalue if found else 1.0))
    table = pd.DataFrame(rows, columns=["setting", "correlation", "p"])
    table["q"] = stats.false_discovery_control(table["p"])
    return table.sort_values(["p", "setting"], ignore_index=True)
