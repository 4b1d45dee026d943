"""Tests reported claims, each with its falsifier."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="ledger",
    about="Tests reported claims, each with its falsifier.",
    package=__name__,
    ran_in_sets="{replicates} replicates of each arm {own}, and {set_replicates} in each of the {sets}",
)
