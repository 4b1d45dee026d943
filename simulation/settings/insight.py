"""How brokers learn about a community from within."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Insight:
    """How brokers learn about a community from within."""

    home: float = setting(
        0.87, SHARE, (0.7, 1.0), "Initial insight into the home community",
        "Insight of a new broker into the home community.", SKETCH,
    )
    host: float = setting(
        0.15, SHARE, (0.0, 0.3), "Initial insight into the host community",
        "Insight of a new broker into the host community.", SKETCH,
    )
    learning: float = setting(
        30.0, "weeks", (13, 52), "Time to learn about a community",
        "Time constant of gaining insight into a community by being there full time.",
        "Zych, Berta & Gagliardi 2019: six months to two years until a partnership works",
        "derived", legal=(1, 1e6),
    )
    fading: float = setting(
        100.0, "weeks", (39, 156), "Time to lose insight",
        "Time constant of losing insight into a community by being away.",
        "Tatel & Ackerman: half a skill lost in 6.5 to 13 months of disuse",
        "derived", legal=(1, 1e6),
    )
    second_hand: float = setting(
        0.51, SHARE, (0.2, 0.8), "Insight that teammates can pass on",
        "Share of a teammate's insight that can be learnt by hearing about it.",
    )
