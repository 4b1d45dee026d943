"""People and organisations at the start, before any broker."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, setting
from simulation.settings.sources import PAPER, SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Population:
    """People and organisations at the start, before any broker."""

    organisations: int = setting(
        3, "organisations", (2, 6), "Commissioning organisations",
        "Number of commissioning organisations.", legal=(1, 10_000),
    )
    managers: int = setting(
        40, "people", (20, 80), "Managers per commissioning organisation",
        "Number of managers in each commissioning organisation.",
        "HSJ 2013: 20-30 staff in a mean commissioning group, 3 to 300 in all",
        "derived", legal=(2, 10**7),
    )
    departments: int = setting(
        2, "departments", (2, 4), "Academic departments", "Number of academic departments.",
        legal=(1, 10_000),
    )
    academics: int = setting(
        60, "people", (40, 100), "Academics per department",
        "Number of academics in each department.",
        "Long et al. 2014; Yousefi-Nooraie et al. 2012: 68 to 170 members",
        "derived", legal=(2, 10**7),
    )
    host_organisations: int = setting(
        1, "organisations", (1, 2), "Host commissioning organisations",
        "Number of commissioning organisations that host brokers.",
        PAPER, "derived", legal=(1, 10_000),
    )
    host_departments: int = setting(
        1, "departments", (1, 2), "Host departments",
        "Number of academic departments that host brokers.", PAPER, "derived", legal=(1, 10_000),
    )
    workgroup: int = setting(
        10, "people", (5, 20), "Workgroup size",
        "Number of people in a workgroup, from which most colleagues come.", legal=(2, 10**6),
    )
    acquaintances: float = setting(
        14.0, "people", (9.0, 19.0), "Acquaintances in the organisation",
        "Mean number of colleagues whom a person knows; acquaintance is mutual.",
        "Implementation Science 2011, 6:67: 101 health professionals, 19.4 known either way, 8.9 both ways",
        "derived", legal=(0, 20),
    )
    outside: float = setting(
        0.23, SHARE, (0.1, 0.5), "Colleagues from outside the workgroup",
        "Share of a person's colleagues taken from anywhere in the organisation rather than from "
        "the workgroup.", "Yousefi-Nooraie et al. 2012 (direction)",
    )
    senior_share: float = setting(
        0.12, SHARE, (0.05, 0.2), "Share of senior staff", "Share of people who are senior.",
    )
    ally_share: float = setting(
        0.08, SHARE, (0.0, 0.2), "Share of allies",
        "Share of people who are allies: in favour of collaboration from the start.", PAPER,
    )
    ally_attitude: float = setting(
        0.2, SHARE, (0.1, 0.3), "Extra baseline attitude of allies",
        "How much higher an ally's baseline attitude is.", SKETCH,
    )
    attitude: float = setting(
        0.39, SHARE, (0.3, 0.5), "Mean baseline attitude",
        "Mean baseline attitude to the other community's knowledge.", SKETCH,
    )
    knowledge: float = setting(
        0.2, SHARE, (0.1, 0.3), "Mean baseline knowledge",
        "Mean baseline knowledge of how the other community works.", SKETCH,
    )
    skill: float = setting(
        0.18, SHARE, (0.08, 0.25), "Mean baseline skill",
        "Mean baseline skill in co-producing research and using evidence.", SKETCH,
    )
    confidence: float = setting(
        0.35, SHARE, (0.25, 0.45), "Mean baseline confidence",
        "Mean baseline confidence of managers and academics.", SKETCH,
    )
    spread: float = setting(
        0.083, "standard deviation", (0.04, 0.1), "Spread of baseline stances",
        "Spread of people's baseline attitude, knowledge, skill and confidence.",
        SKETCH, legal=(0, 1),
    )
    threshold: float = setting(
        0.48, SHARE, (0.4, 0.6), "Readiness needed to start practising",
        "Mean readiness at which a person starts to practise.", SKETCH,
    )
    threshold_spread: float = setting(
        0.068, "standard deviation", (0.04, 0.12), "Spread of the readiness needed",
        "Spread of the readiness at which people start to practise.", SKETCH, legal=(0, 1),
    )
    tied_share: float = setting(
        0.047, SHARE, (0.0, 0.1), "Academics with a partner at the start",
        "Share of academics who have a partner among the managers at the start.",
    )
    tied_bond: float = setting(
        0.24, SHARE, (0.1, 0.5), "Bond strength of ties at the start",
        "Bond strength of the ties between the communities at the start.",
    )
    staff_file: str = setting(
        "", "file", (), "Staff file",
        "CSV (id, community, organisation, workgroup, senior) or GraphML file with your own "
        "staff; empty: an artificial population.", "set by the user", "evidence",
    )
    ties_file: str = setting(
        "", "file", (), "Ties file",
        "CSV file (source, target, strength) with the ties between the people in the staff file.",
        "set by the user", "evidence",
    )
    ties_factor: float = setting(
        1.0, "factor", (0.1, 1.0), "Factor for the strengths of ties",
        "Factor by which every strength in the file of ties is multiplied, for counts or "
        "percentages; the result must be above 0 and at most 1.",
        "set by the user", "evidence", legal=(1e-9, 1e9),
    )
    ties_cap: int = setting(
        0, "ties", (0, 24), "Maximum ties per person",
        "Maximum number of colleagues, and of partners in the other community, per person in the ties "
        "file; the strongest ties are kept. 0: more than 24 colleagues or 6 partners are refused.",
        "set by the user", "evidence", legal=(0, 24),
    )
    small_groups: str = setting(
        "refuse", "choice", ("refuse", "merge", "drop"), "Organisations of one person",
        "What happens to an organisation of one person in the staff file: it is refused, merged with "
        "the others of its community, or dropped with its ties.",
        "set by the user", "evidence",
    )
