"""Compares the team with every other arm, and counts how often it does worse."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="headline",
    about="Compares the team with every other arm, and counts how often it does worse.",
    package=__name__,
)
