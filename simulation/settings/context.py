"""Circumstances: stability, solvency, senior staff, relations between professions, funding."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, YEARLY, setting
from simulation.settings.sources import PAPER, SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Context:
    """Circumstances: stability, solvency, senior staff, relations between professions, funding."""

    turnover_managers: float = setting(
        0.13, YEARLY, (0.09, 0.18), "Annual turnover of managers",
        "Chance that a manager of a settled organisation leaves within a year.",
        "HSJ 2013, integrated care boards 2022-23: 12-21 % leave in all; three quarters of that, "
        "as unsettled times add the rest", "derived",
    )
    turnover_academics: float = setting(
        0.13, YEARLY, (0.06, 0.20), "Annual turnover of academics",
        "Chance that an academic of a settled department leaves within a year.",
        "UCEA 2019: 8 %; HESA: 14 % new, 25 % on contracts; three quarters of that", "derived",
    )
    reorganisation: float = setting(
        0.2, YEARLY, (0.0, 0.5), "Annual chance of a reorganisation",
        "Chance that an organisation is reorganised within a year; the opposite of stability.",
        "Purchaser bodies around Bristol 2002-22: one break in five years", "derived",
    )
    trust_kept: float = setting(
        0.54, SHARE, (0.3, 0.8), "Trust that survives a reorganisation",
        "Share of cross-community bonds and of trust in brokers that survives a reorganisation.",
        SKETCH,
    )
    unsettled_turnover: float = setting(
        2.8, "factor", (2.0, 4.0), "Turnover while unsettled (ratio)",
        "Turnover in a fully unsettled organisation, relative to a settled one.",
        "King's Fund 2018: 72 % against 20 % of directors new in worst- and best-rated trusts",
        "evidence", legal=(0, 100),
    )
    settling: float = setting(
        31.0, "weeks", (13, 52), "Time to settle after a reorganisation",
        "Time constant with which an organisation settles after a reorganisation.", legal=(1, 1e6),
    )
    pressure: float = setting(
        0.6, SHARE, (0.2, 0.9), "Mean financial pressure",
        "Mean financial pressure on an organisation (1 minus solvency).", SKETCH,
    )
    pressure_drift: float = setting(
        0.029, SHARE, (0.0, 0.06), "Weekly change of financial pressure",
        "Largest random change of an organisation's financial pressure in a week.",
    )
    pressure_memory: float = setting(
        32.0, "weeks", (13, 52), "Return time of financial pressure",
        "Time constant with which financial pressure returns to its mean.", legal=(1, 1e6),
    )
    senior_involvement: float = setting(
        0.5, SHARE, (0.1, 0.9), "Involvement of senior staff",
        "How far senior staff give brokers access to their juniors and let evidence into "
        "decisions.", PAPER,
    )
    relations: float = setting(
        0.5, SHARE, (0.1, 0.9), "Relations between the professions",
        "Quality of relations between the professions; 0.5 leaves the baseline attitude unchanged.",
        PAPER,
    )
    relations_weight: float = setting(
        0.2, SHARE, (0.1, 0.3), "Effect of relations on attitude",
        "Difference in baseline attitude between the worst and the best relations of the "
        "professions.",
    )
    funding_loss: float = setting(
        0.05, YEARLY, (0.0, 0.3), "Annual chance of losing the funding",
        "Chance that the programme loses its funding within a year and ends early.", SKETCH,
    )
