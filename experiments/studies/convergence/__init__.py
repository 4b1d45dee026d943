"""Estimates the replicates that an interval needs, and what common random numbers save."""

from experiments.studies.kind import Kind

KIND = Kind(
    __name__,
    __doc__,
    ran="{replicates:,} replicates of each arm {own}, and as many of each compared arm with seeds of its own",
)
