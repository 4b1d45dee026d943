"""Experimental designs: which points in the space of the settings a study runs.

Every design has one face: factors, a size and a stream of chance give a table of points in real
units, a row per point and a column per factor.
"""

from experiments.methods.designs.choosing import DESIGNS, EXTENDABLE, points, unit_places
from experiments.methods.designs.factors import Factor
from experiments.methods.designs.reading import factors_of
from experiments.methods.designs.sensitivity import problem

__all__ = ["DESIGNS", "EXTENDABLE", "Factor", "factors_of", "points", "problem", "unit_places"]
