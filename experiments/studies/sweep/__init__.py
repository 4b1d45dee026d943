"""Compares arms at every point of a design."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="sweep",
    about="Compares arms at every point of a design.",
    package=__name__,
    takes=frozenset({"arms", "compare", "vary", "design", "outcomes"}),
)
