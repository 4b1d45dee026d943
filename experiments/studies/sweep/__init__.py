"""Compares arms at every point of a design."""

from experiments.studies.kind import Kind

TAKES = frozenset({"arms", "compare", "vary", "design", "outcomes", "until"})
KIND = Kind(__name__, __doc__, takes=TAKES)
