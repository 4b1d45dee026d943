"""Finds where a team is the better buy: rules, maps, regret, cheapest plans."""

from experiments.studies.kind import Kind

KIND = Kind(
    name="decision",
    about="Finds where a team is the better buy: rules, maps, regret, cheapest plans.",
    package=__name__,
    takes=frozenset({"vary", "design"}),
    extra="validity",
    open_ended=True,
)
