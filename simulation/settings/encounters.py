"""How brokers meet people: access, trust, explaining and bringing people together."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Encounters:
    """How brokers meet people: access, trust, explaining and bringing people together."""

    chance: float = setting(
        0.45, "meetings per half-day", (0.2, 1.0), "Chance meetings at the desk",
        "Chance meetings per half-day at a desk.",
        "Allen curve; Catalini 2018: co-location multiplies joint work by 3.5 (direction)",
        legal=(0, 1),
    )
    own_job: float = setting(
        0.19, SHARE, (0.0, 0.5), "Chance meetings in a broker's other job",
        "Chance meetings per half-day of a part-time broker's own job at home, relative to those "
        "at the desk.",
        "Wye et al. 2020 (part-time contracts); Long et al. 2013: 3 of 19 who were seen to broker"
        " held such a post (direction)",
    )
    guest_cost: float = setting(
        2.1, "half-days", (1, 3), "Time cost of a visit without a desk",
        "Time that a visit to the host costs a broker who has no desk there.",
        SKETCH, legal=(1, 10),
    )
    base: float = setting(
        0.26, SHARE, (0.1, 0.4), "Chance that a stranger agrees to talk",
        "Basic chance that a stranger agrees to talk to a broker.", SKETCH,
    )
    presence: float = setting(
        0.39, SHARE, (0.2, 0.6), "Effect of presence on access",
        "Added to the chance that a person agrees to talk, at full-time presence of the broker "
        "there.", SKETCH,
    )
    ally: float = setting(
        0.25, SHARE, (0.1, 0.4), "Effect of being an ally on access",
        "Added to the chance that a person agrees to talk, for an ally.", SKETCH,
    )
    senior: float = setting(
        0.28, SHARE, (0.1, 0.4), "Effect of senior staff on access",
        "Added to the chance that a person agrees to talk, at full involvement of senior staff, "
        "in proportion to the broker's presence.", SKETCH,
    )
    openness: float = setting(
        0.4, SHARE, (0.2, 0.6), "Effect of attitude on access",
        "Added to the chance that a person agrees to talk, at the person's most positive attitude.",
    )
    own_trust: float = setting(
        0.62, SHARE, (0.3, 0.9), "Effect of trust on access",
        "Added to the chance that a person agrees to talk, at full trust in the broker.", SKETCH,
    )
    introduction: float = setting(
        0.51, SHARE, (0.2, 0.8), "Effect of an introduction on access",
        "Added to the chance that a person agrees to talk, at a full introduction by a teammate.",
        SKETCH,
    )
    fluency: float = setting(
        0.47, SHARE, (0.2, 0.8), "Dependence of access on insight",
        "How much the chance that a person agrees to talk depends on the broker's insight into "
        "the community.",
    )
    nerve: float = setting(
        0.43, SHARE, (0.2, 0.8), "Dependence of access on confidence",
        "How much the chance that a person agrees to talk depends on the broker's confidence.",
    )
    trust_gain: float = setting(
        0.17, SHARE, (0.05, 0.3), "Trust gained per meeting",
        "Trust that a broker gains when a person agrees to talk, as a share of what is missing to 1.",
        "Hall 2019: 20-60 contacts to a trusted tie (order)", "derived",
    )
    trust_memory: float = setting(
        130.0, "weeks", (52, 300), "Time constant of trust",
        "Time constant with which trust fades while the broker is away.", SKETCH, legal=(1, 1e6),
    )
    telling: float = setting(
        0.11, SHARE, (0.05, 0.15), "Knowledge passed on per meeting",
        "Knowledge that a person gains from talking to a broker with full insight, as a share of "
        "what is missing to 1.", SKETCH,
    )
    winning_over: float = setting(
        0.05, SHARE, (0.02, 0.1), "Attitude gained per talk at full trust",
        "Attitude and confidence that a person gains from talking to a fully trusted broker, "
        "as a share of what is missing to 1.", SKETCH,
    )
    bridging: float = setting(
        0.76, "factor", (0.5, 1.0), "Chance of bringing two people together",
        "Chance that a broker brings a manager and an academic together at full trust of both; in"
        " proportion to the trust of each.", legal=(0, 1),
    )
    modelling: float = setting(
        0.014, SHARE, (0.005, 0.04), "Attitude gained by seeing a joint visit",
        "Attitude and confidence that a colleague gains by seeing a joint visit, as a share of "
        "what is missing to 1.",
        "Zhou et al. 2018: extended contact has 0.8 of the effect of direct contact", "derived",
    )
