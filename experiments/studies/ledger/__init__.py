"""Tests reported claims, each with its falsifier."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="ledger",
    about="Tests reported claims, each with its falsifier.",
    package=__name__,
)
