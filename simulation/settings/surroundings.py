"""Settings of the population and of its circumstances."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, YEARLY, setting
from simulation.settings.sources import PAPER, SKETCH


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
        0.23, SHARE, (0.1, 0.5), "Share of a person's colleagues taken from anywhere in the "
        "organisation rather than from the workgroup.",
        "Yousefi-Nooraie et al. 2012 (direction)",
    )  # fmt: skip
    senior_share: float = setting(0.12, SHARE, (0.05, 0.2), "Share of people who are senior.")
    ally_share: float = setting(
        0.08, SHARE, (0.0, 0.2), "Share of people who are engaged allies from the start.", PAPER
    )
    ally_attitude: float = setting(
        0.2, SHARE, (0.1, 0.3), "How much higher an ally's baseline attitude is.", SKETCH
    )
    attitude: float = setting(0.39, SHARE, (0.3, 0.5), "Mean baseline attitude.", SKETCH)
    knowledge: float = setting(0.2, SHARE, (0.1, 0.3), "Mean baseline knowledge.", SKETCH)
    skill: float = setting(0.18, SHARE, (0.08, 0.25), "Mean baseline skill.", SKETCH)
    confidence: float = setting(0.35, SHARE, (0.25, 0.45), "Mean baseline confidence.", SKETCH)
    spread: float = setting(
        0.083, "standard deviation", (0.04, 0.1), "Spread of baseline stances.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    threshold: float = setting(
        0.48, SHARE, (0.4, 0.6), "Mean readiness at which a person starts to practise.", SKETCH
    )
    threshold_spread: float = setting(
        0.068, "standard deviation", (0.04, 0.12), "Spread of that threshold.", SKETCH,
        legal=(0, 1),
    )  # fmt: skip
    tied_share: float = setting(
        0.047, SHARE, (0.0, 0.1), "Share of academics with a partner among managers at the start."
    )
    tied_bond: float = setting(0.24, SHARE, (0.1, 0.5), "Bond strength of those first ties.")
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
        0.13, YEARLY, (0.09, 0.18), "A manager leaves, while the organisation is settled.",
        "HSJ 2013, integrated care boards 2022-23: 12-21 % leave in all; three quarters of that, as "
        "unsettled times add the rest", "derived",
    )  # fmt: skip
    turnover_academics: float = setting(
        0.13, YEARLY, (0.06, 0.20), "An academic leaves, while the department is settled.",
        "UCEA 2019: 8 %; HESA: 14 % new, 25 % on contracts; three quarters of that", "derived",
    )  # fmt: skip
    reorganisation: float = setting(
        0.2, YEARLY, (0.0, 0.5), "An organisation is reorganised (`stability`).",
        "Purchaser bodies around Bristol 2002-22: one break in five years", "derived",
    )  # fmt: skip
    reshuffle: float = setting(
        0.44, SHARE, (0.2, 0.7), "In a reorganisation a person swaps places with some colleague."
    )
    trust_kept: float = setting(
        0.54,
        SHARE,
        (0.3, 0.8),
        "Share of cross-community bonds and trust that survives one.",
        SKETCH,
    )
    unsettled_turnover: float = setting(
        2.8, "factor", (2.0, 4.0), "Turnover in a fully unsettled organisation, over the usual.",
        "King's Fund 2018: 72 % against 20 % of directors new in worst- and best-rated trusts",
        "evidence", (0, 100),
    )  # fmt: skip
    settling: float = setting(
        31.0, "weeks", (13, 52), "Time constant of an organisation's settling.", legal=(1, 1e6)
    )
    pressure: float = setting(
        0.6, SHARE, (0.2, 0.9), "Mean financial pressure (1 less `solvency`).", SKETCH
    )
    pressure_drift: float = setting(
        0.029, SHARE, (0.0, 0.06), "Largest weekly change of an organisation's pressure."
    )
    pressure_memory: float = setting(
        32.0, "weeks", (13, 52), "Time constant of pressure's return to its mean.", legal=(1, 1e6)
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
