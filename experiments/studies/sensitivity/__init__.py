"""Ranks uncertain parameters (Morris), then decomposes the variance (Sobol)."""

from experiments.config.values import numbers
from experiments.studies.kind import Kind

KIND = Kind(
    __name__,
    __doc__,
    varies=numbers,
    ran="{replicates} replicates of each arm at every point, with the same seeds; an ensemble gives ranges",
    takes=frozenset({"outcomes"}),
    open_ended=True,
)
