"""Meetings of managers and academics, learning, forgetting and practising."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, WEEKLY, setting
from simulation.settings.sources import SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Culture:
    """Meetings of managers and academics, learning, forgetting and practising."""

    quality: float = setting(
        0.35, SHARE, (0.2, 0.5), "Basic chance of a good meeting",
        "Chance that a meeting across the communities goes well when neither side understands the"
        " other.",
    )
    gain: float = setting(
        0.07, SHARE, (0.03, 0.12), "Gain per good meeting",
        "Attitude, knowledge, skill and confidence that each side gains in a good meeting across the "
        "communities, as a share of the distance to 1.",
        "Pettigrew & Tropp 2006: contact moves attitude by 0.4 standard deviations", "derived",
    )
    fading: float = setting(
        83.0, "weeks", (39, 125), "Time constant of forgetting",
        "Time constant with which attitude, knowledge, skill and confidence return to the "
        "personal baseline.",
        "Tatel & Ackerman: 0.0123 to 0.0245 a week", "derived", legal=(1, 1e6),
    )
    influence: float = setting(
        0.022, SHARE, (0.01, 0.05), "Influence of colleagues",
        "Share of the difference to a colleague's attitude, and of a colleague's new knowledge and "
        "skill, that a person takes on in a week.", SKETCH,
    )
    norm_weight: float = setting(
        0.26, SHARE, (0.0, 0.5), "Weight of colleagues who practise",
        "How much a person's readiness rises with the share of colleagues who practise.",
        "Centola et al. 2018: a quarter tips a convention (order)",
    )
    practice: float = setting(
        0.12, WEEKLY, (0.05, 0.3), "Weekly meetings without a broker",
        "Chance that a practising person meets a partner without a broker in a week.", SKETCH,
    )
    meetings_a_week: int = setting(
        1, "meetings", (1, 3), "Most meetings a week",
        "Number of meetings across the communities that a person has time for in a week.",
        "senior NHS staff: 4 to 8 hours a week of their own; academics: 6 to 12 hours of meetings",
        "derived", legal=(1, 1000),
    )
