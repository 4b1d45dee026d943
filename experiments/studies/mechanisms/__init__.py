"""Divides the advantage of the team among its mechanisms (Shapley values)."""

from experiments.studies.kind import IN_BOTH, Kind

KIND = Kind(__name__, __doc__, ran_in_sets=IN_BOTH)
