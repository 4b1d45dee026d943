"""Compares several futures of one common past."""

from experiments.studies.kind import Kind

KIND = Kind(__name__, __doc__, takes=frozenset({"outcomes", "past", "futures", "reference"}))
