"""The commands, and how each refuses what cannot be done."""
