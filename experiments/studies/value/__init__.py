"""Finds the best choice at a price per practising person, and the value of more information."""

from experiments.studies.kind import Kind

KIND = Kind(__name__, __doc__, extra="validity")
