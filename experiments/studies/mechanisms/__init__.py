"""Divides the advantage of the team among its mechanisms (Shapley values)."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="mechanisms",
    about="Divides the advantage of the team among its mechanisms (Shapley values).",
    package=__name__,
    ran_in_sets="{replicates} replicates of each arm {own}, and {set_replicates} in each of the {sets}",
)
