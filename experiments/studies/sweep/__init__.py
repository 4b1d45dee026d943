"""Compares arms at every point of a design."""

from experiments.studies.kind import Kind

KIND = Kind(__name__, __doc__, takes=frozenset({"arms", "compare", "vary", "design", "outcomes"}))
