"""The cost of brokers, and the share of people that counts as a critical mass."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting

# fmt: off

@dataclasses.dataclass(frozen=True)
class Money:
    """The cost of brokers, and the share of people that counts as a critical mass."""

    salary: float = setting(
        60_000.0, "pounds per full-time year", (40_000, 90_000),
        "Annual salary of a full-time broker",
        "Annual salary of a full-time broker, with on-costs.", legal=(0, 1e9),
    )
    critical_mass: float = setting(
        0.25, SHARE, (0.1, 0.4), "Critical mass",
        "Share of practising people in the hosts that counts as the critical mass.",
        "Centola et al. 2018", "evidence",
    )
