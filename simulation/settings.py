"""Every setting of the model, once, with its passport.

`Settings` is a tree of frozen dataclasses. A setting's dotted name (`contract.weeks`) is the same on
the command line, in a YAML file, in Python and in the tables. Checks are in `simulation.params`.
"""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, WEEKLY, YEARLY, setting

PAPER = "Wye et al. 2020"
SKETCH = "exploratory sketch of these rules"
ARMS = ("none", "single", "single_matched", "solos", "team")
EMBEDDINGS = ("none", "one_way_managers", "one_way_academics", "two_way")


@dataclasses.dataclass(frozen=True)
class Population:
    """Who is there before any broker comes."""

    organisations: int = setting(
        3, "organisations", (2, 6), "Commissioning organisations.", legal=(1, 10_000)
    )
    managers: int = setting(
        40, "people", (20, 80), "Managers in each commissioning organisation.",
        "HSJ 2013: 20-30 staff in a mean commissioning group, 3 to 300 in all", "derived", (2, 10**7),
    )  # fmt: skip
    departments: int = setting(2, "departments", (2, 4), "Academic departments.", legal=(1, 10_000))
    academics: int = setting(
        60, "people", (40, 100), "Academics in each department.",
        "Long et al. 2014; Yousefi-Nooraie et al. 2012: 68 to 170 members", "derived", (2, 10**7),
    )  # fmt: skip
    host_organisations: int = setting(
        1, "organisations", (1, 2), "Commissioning organisations that host brokers.",
        PAPER, "derived", (1, 10_000),
    )  # fmt: skip
    host_departments: int = setting(
        1, "departments", (1, 2), "Departments that host brokers.", PAPER, "derived", (1, 10_000)
    )
    workgroup: int = setting(
        10, "people", (5, 20), "Size of a workgroup, from which most colleagues come.",
        legal=(2, 10**6),
    )  # fmt: skip
    outside: float = setting(
        0.25, SHARE, (0.1, 0.5), "Share of a person's colleagues outside the own workgroup.",
        "Yousefi-Nooraie et al. 2012 (direction)",
    )  # fmt: skip
    senior_share: float = setting(0.12, SHARE, (0.05, 0.2), "Share of people who are senior.")
    ally_share: float = setting(
        0.08, SHARE, (0.0, 0.2), "Share of people who are engaged allies from the start.", PAPER
    )
    ally_attitude: float = setting(
        0.2, SHARE, (0.1, 0.3), "How much higher an ally's baseline attitude is.", SKETCH
    )
    attitude: float = setting(0.40, SHARE, (0.3, 0.5), "Mean baseline attitude.", SKETCH)
    knowledge: float = setting(0.20, SHARE, (0.1, 0.3), "Mean baseline knowledge.", SKETCH)
    skill: float = setting(0.15, SHARE, (0.08, 0.25), "Mean baseline skill.", SKETCH)
    confidence: float = setting(0.35, SHARE, (0.25, 0.45), "Mean baseline confidence.", SKETCH)
    spread: float = setting(
        0.07, "standard deviation", (0.04, 0.1), "Spread of baseline stances.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    threshold: float = setting(
        0.50, SHARE, (0.4, 0.6), "Mean readiness at which a person starts to practise.", SKETCH
    )
    threshold_spread: float = setting(
        0.08, "standard deviation", (0.04, 0.12), "Spread of that threshold.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    tied_share: float = setting(
        0.03, SHARE, (0.0, 0.1), "Share of academics with a partner among managers at the start."
    )
    tied_bond: float = setting(0.2, SHARE, (0.1, 0.5), "Bond strength of those first ties.")
    staff_file: str = setting(
        "", "file", (), "CSV (id, community, organisation, workgroup, senior) or GraphML with the "
        "user's own staff; empty: a made population.", "user", "evidence",
    )  # fmt: skip
    ties_file: str = setting(
        "", "file", (), "CSV (source, target, strength) with the ties of staff_file's people.",
        "user", "evidence",
    )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Context:
    """The circumstances the paper calls stability, solvency, seniors, relations and funding."""

    turnover_managers: float = setting(
        0.16, YEARLY, (0.12, 0.21), "A manager leaves.",
        "Integrated care boards 2022-23: 18-21 % leavers, 11-13 % resignations", "derived",
    )  # fmt: skip
    turnover_academics: float = setting(
        0.12, YEARLY, (0.08, 0.25), "An academic leaves.", "UCEA 2019: 8 %; HESA: 14 % new",
        "derived",
    )  # fmt: skip
    reorganisation: float = setting(
        0.2, YEARLY, (0.0, 0.5), "An organisation is reorganised (`stability`).",
        "Purchaser bodies around Bristol 2002-22: one break in five years", "derived",
    )  # fmt: skip
    reshuffle: float = setting(
        0.4, SHARE, (0.2, 0.7), "Share of people who change places in a reorganisation."
    )
    trust_kept: float = setting(
        0.5,
        SHARE,
        (0.3, 0.8),
        "Share of cross-community bonds and trust that survives one.",
        SKETCH,
    )
    unsettled_turnover: float = setting(
        3.0, "factor", (2.0, 4.0), "Turnover in a fully unsettled organisation, over the usual.",
        "King's Fund 2018: 72 % against 20 % of directors new in worst- and best-rated trusts",
        "evidence",
    )  # fmt: skip
    settling: float = setting(
        26.0, "weeks", (13, 52), "Time constant of an organisation's settling.", legal=(1, 1e6)
    )
    pressure: float = setting(
        0.6, SHARE, (0.2, 0.9), "Mean financial pressure (1 less `solvency`).", SKETCH
    )
    pressure_drift: float = setting(
        0.03, SHARE, (0.0, 0.06), "Largest weekly change of an organisation's pressure."
    )
    pressure_memory: float = setting(
        26.0, "weeks", (13, 52), "Time constant of pressure's return to its mean.", legal=(1, 1e6)
    )
    senior_involvement: float = setting(
        0.5, SHARE, (0.1, 0.9), "How far seniors open doors and let evidence through.", PAPER
    )
    relations: float = setting(
        0.5, SHARE, (0.1, 0.9), "Inter-professional relations; 0.5 leaves baseline attitude as is.",
        PAPER,
    )  # fmt: skip
    relations_weight: float = setting(
        0.2, SHARE, (0.1, 0.3), "Baseline attitude from the coolest to the warmest relations."
    )
    funding_loss: float = setting(
        0.05, YEARLY, (0.0, 0.3), "The programme loses its money and ends early.", SKETCH
    )


