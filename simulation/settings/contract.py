"""Start and length of contracts, and how posts fall vacant."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, WEEKLY, setting
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
    vacancy: int = setting(
        16, "weeks", (4, 26), "Length of a vacancy",
        "Number of weeks for which a post stays vacant.", legal=(1, 10_000),
    )
    exit: float = setting(
        0.0021, WEEKLY, (0.001, 0.005), "Weekly chance that a broker leaves",
        "Chance that a broker without strain leaves within a week.", SKETCH,
    )
    exit_strain: float = setting(
        0.027, WEEKLY, (0.0, 0.05), "Exits caused by strain",
        "Added to the weekly chance that a broker leaves, per unit of strain above the tolerated "
        "level.", "Bowling et al. 2015; Griffeth et al. 2000 (direction)",
    )
    strain_tolerance: float = setting(
        0.39, SHARE, (0.2, 0.6), "Strain that brokers tolerate",
        "Highest strain that does not make a broker more likely to leave.", SKETCH,
    )
