"""Decomposes the variance of single runs into groups of settings and chance (Sobol)."""

from experiments.config.values import numbers
from experiments.studies.kind import Kind

KIND = Kind(
    __name__,
    __doc__,
    varies=numbers,
    ran_in_sets="{replicates} replicates of each arm at every point: {size:,} pairs of base points, and each "
    "group of settings exchanged between them in turn",
)
