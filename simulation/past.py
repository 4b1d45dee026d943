"""Several futures from one past: weeks without brokers, simulated once, then continued.

A past has settings of its own: those of the arm none, for a number of weeks. `simulation.batch.run`
simulates it once, and from its end each future. A future that changes nothing is the unbroken run.
"""

from __future__ import annotations

from simulation.errors import SettingsError
from simulation.params import change, contract_start, whole_number
from simulation.passport import leaves
from simulation.settings import Settings

# Read when the founders are made and never again, beside everything in `population`.
OF_FOUNDERS = ("context.relations",)


def past_of(settings: Settings, weeks: int) -> Settings:
    """The settings of the first weeks of a run, without brokers.

    Args:
        settings: of the run.
        weeks: how many.

    Raises:
        SettingsError: the run has no more weeks than that.
    """
    return change(
        settings, {"arm": "none", "weeks": whole_number("past", weeks, 1, settings.weeks - 1)}
    )


def check_future(past: Settings, future: Settings) -> None:
    """Refuse a future that contradicts its past.

    Raises:
        SettingsError: it has another population, brokers during the past, or no weeks of its own.
    """
    before = {leaf.name: leaf.value for leaf in leaves(past)}
    for leaf in leaves(future):
        if is_settled(leaf.name) and leaf.value != before[leaf.name]:
            raise SettingsError(
                f"{leaf.name} cannot become {leaf.value!r} in a future: it is used in week 0 only, so it "
                f"must stay at the past's {before[leaf.name]!r}."
            )
    if future.weeks <= past.weeks:
        raise SettingsError(
            f"weeks must be more than the {past.weeks} weeks of the past, not {future.weeks}."
        )
    if future.arm != "none" and (start := contract_start(future)) < past.weeks:
        what = "every start in brokers.roster" if future.brokers.roster else "contract.start"
        raise SettingsError(
            f"{what} must be at least {past.weeks}, the weeks of the past, with "
            f"arm={future.arm}, not {start}: the past has no brokers."
        )


def is_settled(name: str) -> bool:
    """Whether the setting is used in week 0 only."""
    return name.startswith("population.") or name in OF_FOUNDERS
