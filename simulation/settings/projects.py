"""Co-produced bids (CIR) and decisions that may use research (RIC); they change nothing else."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, WEEKLY, setting
from simulation.settings.sources import SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Projects:
    """Co-produced bids (CIR) and decisions that may use research (RIC); they change nothing else."""

    bid: float = setting(
        0.033, WEEKLY, (0.01, 0.1), "Weekly chance of starting a bid",
        "Chance that two people start a bid in a week, at full bond, attitude and confidence.",
        SKETCH,
    )
    win: float = setting(
        0.17, SHARE, (0.08, 0.25), "Basic success rate of bids",
        "Chance that a bid wins if the partners know nothing of each other's needs.",
        "NIHR Research for Patient Benefit 2010-22: 18-25 %", "evidence",
    )
    window: int = setting(
        16, "weeks", (4, 26), "Time to take a decision",
        "Number of weeks until a decision is taken.",
        "Innvaer et al. 2002 (direction)", legal=(1, 10_000),
    )
    find: float = setting(
        0.67, WEEKLY, (0.3, 1.0), "Weekly chance of finding research",
        "Chance that research is found in a week, at full skill, confidence and contact.",
    )
