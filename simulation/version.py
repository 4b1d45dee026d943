"""The version of the software, and of the model: the latter rises when the same settings and seed
give other numbers."""

__version__ = "0.1.0"
MODEL_VERSION = 1
