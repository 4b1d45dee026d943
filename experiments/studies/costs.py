"""What an arm costs: the people's time that is paid for, and their salaries."""

from typing import NamedTuple

from simulation import Settings, change
from simulation.params import WEEKS_A_YEAR
from simulation.roster import fte_weeks


class Cost(NamedTuple):
    """What an arm costs if no post ever falls vacant and no money is lost."""

    weeks: float  # FTE-weeks of all contracts
    pounds: float  # the salaries for them


def cost_of(settings: Settings, arm: str) -> Cost:
    """What an arm costs with these settings."""
    settings = change(settings, {"arm": arm})
    weeks = fte_weeks(settings)
    return Cost(weeks, weeks * settings.money.salary / WEEKS_A_YEAR)
