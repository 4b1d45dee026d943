"""Input files: text, tables and graphs are read here, checked, and all their faults listed at once."""
