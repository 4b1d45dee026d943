"""Settings of what brokers do: together as a team, and with people."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import PAPER, SKETCH


@dataclasses.dataclass(frozen=True)
class Team:
    """The collective mechanisms: each with a switch and a cost in time."""

    meetings_per_fortnight: float = setting(
        1.0, "meetings", (0, 2), "Team meetings a fortnight; 0 turns off all that happens there.",
        "SAPC 2015: the team met fortnightly", "evidence", (0, 10),
    )  # fmt: skip
    support: bool = setting(
        True, "switch", (False, True), "Meetings and buddies give support.", PAPER
    )
    pooling: bool = setting(
        True, "switch", (False, True), "Meetings pool insider knowledge.", PAPER
    )
    introductions: bool = setting(
        True, "switch", (False, True), "Mates share contacts and introduce each other.", PAPER
    )
    handover: bool = setting(
        True, "switch", (False, True), "Mates cover a vacancy and hand its contacts over.", PAPER
    )
    buddying: bool = setting(
        True, "switch", (False, True), "Brokers work in pairs: joint visits, full introductions.",
        PAPER,
    )  # fmt: skip
    leadership: bool = setting(
        True, "switch", (False, True), "One broker leads and shields the others.", PAPER
    )
    support_time: float = setting(
        0.21, "half-days", (0.1, 0.5), "Time of each in a meeting for support.", legal=(0, 10)
    )
    pooling_time: float = setting(
        0.22, "half-days", (0.1, 0.5), "The same for pooling insight.", legal=(0, 10)
    )
    introductions_time: float = setting(
        0.21, "half-days", (0.1, 0.5), "The same for sharing contacts.", legal=(0, 10)
    )
    handover_time: float = setting(
        0.16, "half-days", (0.0, 0.3), "The same for shared records.", legal=(0, 10)
    )
    buddy_time: float = setting(
        0.32, "half-days a week", (0.1, 1.0), "Time for going along on the buddy's visits.", SKETCH,
        legal=(0, 10),
    )  # fmt: skip
    buddy_support_time: float = setting(
        0.12,
        "half-days a week",
        (0.05, 0.3),
        "Time of each for supporting the buddy.",
        legal=(0, 10),
    )
    buddy_introductions_time: float = setting(
        0.12, "half-days a week", (0.05, 0.3), "Time of each for introducing the buddy.",
        legal=(0, 10),
    )  # fmt: skip
    leader_time: float = setting(
        0.45, "half-days a week", (0.2, 1.0), "Time the leader pays whatever there is to deflect.",
        SKETCH, legal=(0, 10),
    )  # fmt: skip
    deflecting: float = setting(
        0.32, "half-days per half-day", (0.1, 1.0), "Time the leader pays for deflecting a "
        "half-day of demands.", legal=(0, 10),
    )  # fmt: skip
    shield: float = setting(
        0.4, SHARE, (0.2, 0.6), "Share of mates' demands that the leader deflects.", SKETCH
    )
    peer_support: float = setting(
        0.91, "factor", (0.3, 2.0), "How much full support speeds recovery.",
        "Bowling et al. 2015; Viswesvaran et al. 1999 (direction)", legal=(0, 100),
    )  # fmt: skip
    encouragement: float = setting(
        0.041, "per week", (0.02, 0.12), "Confidence gained at full support without strain, times "
        "the room left.", legal=(0, 1),
    )  # fmt: skip
    support_half: float = setting(
        2.4, "mates", (1, 5), "Mates who give half of the most support there can be.",
        legal=(0.01, 100),
    )  # fmt: skip
    pooling_rate: float = setting(
        0.05, "per meeting", (0.02, 0.1), "Share of the gap in insight closed at a meeting.",
        legal=(0, 1),
    )  # fmt: skip
    buddy_introduction: float = setting(
        0.77,
        SHARE,
        (0.5, 1.0),
        "Part of a buddy's trust that an introduction carries over.",
        SKETCH,
    )
    mate_introduction: float = setting(
        0.45, SHARE, (0.2, 0.7), "The same for another mate.", SKETCH
    )
    inherited: float = setting(
        0.5, SHARE, (0.2, 0.8), "Share of the predecessor's trust that mates hand over."
    )
    cover: float = setting(0.5, SHARE, (0.2, 0.8), "Share of a vacancy's demands that mates serve.")


@dataclasses.dataclass(frozen=True)
class Encounters:
    """A broker meets people: presence, doors, translating, bridging."""

    chance: float = setting(
        0.45, "meetings per half-day", (0.2, 1.0), "Chance meetings per half-day at a desk.",
        "Allen curve; Catalini 2018: co-location multiplies joint work by 3.5 (direction)",
        legal=(0, 1),
    )  # fmt: skip
    own_job: float = setting(
        0.19, SHARE, (0.0, 0.5), "Chance meetings per half-day of a part-timer's own job at home, in "
        "parts of those at the desk.",
        "Wye et al. 2020 (part-time contracts); Long et al. 2013: 3 of 19 who were seen to broker held "
        "such a post (direction)",
    )  # fmt: skip
    guest_cost: float = setting(
        2.1, "half-days", (1, 3), "What a visit to the host costs a broker without a desk there.",
        SKETCH, legal=(1, 10),
    )  # fmt: skip
    base: float = setting(0.26, SHARE, (0.1, 0.4), "A stranger's door opens.", SKETCH)
    presence: float = setting(0.39, SHARE, (0.2, 0.6), "Added by full-time presence there.", SKETCH)
    ally: float = setting(0.25, SHARE, (0.1, 0.4), "Added for an ally.", SKETCH)
    senior: float = setting(
        0.28,
        SHARE,
        (0.1, 0.4),
        "Added by full senior involvement, in proportion to presence.",
        SKETCH,
    )
    openness: float = setting(0.4, SHARE, (0.2, 0.6), "Added by the person's own full attitude.")
    own_trust: float = setting(0.62, SHARE, (0.3, 0.9), "Added by full own trust.", SKETCH)
    introduction: float = setting(0.51, SHARE, (0.2, 0.8), "Added by a full introduction.", SKETCH)
    fluency: float = setting(
        0.47, SHARE, (0.2, 0.8), "How much of an open door depends on knowing the community."
    )
    nerve: float = setting(
        0.43, SHARE, (0.2, 0.8), "How much of an open door depends on the broker's confidence."
    )
    trust_gain: float = setting(
        0.17, SHARE, (0.05, 0.3), "Trust gained at an open door, times the room left.",
        "Hall 2019: 20-60 contacts to a trusted tie (order)", "derived",
    )  # fmt: skip
    trust_memory: float = setting(
        130.0, "weeks", (52, 300), "Time constant of trust.", SKETCH, legal=(1, 1e6)
    )
    telling: float = setting(
        0.11, SHARE, (0.05, 0.15), "Knowledge passed on at an open door by a fluent broker.", SKETCH
    )
    winning_over: float = setting(
        0.05, SHARE, (0.02, 0.1), "Attitude and confidence gained there at full trust.", SKETCH
    )
    bridging: float = setting(
        0.76, "factor", (0.5, 1.0), "A bridge is built, per trust on both sides.", legal=(0, 1)
    )
    modelling: float = setting(
        0.014, SHARE, (0.005, 0.04), "Attitude and confidence a colleague gains by seeing a joint "
        "visit.", "Zhou et al. 2018: extended contact has 0.8 of the effect of direct contact",
        "derived",
    )  # fmt: skip
