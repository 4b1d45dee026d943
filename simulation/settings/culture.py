"""Settings of culture, projects and money."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, WEEKLY, setting
from simulation.settings.sources import SKETCH


@dataclasses.dataclass(frozen=True)
class Culture:
    """Meetings of managers and academics, learning, forgetting and practising."""

    quality: float = setting(0.34, SHARE, (0.2, 0.5), "A meeting goes well if nobody is fluent.")
    quality_fluency: float = setting(
        0.46, SHARE, (0.3, 0.6), "Added when both sides are fully understood."
    )
    attitude_gain: float = setting(
        0.064, SHARE, (0.03, 0.1), "Attitude gained in a good meeting, times the room left.",
        "Pettigrew & Tropp 2006: contact moves attitude by 0.4 standard deviations", "derived",
    )  # fmt: skip
    knowledge_gain: float = setting(0.091, SHARE, (0.05, 0.15), "The same for knowledge.", SKETCH)
    skill_gain: float = setting(0.066, SHARE, (0.03, 0.1), "The same for skill.", SKETCH)
    confidence_gain: float = setting(0.067, SHARE, (0.03, 0.1), "The same for confidence.", SKETCH)
    bond_gain: float = setting(0.21, SHARE, (0.1, 0.3), "The same for the bond.", SKETCH)
    bad: float = setting(
        0.66, "factor", (0.3, 1.0), "What a bad meeting costs, in parts of the gain.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    fading: float = setting(
        83.0, "weeks", (39, 125), "Time constant of a stance's return to the personal baseline.",
        "Tatel & Ackerman: 0.0123 to 0.0245 a week", "derived", (1, 1e6),
    )  # fmt: skip
    loose_bond: float = setting(
        0.024, "per week", (0.01, 0.044), "Share of a new bond that fades in a week.",
        "Burt 2002: 90 % of unsupported bridges gone in a year", "derived", (0, 1),
    )  # fmt: skip
    close_bond: float = setting(
        0.0022, "per week", (0.001, 0.006), "Share of a full bond that fades in a week.",
        "Dunbar: 15 % of closeness a year; Catalini 2018", "derived", (0, 1),
    )  # fmt: skip
    social_pull: float = setting(
        0.024, SHARE, (0.01, 0.04), "Pull of a colleague's attitude.", SKETCH
    )
    sharing: float = setting(
        0.021,
        SHARE,
        (0.01, 0.06),
        "Share of a colleague's new knowledge and skill picked up.",
        SKETCH,
    )
    norm_weight: float = setting(
        0.26, SHARE, (0.0, 0.5), "Weight of the practising share of colleagues in readiness.",
        "Centola et al. 2018: a quarter tips a convention (order)",
    )  # fmt: skip
    margin: float = setting(
        0.05, SHARE, (0.0, 0.1), "How far below the threshold one stops.", SKETCH
    )
    reconsider: float = setting(
        0.14, WEEKLY, (0.05, 0.3), "A person reconsiders practising.", SKETCH
    )
    practice: float = setting(
        0.12, WEEKLY, (0.05, 0.3), "A practising person meets a partner unaided.", SKETCH
    )
    through_colleagues: float = setting(
        0.31, SHARE, (0.0, 0.6), "Share of those meetings with a colleague's partner, not an own."
    )
    serendipity: float = setting(
        0.0013, WEEKLY, (0.0, 0.003), "An academic meets some manager by chance."
    )


@dataclasses.dataclass(frozen=True)
class Projects:
    """Co-produced bids (CIR) and decisions that may use research (RIC)."""

    bid: float = setting(0.033, WEEKLY, (0.01, 0.1), "A bid starts, at full bond and will.", SKETCH)
    preparation: int = setting(
        50, "weeks", (26, 78), "From idea to submission.", "up to 18 months: Sheffield guidance",
        "derived", (1, 10_000),
    )  # fmt: skip
    verdict: int = setting(
        44, "weeks", (35, 52), "From submission to verdict.", "NIHR Research for Patient Benefit",
        "derived", (0, 10_000),
    )  # fmt: skip
    win: float = setting(
        0.17, SHARE, (0.08, 0.25), "A bid by people who know nothing of each other's needs wins.",
        "NIHR Research for Patient Benefit 2010-22: 18-25 %", "evidence",
    )  # fmt: skip
    need_odds: float = setting(
        1.6, "odds ratio", (1.2, 2.0), "Odds of winning with full knowledge over none.",
        "Wisely & Haines 1995: odds nearly double per added discipline", "derived", (1, 100),
    )  # fmt: skip
    success: float = setting(0.11, SHARE, (0.0, 0.2), "Confidence and skill gained by a grant.")
    decision: float = setting(
        0.015, WEEKLY, (0.006, 0.025), "A decision reaches a manager's desk.", SKETCH
    )
    window: int = setting(
        16, "weeks", (4, 26), "Weeks until it is taken.", "Innvaer et al. 2002 (direction)",
        legal=(1, 10_000),
    )  # fmt: skip
    find: float = setting(
        0.67, WEEKLY, (0.3, 1.0), "Research is found, at full skill, confidence and contact."
    )
    closed_by_pressure: float = setting(
        0.7, SHARE, (0.4, 1.0), "Share of decisions that full pressure closes to research.",
        "Clarke et al. 2013: half of commissioners rate evidence as important", "derived",
    )  # fmt: skip
    closed_by_seniors: float = setting(
        0.52, SHARE, (0.3, 0.8), "Share of decisions closed where seniors are not involved.",
        "Jacob et al.: odds 2.5 times as high where the supervisor expects research use", "derived",
    )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Money:
    """What a broker costs, and how outcomes are read."""

    salary: float = setting(
        60_000.0, "pounds per FTE-year", (40_000, 90_000), "Salary with on-costs.", legal=(0, 1e9)
    )
    critical_mass: float = setting(
        0.25, SHARE, (0.1, 0.4), "Practising share of the hosts called the critical mass.",
        "Centola et al. 2018", "evidence",
    )  # fmt: skip
