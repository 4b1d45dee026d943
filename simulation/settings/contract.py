"""Start and length of contracts, and how posts fall vacant."""

from __future__ import annotations

import dataclasses

from simulation.passport import WEEKLY, setting
from simulation.settings.sources import PAPER, SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Contract:
    """Start and length of contracts, and how posts fall vacant."""

    start: int = setting(
        0, "weeks", (0, 52), "Start of contracts", "Week in which the contracts begin.",
        SKETCH, legal=(0, 1e4),
    )
    weeks: int = setting(
        104, "weeks", (26, 156), "Length of contracts", "Length of a contract.",
        PAPER, "evidence", legal=(1, 10_000),
    )
    exit: float = setting(
        0.0021, WEEKLY, (0.001, 0.005), "Weekly chance that a broker leaves",
        "Chance that a broker without strain leaves within a week.", SKETCH,
    )
    exit_strain: float = setting(
        0.012, WEEKLY, (0.0, 0.024), "Exits caused by strain",
        "Added to the weekly chance that a broker leaves, at full strain.",
        "Bowling et al. 2015; Griffeth et al. 2000 (direction)",
    )
