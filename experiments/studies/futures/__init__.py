"""Compares what follows from one common past."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="futures",
    about="Compares what follows from one common past.",
    package=__name__,
    takes=frozenset({"outcomes", "past", "futures", "reference"}),
)
