"""Experimental designs: the points in the space of the settings that a study runs.

Every design is called in the same way: factors, a size and a random stream give a table of points in real
units, with a row per point and a column per factor.
"""

from experiments.methods.designs.choosing import DESIGNS, points
from experiments.methods.designs.factors import Factor, factors_of
from experiments.methods.designs.filling import problem

__all__ = ["DESIGNS", "Factor", "factors_of", "points", "problem"]
