"""The collective mechanisms, each with a switch and a cost in time."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import PAPER, SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Team:
    """The collective mechanisms, each with a switch and a cost in time."""

    meetings_per_fortnight: float = setting(
        1.0, "meetings", (0, 2), "Meetings per fortnight",
        "Team meetings per fortnight; 0 switches off everything that happens at them.",
        "SAPC 2015: the team met fortnightly", "evidence", legal=(0, 10),
    )
    support: bool = setting(
        True, "switch", (False, True), "Mutual support",
        "Teammates support each other at meetings and in pairs.", PAPER,
    )
    pooling: bool = setting(
        True, "switch", (False, True), "Pooling of insight",
        "Teammates pool their insight into the communities at meetings.", PAPER,
    )
    introductions: bool = setting(
        True, "switch", (False, True), "Introductions by teammates",
        "Teammates share contacts and introduce each other.", PAPER,
    )
    handover: bool = setting(
        True, "switch", (False, True), "Handover of contacts",
        "Teammates cover a vacant post and hand its contacts over.", PAPER,
    )
    buddying: bool = setting(
        True, "switch", (False, True), "Work in pairs",
        "Brokers work in pairs (buddies), with joint visits and introductions that carry more "
        "trust.", PAPER,
    )
    leadership: bool = setting(
        True, "switch", (False, True), "Leadership",
        "One broker leads the team and shields the others from demands.", PAPER,
    )
    support_time: float = setting(
        0.21, "half-days", (0.1, 0.5), "Meeting time for support",
        "Time that each broker spends on support in a meeting.", legal=(0, 10),
    )
    pooling_time: float = setting(
        0.22, "half-days", (0.1, 0.5), "Meeting time for pooling insight",
        "Time that each broker spends on pooling insight in a meeting.", legal=(0, 10),
    )
    introductions_time: float = setting(
        0.21, "half-days", (0.1, 0.5), "Meeting time for sharing contacts",
        "Time that each broker spends on sharing contacts in a meeting.", legal=(0, 10),
    )
    handover_time: float = setting(
        0.16, "half-days", (0.0, 0.3), "Meeting time for shared records",
        "Time that each broker spends on shared records in a meeting.", legal=(0, 10),
    )
    buddy_time: float = setting(
        0.32, "half-days a week", (0.1, 1.0), "Time for joining the buddy's visits",
        "Time that each broker sets aside for joining the buddy's visits.", SKETCH, legal=(0, 10),
    )
    buddy_support_time: float = setting(
        0.12, "half-days a week", (0.05, 0.3), "Time for supporting the buddy",
        "Time that each broker spends on supporting the buddy.", legal=(0, 10),
    )
    buddy_introductions_time: float = setting(
        0.12, "half-days a week", (0.05, 0.3), "Time for introducing the buddy",
        "Time that each broker spends on introducing the buddy.", legal=(0, 10),
    )
    leader_time: float = setting(
        0.45, "half-days a week", (0.2, 1.0), "Fixed time for leading",
        "Time that the leader spends on leading, however many demands there are to deflect.",
        SKETCH, legal=(0, 10),
    )
    deflecting: float = setting(
        0.32, "half-days per half-day", (0.1, 1.0), "Time cost of deflecting demands",
        "Time that the leader spends on deflecting a half-day of demands.", legal=(0, 10),
    )
    shield: float = setting(
        0.4, SHARE, (0.2, 0.6), "Demands deflected by the leader",
        "Share of teammates' demands that the leader deflects.", SKETCH,
    )
    peer_support: float = setting(
        0.91, "factor", (0.3, 2.0), "Effect of support on recovery",
        "How much faster full support makes a broker recover from strain, relative to no support.",
        "Bowling et al. 2015; Viswesvaran et al. 1999 (direction)", legal=(0, 100),
    )
    encouragement: float = setting(
        0.041, "per week", (0.02, 0.12), "Confidence gained from support",
        "Confidence that a broker gains in a week at full support without strain, as a share of "
        "what is missing to 1.", legal=(0, 1),
    )
    support_half: float = setting(
        2.4, "teammates", (1, 5), "Teammates needed for half the support",
        "Number of teammates who give half of the greatest possible support.", legal=(0.01, 100),
    )
    pooling_rate: float = setting(
        0.05, "per meeting", (0.02, 0.1), "Insight gained per team meeting",
        "Share of the gap in insight that one meeting closes.", legal=(0, 1),
    )
    buddy_introduction: float = setting(
        0.77, SHARE, (0.5, 1.0), "Trust passed on by the buddy",
        "Share of a buddy's trust that an introduction carries over.", SKETCH,
    )
    mate_introduction: float = setting(
        0.45, SHARE, (0.2, 0.7), "Trust passed on by other teammates",
        "Share of a teammate's trust that an introduction carries over, if the two are no pair.",
        SKETCH,
    )
    inherited: float = setting(
        0.5, SHARE, (0.2, 0.8), "Trust handed over to a successor",
        "Share of the predecessor's trust that teammates hand over to a successor.",
    )
    cover: float = setting(
        0.5, SHARE, (0.2, 0.8), "Demands of vacant posts that are covered",
        "Share of a vacant post's demands that teammates serve.",
    )
