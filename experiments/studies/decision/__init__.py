"""Finds where a team is the better buy: rules, maps, regret, cheapest plans."""

from experiments.studies.kind import Kind

KIND = Kind(
    __name__,
    __doc__,
    ran_in_sets="{set_replicates} replicates of each arm in each of {size} scenarios, each a point of the "
    "design in one of the {sets}; {replicates} replicates of each plan in the search for the cheapest",
    takes=frozenset({"vary", "design"}),
    extra="validity",
    open_ended=True,
)
