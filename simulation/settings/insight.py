"""How fast brokers learn about a community from within."""

from __future__ import annotations

import dataclasses

from simulation.passport import setting

# fmt: off

@dataclasses.dataclass(frozen=True)
class Insight:
    """How fast brokers learn about a community from within."""

    learning: float = setting(
        30.0, "weeks", (13, 52), "Time to learn about a community",
        "Time constant of gaining insight into a community by being there full time.",
        "Zych, Berta & Gagliardi 2019: six months to two years until a partnership works",
        "derived", legal=(1, 1e6),
    )
