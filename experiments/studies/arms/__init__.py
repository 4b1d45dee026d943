"""Compares arms in the same worlds."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="arms",
    about="Compares arms in the same worlds.",
    package=__name__,
    takes=frozenset({"arms", "compare", "until"}),
)
