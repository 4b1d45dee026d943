"""Circumstances: stability, solvency, senior staff, relations between professions, funding."""

from __future__ import annotations

import dataclasses

from simulation.passport import SHARE, YEARLY, setting
from simulation.settings.sources import PAPER, SKETCH

# fmt: off

@dataclasses.dataclass(frozen=True)
class Context:
    """Circumstances: stability, solvency, senior staff, relations between professions, funding."""

    turnover: float = setting(
        0.13, YEARLY, (0.08, 0.18), "Annual turnover of staff",
        "Chance that a member of a settled organisation leaves within a year.",
        "HSJ 2013, integrated care boards 2022-23: 12-21 % leave in all; UCEA 2019: 8 %, HESA: 14 % "
        "new; three quarters of that, as unsettled times add the rest", "derived",
    )
    reorganisation: float = setting(
        0.2, YEARLY, (0.0, 0.5), "Annual chance of a reorganisation",
        "Chance that an organisation is reorganised within a year; the opposite of stability.",
        "Purchaser bodies around Bristol 2002-22: one break in five years", "derived",
    )
    upheaval: float = setting(
        0.46, SHARE, (0.2, 0.7), "Upheaval of a reorganisation",
        "Share of cross-community bonds and of trust in brokers that a reorganisation destroys; turnover "
        "rises by four times that part until the organisation has settled.",
        "King's Fund 2018: 72 % against 20 % of directors new in worst- and best-rated trusts", "derived",
    )
    pressure: float = setting(
        0.42, SHARE, (0.1, 0.7), "Financial pressure",
        "Share of decisions that financial pressure closes to research (1 minus solvency).",
        "Clarke et al. 2013: half of commissioners rate evidence as important", "derived",
    )
    senior_involvement: float = setting(
        0.5, SHARE, (0.1, 0.9), "Involvement of senior staff",
        "How far senior staff give brokers access to their juniors and let evidence into "
        "decisions.", PAPER,
    )
    seniors: float = setting(
        0.4, SHARE, (0.1, 0.6), "Weight of senior staff",
        "Added to the chance that a junior agrees to talk, at full involvement of seniors and full "
        "presence; and share of decisions that seniors close to research where they are not involved.",
        "Jacob et al. 2017: odds 2.5 times as high where the supervisor expects research use", "derived",
    )
    relations: float = setting(
        0.0, "shift of attitude", (-0.1, 0.1), "Relations between the professions",
        "How much the relations between the professions raise or lower everybody's baseline attitude.",
        PAPER, legal=(-0.5, 0.5),
    )
    funding_loss: float = setting(
        0.05, YEARLY, (0.0, 0.3), "Annual chance of losing the funding",
        "Chance that the programme loses its funding within a year and ends early.", SKETCH,
    )
