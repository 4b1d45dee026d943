"""Designs and statistics: they run nothing and read no folder."""
