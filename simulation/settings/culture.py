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
        0.34, SHARE, (0.2, 0.5), "Basic chance of a good meeting",
        "Chance that a meeting across the communities goes well when neither side understands the"
        " other.",
    )
    quality_fluency: float = setting(
        0.46, SHARE, (0.3, 0.6), "Effect of understanding on meetings",
        "Added to the chance of a good meeting when both sides are fully understood.",
    )
    attitude_gain: float = setting(
        0.064, SHARE, (0.03, 0.1), "Attitude gained per good meeting",
        "Attitude that each side gains in a good meeting across the communities, as a share of "
        "what is missing to 1.",
        "Pettigrew & Tropp 2006: contact moves attitude by 0.4 standard deviations", "derived",
    )
    knowledge_gain: float = setting(
        0.091, SHARE, (0.05, 0.15), "Knowledge gained per good meeting",
        "Knowledge that each side gains in a good meeting across the communities, as a share of "
        "what is missing to 1.", SKETCH,
    )
    skill_gain: float = setting(
        0.066, SHARE, (0.03, 0.1), "Skill gained per good meeting",
        "Skill that each side gains in a good meeting across the communities, as a share of "
        "what is missing to 1.", SKETCH,
    )
    confidence_gain: float = setting(
        0.067, SHARE, (0.03, 0.1), "Confidence gained per good meeting",
        "Confidence that each side gains in a good meeting across the communities, as a share of "
        "what is missing to 1.", SKETCH,
    )
    bond_gain: float = setting(
        0.21, SHARE, (0.1, 0.3), "Bond gained per good meeting",
        "Bond strength that two people gain in a good meeting across the communities, as a share of "
        "what is missing to 1.", SKETCH,
    )
    bad: float = setting(
        0.66, "factor", (0.3, 1.0), "Cost of a bad meeting",
        "Attitude and confidence that a bad meeting costs, relative to what a good one gains.",
        SKETCH, legal=(0, 1),
    )
    fading: float = setting(
        83.0, "weeks", (39, 125), "Time constant of forgetting",
        "Time constant with which attitude, knowledge, skill and confidence return to the "
        "personal baseline.",
        "Tatel & Ackerman: 0.0123 to 0.0245 a week", "derived", legal=(1, 1e6),
    )
    loose_bond: float = setting(
        0.024, "per week", (0.01, 0.044), "Weekly fading of a new bond",
        "Share of a new bond that fades in a week.",
        "Burt 2002: 90 % of unsupported bridges gone in a year", "derived", legal=(0, 1),
    )
    close_bond: float = setting(
        0.0022, "per week", (0.001, 0.006), "Weekly fading of a full bond",
        "Share of a full bond that fades in a week.",
        "Dunbar: 15 % of closeness a year; Catalini 2018", "derived", legal=(0, 1),
    )
    social_pull: float = setting(
        0.024, SHARE, (0.01, 0.04), "Influence of colleagues on attitude",
        "Share of the difference to a colleague's attitude that a person gives up in a week.",
        SKETCH,
    )
    sharing: float = setting(
        0.021, SHARE, (0.01, 0.06), "Learning from colleagues",
        "Share of a colleague's new knowledge and skill that a person picks up in a week.", SKETCH,
    )
    norm_weight: float = setting(
        0.26, SHARE, (0.0, 0.5), "Weight of colleagues who practise",
        "How much a person's readiness rises with the share of colleagues who practise.",
        "Centola et al. 2018: a quarter tips a convention (order)",
    )
    margin: float = setting(
        0.05, SHARE, (0.0, 0.1), "Readiness margin before stopping",
        "How far readiness must fall below the threshold before a person stops practising.", SKETCH,
    )
    reconsider: float = setting(
        0.14, WEEKLY, (0.05, 0.3), "Weekly chance of reconsidering",
        "Chance that a person reconsiders in a week whether to practise.", SKETCH,
    )
    practice: float = setting(
        0.12, WEEKLY, (0.05, 0.3), "Weekly meetings without a broker",
        "Chance that a practising person meets a partner without a broker in a week.", SKETCH,
    )
    through_colleagues: float = setting(
        0.31, SHARE, (0.0, 0.6), "Meetings with colleagues' partners",
        "Share of meetings without a broker that are with a colleague's partner rather than the "
        "person's own.",
    )
    serendipity: float = setting(
        0.0013, WEEKLY, (0.0, 0.003), "Chance meetings without a broker",
        "Chance that an academic meets some manager by chance in a week.",
    )
