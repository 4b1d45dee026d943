"""Demands on brokers, and how these affect strain and confidence."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import PAPER, SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Demands:
    """Demands on brokers, and how these affect strain and confidence."""

    taskmasters: int = setting(
        2, "people", (1, 4), "Taskmasters per broker",
        "Number of people who give each broker tasks.", PAPER, legal=(0, 100),
    )
    half_days: float = setting(
        1.1, "half-days a week", (0.5, 2.0), "Demands per taskmaster",
        "Work that each taskmaster asks of a half-time broker; of other brokers in proportion to "
        "their working time.",
        "AskFuse: 1.2-1.6 enquiries a week to one service", "derived", legal=(0, 100),
    )
    expectations: float = setting(
        1.0, "factor", (0.7, 2.0), "Level of expectations",
        "Multiplies every demand on brokers; above 1, expectations are unrealistic.",
        PAPER, legal=(0, 100),
    )
    served_share: float = setting(
        0.56, SHARE, (0.3, 0.8), "Largest share of time for demands",
        "Largest share of the working week that demands may take.",
    )
    strain_up: float = setting(
        0.13, "per week", (0.05, 0.2), "Strain gained from overload",
        "Strain gained in a week per unit of overload.",
        "Bowling et al. 2015 (direction)", legal=(0, 1),
    )
    recovery: float = setting(
        0.071, "per week", (0.03, 0.12), "Weekly recovery from strain",
        "Share of strain that a broker without support loses in a week.", SKETCH, legal=(0, 1),
    )
    output_loss: float = setting(
        0.49, SHARE, (0.2, 0.8), "Time for brokering lost to strain",
        "Share of a broker's free time that is lost at full strain.",
        "Gilboa et al. 2008 (direction)",
    )
    confidence: float = setting(
        0.5, SHARE, (0.3, 0.7), "Confidence of a new broker",
        "Confidence of a new broker, and the level to which a broker's confidence returns.",
    )
    confidence_up: float = setting(
        0.024, SHARE, (0.0, 0.05), "Confidence gained per success",
        "Confidence that a half-time broker gains from a success, as a share of what is missing to 1; a "
        "success counts less the longer the working time.",
    )
    confidence_down: float = setting(
        0.03, "per week", (0.0, 0.06), "Confidence lost to strain",
        "Share of a broker's confidence that is lost in a week at full strain.", legal=(0, 1),
    )
    confidence_memory: float = setting(
        65.0, "weeks", (26, 104), "Return time of broker confidence",
        "Time constant with which a broker's confidence returns to the level of a new broker.",
        legal=(1, 1e6),
    )
