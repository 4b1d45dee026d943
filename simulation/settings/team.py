"""What a team does together: the hours given to it, and what they buy."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import PAPER

# fmt: off

@dataclasses.dataclass(frozen=True)
class Team:
    """What a team does together: the hours given to it, and what they buy."""

    support: float = setting(
        0.07, "half-days a week", (0.0, 0.14), "Meeting time for mutual support",
        "Time that each broker spends on mutual support in meetings.",
        f"{PAPER} (a safe space); fortnightly meetings: SAPC 2015; all meetings 0.27 (0.1-0.5): derived",
        "derived", legal=(0, 10),
    )
    pooling: float = setting(
        0.06, "half-days a week", (0.0, 0.12), "Meeting time for pooling insight",
        "Time that each broker spends on telling teammates about the communities in meetings.",
        PAPER, "derived", legal=(0, 10),
    )
    introductions: float = setting(
        0.06, "half-days a week", (0.0, 0.12), "Meeting time for sharing contacts",
        "Time that each broker spends on sharing contacts in meetings.", PAPER, "derived", legal=(0, 10),
    )
    handover: float = setting(
        0.04, "half-days a week", (0.0, 0.08), "Meeting time for shared records",
        "Time that each broker spends on shared records in meetings, for cover and handover.",
        PAPER, "derived", legal=(0, 10),
    )
    sharing_out: float = setting(
        0.04, "half-days a week", (0.0, 0.08), "Meeting time for dividing the work",
        "Time that each broker spends in meetings on who looks after whom.",
        "no source for the time; Baskerville et al. 2012 for spread-out facilitators", "assumed",
        legal=(0, 10),
    )
    pair: float = setting(
        0.25, "half-days a week", (0.0, 0.75), "Time in pairs",
        "Time that each broker spends with a buddy: joint visits, introductions, teaching and support.",
        f"{PAPER} (buddying up); the time: no source", "assumed", legal=(0, 10),
    )
    leading: float = setting(
        1.0, "half-days a week", (0.0, 2.0), "Time for leading",
        "Time that the leader spends on leading; each half-day deflects at most a half-day of demands.",
        "Ritchie et al. 2019: 2.2 h a week for two facilitators; coordinators: 41 % of their time", "derived",
        legal=(0, 10),
    )
    hours: float = setting(
        1.0, "factor", (0.0, 2.0), "Time for being a team",
        "Multiplies the time of every team activity; 0: the same people, each working alone.",
        "definition", "evidence",
        legal=(0, 10),
    )
    half_dose: float = setting(
        0.12, "half-days a week", (0.05, 0.25), "Time for half the effect",
        "Time at which something done together has half of its full effect.",
        "Support programmes: no more effect from 9 hours a month than from 2 (Dawson et al. 2021; "
        "West et al. 2014; Dyrbye et al. 2019)", "derived", legal=(0.001, 10),
    )
    peer_support: float = setting(
        0.4, "factor", (0.0, 0.8), "Effect of support on recovery",
        "How much faster full support makes a broker recover from strain, relative to no support.",
        "33 programmes: 0.25 (0 to 0.5) standard deviations of exhaustion", "derived", legal=(0, 100),
    )
    encouragement: float = setting(
        0.0025, "per week", (0.0, 0.005), "Confidence gained from support",
        "Confidence that a broker gains in a week at full support, as a share of the distance to 1.",
        "the same programmes: 0.2 (0 to 0.4) standard deviations", "derived", legal=(0, 1),
    )
    pooling_rate: float = setting(
        0.025, "per week", (0.01, 0.05), "Insight gained from teammates",
        "Share of the gap in insight that ample time for pooling closes in a week.",
        "Tannenbaum & Cerasoli 2013 (debriefs; direction)", "assumed", legal=(0, 1),
    )
    teaching: float = setting(
        0.022, "per week", (0.006, 0.06), "Insight gained from the buddy",
        "Share of the gap in insight that ample time with the buddy closes in a week.",
        "Mellon 2003; Ritchie et al. 2021: two novices became experts in 30 months", "derived", legal=(0, 1),
    )
    introduction: float = setting(
        0.35, SHARE, (0.1, 0.6), "Trust passed on by the buddy",
        "Share of a buddy's trust that an introduction carries over after ample time together; another "
        "teammate's carries four sevenths of that.",
        "Ellis et al. 2006: a borrowed network opens a third as much as one's own", "derived",
    )
    handed_over: float = setting(
        0.5, SHARE, (0.2, 0.8), "Work and trust that teammates take over",
        "Share of a vacant post's demands that teammates serve, and of a leaver's trust that a successor "
        "receives, with ample time for shared records.", "Shi et al. 2017 (order)", "assumed",
    )
    shield: float = setting(
        0.12, SHARE, (0.0, 0.3), "Demands that a leader can deflect",
        "Largest share of teammates' demands that can be deflected, whatever the time for leading.",
        "Bowling et al. 2015: supervisors' support and workload, r = -0.2", "derived",
    )
