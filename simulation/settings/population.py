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
    hosts: int = setting(
        1, "organisations", (1, 2), "Hosts in each community",
        "Number of organisations of each community that host brokers.", PAPER, "derived", legal=(1, 10_000),
    )
    ally_share: float = setting(
        0.08, SHARE, (0.0, 0.2), "Share of allies",
        "Share of people who are allies: in favour of collaboration from the start.", PAPER,
    )
    willing: float = setting(
        0.37, SHARE, (0.28, 0.46), "Mean baseline attitude and confidence",
        "Mean baseline attitude to the other community's knowledge, and mean baseline confidence.", SKETCH,
    )
    able: float = setting(
        0.19, SHARE, (0.09, 0.28), "Mean baseline knowledge and skill",
        "Mean baseline knowledge of how the other community works, and mean baseline skill in co-producing "
        "research and using evidence.", SKETCH,
    )
    threshold: float = setting(
        0.48, SHARE, (0.4, 0.6), "Readiness needed to start practising",
        "Mean readiness at which a person starts to practise.", SKETCH,
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
