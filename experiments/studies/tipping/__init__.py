"""Shows how the share practising develops after the contracts, and its tipping point."""

from experiments.studies.kind import Kind

KIND = Kind(
    __name__,
    __doc__,
    ran="{replicates:,} replicates of each arm and team size, with and without the norm, {own}",
    ran_in_sets=(
        "{replicates:,} replicates of each arm and team size, with and without the norm, {own}, and "
        "{set_replicates} in each of the {sets}"
    ),
)
