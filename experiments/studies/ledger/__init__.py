"""Tests reported claims, each with its falsifier."""

from experiments.studies.kind import IN_BOTH, Kind

KIND = Kind(__name__, __doc__, ran_in_sets=IN_BOTH)
