"""Settings of the broker posts: who, for how long, under what demands."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, WEEKLY, setting
from simulation.settings.sources import PAPER, SKETCH

EMBEDDINGS = ("none", "one_way_managers", "one_way_academics", "two_way")


@dataclasses.dataclass(frozen=True)
class Brokers:
    """The broker posts and what their holders bring."""

    managers: int = setting(
        4, "posts", (0, 7), "Manager-brokers, placed in the host department.", PAPER, "evidence",
        (0, 100),
    )  # fmt: skip
    academics: int = setting(
        3, "posts", (0, 7), "Academic-brokers, placed in the host commissioning organisation.",
        PAPER, "evidence", (0, 100),
    )  # fmt: skip
    embedding: str = setting(
        "two_way", "choice", EMBEDDINGS, "Who has a desk at the host: nobody, manager-brokers, "
        "academic-brokers or both.", PAPER, "evidence",
    )  # fmt: skip
    fte: float = setting(
        0.5, "full-time equivalents", (0.2, 0.8), "Part of a full-time post in the team and for "
        "solos.", "part-time: Wye et al. 2020; the fraction: no source", legal=(0.05, 1.0),
    )  # fmt: skip
    single_fte: float = setting(
        1.0, "full-time equivalents", (0.5, 1.0), "The same for the single broker.",
        "definition of the arm", "assumed", (0.05, 1.0),
    )  # fmt: skip
    single_home: str = setting(
        "academic", "choice", ("academic", "manager"), "Home community of the single broker.",
        "researchers-in-residence: Gradinger et al. 2019; Ward et al. 2021", "derived",
    )  # fmt: skip
    interpersonal_skill: float = setting(
        0.7, SHARE, (0.4, 0.9), "How well brokers get on with people.", PAPER
    )
    known_at_home: int = setting(
        20, "people", (5, 30), "People at home whom a new broker knows well enough to call on.",
        "Dunbar: 15 active relationships (order)", legal=(0, 150),
    )  # fmt: skip
    trusted_at_home: float = setting(0.59, SHARE, (0.3, 0.8), "Their trust in the new broker.")
    host_share: float = setting(
        0.53, SHARE, (0.3, 0.7), "Share of visits paid to the host's community, not the own."
    )
    elsewhere: float = setting(
        0.24, SHARE, (0.0, 0.5), "Share of first visits paid anywhere in the community rather than "
        "in the own host or home organisation; 1 spreads them over all alike.",
    )  # fmt: skip
    follow_up: float = setting(
        0.6, SHARE, (0.3, 0.8), "Share of visits paid to somebody already in the contact book."
    )


@dataclasses.dataclass(frozen=True)
class Contract:
    """When brokers are there, and how posts fall vacant."""

    start: int = setting(
        0, "weeks", (0, 52), "First week of the contracts.", SKETCH, legal=(0, 1e4)
    )
    weeks: int = setting(
        104, "weeks", (26, 156), "Length of a contract.", PAPER, "evidence", (1, 10_000)
    )
    renewals: int = setting(
        0, "contracts", (0, 1), "Times each contract is renewed.", legal=(0, 50)
    )
    vacancy: int = setting(
        16, "weeks", (4, 26), "Weeks for which a post stays vacant.", legal=(1, 10_000)
    )
    exit: float = setting(0.0021, WEEKLY, (0.001, 0.005), "A broker without strain leaves.", SKETCH)
    exit_late: float = setting(
        2.4, "factor", (1.0, 5.0), "How much likelier that is in the last half-year.",
        "Lightowler & Knight 2013 (direction)", legal=(0, 100),
    )  # fmt: skip
    exit_strain: float = setting(
        0.027, WEEKLY, (0.0, 0.05), "Added for strain above `strain_tolerance`, per unit.",
        "Bowling et al. 2015; Griffeth et al. 2000 (direction)",
    )  # fmt: skip
    strain_tolerance: float = setting(
        0.39, SHARE, (0.2, 0.6), "Strain that drives nobody out.", SKETCH
    )


@dataclasses.dataclass(frozen=True)
class Demands:
    """What taskmasters ask of a broker, and what it does to them."""

    taskmasters: int = setting(
        2, "people", (1, 4), "Taskmasters of each broker.", PAPER, legal=(0, 100)
    )
    half_days: float = setting(
        1.1, "half-days a week", (0.5, 2.0), "What each asks of a half-time post; in proportion "
        "for other posts.", "AskFuse: 1.2-1.6 enquiries a week to one service", "derived", (0, 100),
    )  # fmt: skip
    expectations: float = setting(
        1.0, "factor", (0.7, 2.0), "Multiplies every demand (`unrealistic expectations`).", PAPER,
        legal=(0, 100),
    )  # fmt: skip
    served_share: float = setting(
        0.56, SHARE, (0.3, 0.8), "Largest share of the working week that demands may take."
    )
    strain_up: float = setting(
        0.13, "per week", (0.05, 0.2), "Strain gained per unit of overload.",
        "Bowling et al. 2015 (direction)", legal=(0, 1),
    )  # fmt: skip
    recovery: float = setting(
        0.071, "per week", (0.03, 0.12), "Share of strain shed a week without support.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    output_loss: float = setting(
        0.49, SHARE, (0.2, 0.8), "Share of the free time lost at full strain.",
        "Gilboa et al. 2008 (direction)",
    )  # fmt: skip
    confidence: float = setting(0.5, SHARE, (0.3, 0.7), "A new broker's confidence.")
    confidence_up: float = setting(
        0.024,
        SHARE,
        (0.0, 0.05),
        "Confidence gained per success of a half-time post, times the room left; in proportion "
        "for other posts.",
    )
    confidence_down: float = setting(
        0.03, "per week", (0.0, 0.06), "Share of confidence lost a week at full strain.",
        legal=(0, 1),
    )  # fmt: skip
    confidence_memory: float = setting(
        65.0, "weeks", (26, 104), "Time constant of confidence's return.", legal=(1, 1e6)
    )


@dataclasses.dataclass(frozen=True)
class Insight:
    """How a broker comes to know a community from within."""

    home: float = setting(0.87, SHARE, (0.7, 1.0), "Of the home community, at first.", SKETCH)
    host: float = setting(0.15, SHARE, (0.0, 0.3), "Of the host's community, at first.", SKETCH)
    learning: float = setting(
        30.0, "weeks", (13, 52), "Time constant of learning a community by being there full time.",
        "Zych, Berta & Gagliardi 2019: six months to two years until a partnership works", "derived",
        (1, 1e6),
    )  # fmt: skip
    fading: float = setting(
        100.0, "weeks", (39, 156), "Time constant of losing it by being away.",
        "Tatel & Ackerman: half a skill lost in 6.5 to 13 months of disuse", "derived", (1, 1e6),
    )  # fmt: skip
    second_hand: float = setting(
        0.51, SHARE, (0.2, 0.8), "How much of a mate's insight can be learnt by hearsay."
    )
