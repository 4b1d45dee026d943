"""Finds the best choice at a price per practising person, and what more knowledge is worth."""

from experiments.studies.kind import Kind

KIND = Kind(__name__, __doc__, extra="validity")
