"""Draws parameter sets that meet the targets (rejection sampling)."""

from experiments.studies.kind import Kind

KIND = Kind(__name__, __doc__, ran="{replicates} replicates of each arm to try a parameter set")