@dataclasses.dataclass(frozen=True)
class Brokers:
    """The broker posts and what their holders bring."""

    managers: int = setting(
        4, "posts", (0, 7), "Manager-brokers, placed in the host department.", PAPER, "evidence"
    )
    academics: int = setting(
        3, "posts", (0, 7), "Academic-brokers, placed in the host commissioning organisation.",
        PAPER, "evidence",
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
    host_share: float = setting(
        0.5, SHARE, (0.3, 0.7), "Share of visits paid to the host's community, not the own."
    )
    elsewhere: float = setting(
        0.2, SHARE, (0.0, 0.5), "Share of first visits paid anywhere in the community rather than "
        "in the own host or home organisation; 1 spreads them over all alike.",
    )  # fmt: skip
    follow_up: float = setting(
        0.6, SHARE, (0.3, 0.8), "Share of visits paid to somebody already in the contact book."
    )


@dataclasses.dataclass(frozen=True)
class Contract:
    """When brokers are there, and how posts fall vacant."""

    start: int = setting(0, "weeks", (0, 52), "First week of the contracts.", SKETCH)
    weeks: int = setting(
        104, "weeks", (26, 156), "Length of a contract.", PAPER, "evidence", (1, 10_000)
    )
    renewals: int = setting(
        0, "contracts", (0, 1), "Times each contract is renewed.", legal=(0, 50)
    )
    vacancy: int = setting(12, "weeks", (4, 26), "Weeks until a vacant post is filled.")
    exit: float = setting(0.002, WEEKLY, (0.001, 0.005), "A broker without strain leaves.", SKETCH)
    exit_late: float = setting(
        3.0, "factor", (1.0, 5.0), "How much likelier that is in the last half-year.",
        "Lightowler & Knight 2013 (direction)",
    )  # fmt: skip
    exit_strain: float = setting(
        0.02, WEEKLY, (0.0, 0.05), "Added for strain above `strain_tolerance`, per unit.",
        "Bowling et al. 2015; Griffeth et al. 2000 (direction)",
    )  # fmt: skip
    strain_tolerance: float = setting(
        0.4, SHARE, (0.2, 0.6), "Strain that drives nobody out.", SKETCH
    )


@dataclasses.dataclass(frozen=True)
class Demands:
    """What taskmasters ask of a broker, and what it does to them."""

    taskmasters: int = setting(
        2, "people", (1, 4), "Taskmasters of each broker.", PAPER, legal=(0, 100)
    )
    half_days: float = setting(
        1.0, "half-days a week", (0.5, 2.0), "What each asks of a half-time post; in proportion "
        "for other posts.", "AskFuse: 1.2-1.6 enquiries a week to one service", "derived", (0, 100),
    )  # fmt: skip
    expectations: float = setting(
        1.0, "factor", (0.7, 2.0), "Multiplies every demand (`unrealistic expectations`).", PAPER,
        legal=(0, 100),
    )  # fmt: skip
    served_share: float = setting(
        0.5, SHARE, (0.3, 0.8), "Largest share of the working week that demands may take."
    )
    strain_up: float = setting(
        0.10, "per week", (0.05, 0.2), "Strain gained per unit of overload.",
        "Bowling et al. 2015 (direction)", legal=(0, 1),
    )  # fmt: skip
    recovery: float = setting(
        0.06, "per week", (0.03, 0.12), "Share of strain shed a week without support.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    output_loss: float = setting(
        0.6, SHARE, (0.2, 0.8), "Share of the free time lost at full strain.",
        "Gilboa et al. 2008 (direction)",
    )  # fmt: skip
    confidence: float = setting(0.5, SHARE, (0.3, 0.7), "A new broker's confidence.")
    confidence_up: float = setting(
        0.02, SHARE, (0.0, 0.05), "Confidence gained per success, times the room left."
    )
    confidence_down: float = setting(
        0.03, "per week", (0.0, 0.06), "Share of confidence lost a week at full strain.",
        legal=(0, 1),
    )  # fmt: skip
    confidence_memory: float = setting(
        52.0, "weeks", (26, 104), "Time constant of confidence's return.", legal=(1, 1e6)
    )


@dataclasses.dataclass(frozen=True)
class Insight:
    """How a broker comes to know a community from within."""

    home: float = setting(0.9, SHARE, (0.7, 1.0), "Of the home community, at first.", SKETCH)
    host: float = setting(0.1, SHARE, (0.0, 0.3), "Of the host's community, at first.", SKETCH)
    learning: float = setting(
        26.0, "weeks", (13, 52), "Time constant of learning a community by being there full time.",
        "Sibbald et al. 2019: six months to two years until a partnership works", "derived",
        (1, 1e6),
    )  # fmt: skip
    fading: float = setting(
        78.0, "weeks", (39, 156), "Time constant of losing it by being away.",
        "Tatel & Ackerman: half a skill lost in 6.5 to 13 months of disuse", "derived", (1, 1e6),
    )  # fmt: skip
    second_hand: float = setting(
        0.5, SHARE, (0.2, 0.8), "How much of a mate's insight can be learnt by hearsay."
    )


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
        0.3, "half-days", (0.1, 0.5), "Time of each in a meeting for support.", legal=(0, 10)
    )
    pooling_time: float = setting(
        0.3, "half-days", (0.1, 0.5), "The same for pooling insight.", legal=(0, 10)
    )
    introductions_time: float = setting(
        0.3, "half-days", (0.1, 0.5), "The same for sharing contacts.", legal=(0, 10)
    )
    handover_time: float = setting(
        0.1, "half-days", (0.0, 0.3), "The same for shared records.", legal=(0, 10)
    )
    buddy_time: float = setting(
        0.25, "half-days a week", (0.1, 1.0), "Time for going along on the buddy's visits.", SKETCH,
        legal=(0, 10),
    )  # fmt: skip
    leader_time: float = setting(
        1.0, "half-days a week", (0.5, 2.0), "Time the leader pays.", SKETCH, legal=(0, 10)
    )
    shield: float = setting(
        0.4, SHARE, (0.2, 0.6), "Share of mates' demands that the leader deflects.", SKETCH
    )
    peer_support: float = setting(
        1.0, "factor", (0.3, 2.0), "How much full support speeds recovery.",
        "Bowling et al. 2015; Viswesvaran et al. 1999 (direction)", legal=(0, 100),
    )  # fmt: skip
    support_half: float = setting(
        2.0, "mates", (1, 5), "Mates who give half of the most support there can be.",
        legal=(0.01, 100),
    )  # fmt: skip
    pooling_rate: float = setting(
        0.05, "per meeting", (0.02, 0.1), "Share of the gap in insight closed at a meeting.",
        legal=(0, 1),
    )  # fmt: skip
    buddy_introduction: float = setting(
        1.0, SHARE, (0.5, 1.0), "Part of a buddy's trust that an introduction carries over.", SKETCH
    )
    mate_introduction: float = setting(0.5, SHARE, (0.2, 0.7), "The same for another mate.", SKETCH)
    inherited: float = setting(
        0.5, SHARE, (0.2, 0.8), "Share of the predecessor's trust that mates hand over."
    )
    cover: float = setting(0.5, SHARE, (0.2, 0.8), "Share of a vacancy's demands that mates serve.")


