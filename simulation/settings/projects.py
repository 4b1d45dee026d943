"""Co-produced bids (CIR) and decisions that may use research (RIC)."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, WEEKLY, setting
from simulation.settings.sources import SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Projects:
    """Co-produced bids (CIR) and decisions that may use research (RIC)."""

    bid: float = setting(
        0.033, WEEKLY, (0.01, 0.1), "Weekly chance of starting a bid",
        "Chance that two people start a bid in a week, at full bond, attitude and confidence.",
        SKETCH,
    )
    preparation: int = setting(
        50, "weeks", (26, 78), "Preparation time of a bid",
        "Time from the idea to the submission of a bid.",
        "up to 18 months: Sheffield guidance", "derived", legal=(1, 10_000),
    )
    verdict: int = setting(
        44, "weeks", (35, 52), "Time to the funder's decision",
        "Time from the submission of a bid to the funder's decision.",
        "NIHR Research for Patient Benefit", "derived", legal=(0, 10_000),
    )
    win: float = setting(
        0.17, SHARE, (0.08, 0.25), "Basic success rate of bids",
        "Chance that a bid wins if the partners know nothing of each other's needs.",
        "NIHR Research for Patient Benefit 2010-22: 18-25 %", "evidence",
    )
    need_odds: float = setting(
        1.6, "odds ratio", (1.2, 2.0), "Effect of knowledge on bid success",
        "Odds of winning with full knowledge of each other's needs, relative to none.",
        "Wisely & Haines 1995: odds nearly double per added discipline", "derived", legal=(1, 100),
    )
    success: float = setting(
        0.11, SHARE, (0.0, 0.2), "Confidence and skill gained per grant",
        "Confidence and skill that each partner gains from a grant, as a share of what is missing to 1.",
    )
    decision: float = setting(
        0.015, WEEKLY, (0.006, 0.025), "Weekly chance of a decision",
        "Chance that a decision reaches a manager's desk in a week.", SKETCH,
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
    closed_by_pressure: float = setting(
        0.7, SHARE, (0.4, 1.0), "Decisions closed by financial pressure",
        "Share of decisions that full financial pressure closes to research.",
        "Clarke et al. 2013: half of commissioners rate evidence as important", "derived",
    )
    closed_by_seniors: float = setting(
        0.52, SHARE, (0.3, 0.8), "Decisions closed by senior staff",
        "Share of decisions closed to research where senior staff are not involved.",
        "Jacob et al.: odds 2.5 times as high where the supervisor expects research use", "derived",
    )
