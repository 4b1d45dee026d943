"""What a sensitivity analysis varies: every number of the model, over its range.

A calibrated setting varies over the middle nine tenths of the ensemble, on the scale of its prior; what
somebody chooses or finds in place, over the plausible range of its passport. Correlations between settings
in the ensemble are left out (`pairs.csv` of a calibration has them).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from experiments.config import ensembles as ensemble
from experiments.config.priors import shape
from experiments.methods.designs import Factor
from simulation import Settings
from simulation.params import FILE_SETTINGS
from simulation.passport import leaves

MIDDLE = (0.05, 0.95)
# The horizon; what repeats a contract, as its length varies; what is only counted with; how files are read.
LEFT = ("weeks", "contract.renewals", "money.salary", "money.critical_mass", *FILE_SETTINGS)
# A team has brokers from both sides, and posts that the longest meetings fit into.
AT_LEAST = {"brokers.managers": 1, "brokers.academics": 1, "brokers.fte": 0.35}


def factors(path: Path | None, held: Collection[str] = ()) -> list[Factor]:
    """What varies, and over which range.

    Args:
        path: of the ensemble; None: priors alone.
        held: names of settings that do not vary.

    Raises:
        SettingsError: the ensemble cannot be read, or leaves a setting no range.
    """
    table = ensemble.read(path) if path else None
    found = []
    for leaf in leaves(Settings()):
        if isinstance(leaf.default, bool | str) or leaf.name in (*LEFT, *held):
            continue
        scale = "linear"
        if table is not None and leaf.name in table:
            low, high = table[leaf.name].quantile(list(MIDDLE)).tolist()
            scale = "log" if shape(leaf)[0] == "loguniform" else scale
        else:
            assert leaf.passport is not None, f"{leaf.name} has no passport"
            low, high = (float(bound) for bound in leaf.passport.plausible)
        low = max(low, AT_LEAST.get(leaf.name, low))
        if isinstance(leaf.default, int):
            low, high = round(low), round(high)
        found.append(Factor(leaf.name, low=low, high=high, scale=scale))
    return found
