"""Shows what an hour together must buy for a team to pay, and how gains rise with brokers' hours."""

from experiments.studies.kind import IN_BOTH, Kind

KIND = Kind(__name__, __doc__, ran_in_sets=IN_BOTH)
