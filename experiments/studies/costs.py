"""What an arm costs: the people's time that is paid for, and their salaries."""

from __future__ import annotations

from typing import NamedTuple

from simulation import Settings, change
from simulation.params import WEEKS_A_YEAR
from simulation.roster import fte_weeks

TO_THE_HOUR = 6  # digits: equal costs of unequal posts differ in the last bits


class Cost(NamedTuple):
    """What an arm costs if no post ever falls vacant and no money is lost.

    Attributes:
        weeks: full-time-equivalent weeks of all contracts.
        pounds: salaries for them.
    """

    weeks: float
    pounds: float

    def less_than(self, other: Cost) -> bool:
        """Whether this is clearly less than another."""
        return round(self.weeks - other.weeks, TO_THE_HOUR) < 0


def cost_of(settings: Settings, arm: str) -> Cost:
    """What an arm costs with these settings."""
    settings = change(settings, {"arm": arm})
    weeks = fte_weeks(settings)
    return Cost(weeks, weeks * settings.money.salary / WEEKS_A_YEAR)
