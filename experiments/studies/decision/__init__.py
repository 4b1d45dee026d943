"""Finds where a team does better, and the cheapest plan that is likely to work."""

from experiments.studies.kind import Kind

KIND = Kind(
    __name__,
    __doc__,
    ran_in_sets="{set_replicates} replicates of each arm in each of {size:,} scenarios, each a combination "
    "of conditions in one of the {sets}; each plan in one world of some sets, and {replicates} replicates of "
    "each chosen plan in all",
    takes=frozenset({"vary", "design"}),
    extra="validity",
    open_ended=True,
)