@dataclasses.dataclass(frozen=True)
class Encounters:
    """A broker meets people: presence, doors, translating, bridging."""

    chance: float = setting(
        0.25, "meetings per half-day", (0.1, 0.5), "Chance meetings per half-day at a desk.",
        "Allen curve; Catalini 2018: co-location multiplies joint work by 3.5 (direction)",
        legal=(0, 1),
    )  # fmt: skip
    guest_cost: float = setting(
        2.0, "half-days", (1, 3), "What a visit to the host costs a broker without a desk there.",
        SKETCH, legal=(1, 10),
    )  # fmt: skip
    base: float = setting(0.15, SHARE, (0.05, 0.3), "A stranger's door opens.", SKETCH)
    presence: float = setting(0.25, SHARE, (0.1, 0.4), "Added by having a desk there.", SKETCH)
    ally: float = setting(0.2, SHARE, (0.1, 0.4), "Added for an ally.", SKETCH)
    senior: float = setting(
        0.2, SHARE, (0.1, 0.4), "Added by full senior involvement, not for a guest.", SKETCH
    )
    openness: float = setting(0.3, SHARE, (0.1, 0.5), "Added by the person's own full attitude.")
    own_trust: float = setting(0.6, SHARE, (0.3, 0.9), "Added by full own trust.", SKETCH)
    introduction: float = setting(0.5, SHARE, (0.2, 0.8), "Added by a full introduction.", SKETCH)
    fluency: float = setting(
        0.5, SHARE, (0.2, 0.8), "How much of an open door depends on knowing the community."
    )
    nerve: float = setting(
        0.5, SHARE, (0.2, 0.8), "How much of an open door depends on the broker's confidence."
    )
    trust_gain: float = setting(
        0.15, SHARE, (0.05, 0.3), "Trust gained at an open door, times the room left.",
        "Hall 2019: 20-60 contacts to a trusted tie (order)", "derived",
    )  # fmt: skip
    trust_memory: float = setting(
        104.0, "weeks", (52, 300), "Time constant of trust.", SKETCH, legal=(1, 1e6)
    )
    telling: float = setting(
        0.10, SHARE, (0.05, 0.15), "Knowledge passed on at an open door by a fluent broker.", SKETCH
    )
    winning_over: float = setting(
        0.06, SHARE, (0.02, 0.1), "Attitude and confidence gained there at full trust.", SKETCH
    )
    bridging: float = setting(
        1.0, "factor", (0.5, 1.0), "A bridge is built, per trust on both sides.", legal=(0, 1)
    )
    modelling: float = setting(
        0.015, SHARE, (0.005, 0.04), "Attitude and confidence a colleague gains by seeing a joint "
        "visit.", "Zhou et al. 2018: extended contact has 0.8 of the effect of direct contact",
        "derived",
    )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Culture:
    """Meetings of managers and academics, learning, forgetting and practising."""

    quality: float = setting(0.35, SHARE, (0.2, 0.5), "A meeting goes well if nobody is fluent.")
    quality_fluency: float = setting(
        0.5, SHARE, (0.3, 0.6), "Added when both sides are fully understood."
    )
    attitude_gain: float = setting(
        0.06, SHARE, (0.03, 0.1), "Attitude gained in a good meeting, times the room left.",
        "Pettigrew & Tropp 2006: contact moves attitude by 0.4 standard deviations", "derived",
    )  # fmt: skip
    knowledge_gain: float = setting(0.10, SHARE, (0.05, 0.15), "The same for knowledge.", SKETCH)
    skill_gain: float = setting(0.06, SHARE, (0.03, 0.1), "The same for skill.", SKETCH)
    confidence_gain: float = setting(0.06, SHARE, (0.03, 0.1), "The same for confidence.", SKETCH)
    bond_gain: float = setting(0.20, SHARE, (0.1, 0.3), "The same for the bond.", SKETCH)
    bad: float = setting(
        0.6, "factor", (0.3, 1.0), "What a bad meeting costs, in parts of the gain.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    fading: float = setting(
        78.0, "weeks", (39, 125), "Time constant of a stance's return to the personal baseline.",
        "Tatel & Ackerman: 0.0123 to 0.0245 a week", "derived", (1, 1e6),
    )  # fmt: skip
    loose_bond: float = setting(
        0.03, "per week", (0.01, 0.044), "Share of a new bond that fades in a week.",
        "Burt 2002: 90 % of unsupported bridges gone in a year", "derived", (0, 1),
    )  # fmt: skip
    close_bond: float = setting(
        0.004, "per week", (0.001, 0.006), "Share of a full bond that fades in a week.",
        "Dunbar: 15 % of closeness a year; Catalini 2018", "derived", (0, 1),
    )  # fmt: skip
    social_pull: float = setting(
        0.02, SHARE, (0.01, 0.04), "Pull of a colleague's attitude.", SKETCH
    )
    sharing: float = setting(
        0.03,
        SHARE,
        (0.01, 0.06),
        "Share of a colleague's new knowledge and skill picked up.",
        SKETCH,
    )
    norm_weight: float = setting(
        0.35, SHARE, (0.0, 0.5), "Weight of the practising share of colleagues in readiness.",
        "Centola et al. 2018: a quarter tips a convention (order)",
    )  # fmt: skip
    margin: float = setting(
        0.04, SHARE, (0.0, 0.1), "How far below the threshold one stops.", SKETCH
    )
    reconsider: float = setting(
        0.15, WEEKLY, (0.05, 0.3), "A person reconsiders practising.", SKETCH
    )
    practice: float = setting(
        0.15, WEEKLY, (0.05, 0.3), "A practising person meets a partner unaided.", SKETCH
    )
    serendipity: float = setting(
        0.001, WEEKLY, (0.0, 0.003), "An academic meets some manager by chance."
    )


