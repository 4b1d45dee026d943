"""Shows what an hour together must buy for a team to pay, and how gains rise with brokers' hours."""

from experiments.studies.kind import IN_BOTH, Kind

CASES = "of every amount of hours, every worth of an hour and every number of brokers"
KIND = Kind(
    __name__,
    __doc__,
    ran=f"{{replicates:,}} replicates {CASES} {{own}}",
    ran_in_sets=IN_BOTH.replace("of each arm", CASES),
)
