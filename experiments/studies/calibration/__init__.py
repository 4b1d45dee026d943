"""Draws parameter sets that meet the targets (rejection sampling)."""

from experiments.config.priors import calibrated
from experiments.studies.kind import Kind

KIND = Kind(
    __name__,
    __doc__,
    varies=calibrated,
    ran="{replicates} replicates of each arm to try a parameter set",
)
