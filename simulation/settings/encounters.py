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
    base: float = setting(
        0.4, SHARE, (0.25, 0.55), "Chance that a stranger agrees to talk",
        "Basic chance that a stranger agrees to talk to a broker.",
        "Cambridge policy fellows: 0.4-0.6 of those who were asked through a broker", "derived",
    )
    presence: float = setting(
        0.39, SHARE, (0.2, 0.6), "Effect of presence on access",
        "Added to the chance that a person agrees to talk, at full-time presence of a broker in full "
        "standing.",
        SKETCH,
    )
    ally: float = setting(
        0.25, SHARE, (0.1, 0.4), "Effect of being an ally on access",
        "Added to the chance that a person agrees to talk, for an ally.", SKETCH,
    )
    trust: float = setting(
        0.6, SHARE, (0.3, 0.9), "Effect of trust on access",
        "Added to the chance that a person agrees to talk, at full trust in the broker or in whoever "
        "introduces them.", SKETCH,
    )
    tiring: float = setting(
        0.15, "per visit", (0.0, 0.4), "Weariness of visits",
        "How much each further visit within some eight weeks makes others less welcome: the chance is "
        "divided by 1 plus this, times those visits.",
        "Baskerville et al. 2012, re-analysed: half the effect at four times the load (order)", "derived",
        legal=(0, 10),
    )
    trust_gain: float = setting(
        0.17, SHARE, (0.05, 0.3), "Trust gained per meeting",
        "Trust that a broker gains when a person agrees to talk, as a share of the distance to 1.",
        "Hall 2019: 20-60 contacts to a trusted tie (order)", "derived",
    )
    telling: float = setting(
        0.1, SHARE, (0.05, 0.15), "Knowledge passed on per meeting",
        "Knowledge that a person gains from talking to a broker with full insight, as a share of "
        "the distance to 1; attitude and confidence gain half as much at full trust.", SKETCH,
    )
    modelling: float = setting(
        0.014, SHARE, (0.005, 0.04), "Attitude gained by seeing a joint visit",
        "Attitude and confidence that a colleague gains by seeing a joint visit, as a share of "
        "the distance to 1.",
        "Zhou et al. 2018: extended contact has 0.8 of the effect of direct contact", "derived",
    )
