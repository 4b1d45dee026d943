"""Compares the team with every other arm, and counts how often it does worse."""

from experiments.config.groups import COLLECTIVE
from experiments.studies.kind import IN_BOTH, Kind

KIND = Kind(__name__, __doc__, ran_in_sets=IN_BOTH, exchanges=COLLECTIVE)
