"""The version of the software and that of the model.

The model version rises when the same settings and seed give other numbers.
"""

__version__ = "0.2.0"
MODEL_VERSION = 3
