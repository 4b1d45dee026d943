"""The numbers that differ between the parameter sets of an ensemble."""

from collections.abc import Sequence

import pandas as pd

from experiments.config.configurations import ParameterSet
from simulation.passport import leaves


def parameters(sets: Sequence[ParameterSet]) -> pd.DataFrame:
    """`(sets, settings)`: the settings that are numbers and not the same in all sets."""
    table = pd.DataFrame([{leaf.name: leaf.value for leaf in leaves(one.settings)} for one in sets])
    numbers = table.select_dtypes("number")
    return numbers.loc[:, numbers.nunique() > 1]
