"""Demands on brokers: what they ask, cost and bring."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import PAPER

# fmt: off

@dataclasses.dataclass(frozen=True)
class Demands:
    """Demands on brokers: what they ask, cost and bring."""

    half_days: float = setting(
        2.2, "half-days a week", (1.0, 4.0), "Demands on a half-time broker",
        "Work that taskmasters ask of a half-time broker; of others in proportion to their working time.",
        f"{PAPER} (too many taskmasters); AskFuse: 1.2-1.6 enquiries a week to one service",
        "derived", legal=(0, 100),
    )
    people_met: float = setting(
        0.4, "people per half-day", (0.25, 0.65), "People met through demands",
        "People at the host whom a broker meets per half-day of demands served; 0: demands are desk work.",
        "Ritchie et al. 2019: 0.28 to 0.64 new people per half-day", "derived", legal=(0, 5),
    )
    standing_loss: float = setting(
        0.1, SHARE, (0.03, 0.25), "Standing lost per lapsed request",
        "Share of a post's standing at the host that is lost when a half-day of demands lapses; half as much "
        "again when the holder changes.",
        "Joyce & Kraut 2006: an unanswered request costs 21 % of repeat requests; Shi et al. 2017", "derived",
    )
    strain_up: float = setting(
        0.13, "per week", (0.05, 0.2), "Strain gained from overload",
        "Strain gained in a week per unit of overload.",
        "Bowling et al. 2015 (direction)", legal=(0, 1),
    )