@dataclasses.dataclass(frozen=True)
class Projects:
    """Co-produced bids (CIR) and decisions that may use research (RIC)."""

    bid: float = setting(0.06, WEEKLY, (0.01, 0.1), "A bid starts, at full bond and will.", SKETCH)
    preparation: int = setting(
        35, "weeks", (26, 78), "From idea to submission.", "up to 18 months: Sheffield guidance",
        "derived", (1, 10_000),
    )  # fmt: skip
    verdict: int = setting(
        43, "weeks", (35, 52), "From submission to verdict.", "NIHR Research for Patient Benefit",
        "derived", (0, 10_000),
    )  # fmt: skip
    win: float = setting(
        0.20, SHARE, (0.08, 0.25), "A bid by people who know nothing of each other's needs wins.",
        "NIHR Research for Patient Benefit 2010-22: 18-25 %", "evidence",
    )  # fmt: skip
    need_odds: float = setting(
        1.8, "odds ratio", (1.2, 2.0), "Odds of winning with full knowledge over none.",
        "BMJ 1995;311:1080: odds nearly double per added discipline", "derived", (1, 100),
    )  # fmt: skip
    success: float = setting(0.10, SHARE, (0.0, 0.2), "Confidence and skill gained by a grant.")
    decision: float = setting(
        0.0125, WEEKLY, (0.006, 0.025), "A decision reaches a manager's desk.", SKETCH
    )
    window: int = setting(
        4, "weeks", (2, 26), "Weeks until it is taken.", "Innvaer et al. 2002 (direction)",
        legal=(1, 10_000),
    )  # fmt: skip
    find: float = setting(
        1.0, WEEKLY, (0.3, 1.0), "Research is found, at full skill, confidence and contact."
    )
    closed_by_pressure: float = setting(
        0.8, SHARE, (0.4, 1.0), "Share of decisions that full pressure closes to research.",
        "Clarke et al. 2013: half of commissioners rate evidence as important", "derived",
    )  # fmt: skip
    closed_by_seniors: float = setting(
        0.6, SHARE, (0.3, 0.8), "Share of decisions closed where seniors are not involved.",
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


@dataclasses.dataclass(frozen=True)
class Settings:
    """One configuration of the simulation: everything but the seed."""

    arm: str = setting(
        "team", "choice", ARMS, "Who brokers: nobody; a single broker; as many single brokers as "
        "the team's money buys; the team's people, each alone; the team.", PAPER, "evidence",
    )  # fmt: skip
    weeks: int = setting(
        260, "weeks", (156, 260), "Length of the run.", "two years and three of follow-up",
        legal=(1, 100_000),
    )  # fmt: skip
    population: Population = Population()
    context: Context = Context()
    brokers: Brokers = Brokers()
    contract: Contract = Contract()
    demands: Demands = Demands()
    insight: Insight = Insight()
    team: Team = Team()
    encounters: Encounters = Encounters()
    culture: Culture = Culture()
    projects: Projects = Projects()
    money: Money = Money()
