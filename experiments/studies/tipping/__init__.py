"""Shows how the share practising develops after the contracts, and its tipping point."""

from experiments.studies.kind import Kind

RAN = "{replicates:,} replicates of each arm and team size, with and without the norm, {own}"
KIND = Kind(
    __name__, __doc__, ran=RAN, ran_in_sets=RAN + ", and {set_replicates} in each of the {sets}"
)
