"""Compares arms in the same worlds."""

from experiments.studies.kind import Kind

KIND = Kind(__name__, __doc__, takes=frozenset({"arms", "compare", "until"}))
