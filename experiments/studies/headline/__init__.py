"""Compares the team with every other arm, and counts how often it does worse."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="headline",
    about="Compares the team with every other arm, and counts how often it does worse.",
    package=__name__,
    ran_in_sets="{replicates} replicates of each arm {own}, and {set_replicates} in each of the {sets}",
)
