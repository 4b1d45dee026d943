"""Counts the replicates that an interval needs, and what common random numbers save."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="convergence",
    about="Counts the replicates that an interval needs, and what common random numbers save.",
    package=__name__,
    ran="{replicates} replicates of each arm {own}, and as many of each compared arm with seeds of its own",
)
