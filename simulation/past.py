"""Many futures from one past: weeks lived once, without brokers, and the settings that go on from them.

A past is settings of its own: those of the arm none, for so many weeks. `simulation.batch.run` lives it once
and then, handed what came of it, each future. A future that changes nothing is the unbroken run.
"""

from __future__ import annotations

from simulation.params import SettingsError, change, whole_number
from simulation.passport import leaves
from simulation.settings import Settings

# Read when the founders are made and never again, beside everything in `population`.
OF_FOUNDERS = ("context.relations", "context.relations_weight")


def past_of(settings: Settings, weeks: int) -> Settings:
    """The settings of the first weeks of a run, lived without brokers.

    Args:
        settings: of the run.
        weeks: how many.

    Raises:
        SettingsError: so many cannot be lived before the run ends.
    """
    return change(
        settings, {"arm": "none", "weeks": whole_number("past", weeks, 1, settings.weeks - 1)}
    )


def check_future(past: Settings, future: Settings) -> None:
    """Refuse a future that contradicts its past.

    Raises:
        SettingsError: it has other founders, brokers who are there too early, or no weeks of its own.
    """
    lived = {leaf.name: leaf.value for leaf in leaves(past)}
    for leaf in leaves(future):
        if is_settled(leaf.name) and leaf.value != lived[leaf.name]:
            raise SettingsError(
                f"{leaf.name} cannot become {leaf.value!r} after a past in which it was "
                f"{lived[leaf.name]!r}: it shapes the people of week 0."
            )
    if future.weeks <= past.weeks:
        raise SettingsError(
            f"weeks must be more than the {past.weeks} of the past, not {future.weeks}."
        )
    if future.arm != "none" and future.contract.start < past.weeks:
        raise SettingsError(
            f"The past has no brokers: with arm={future.arm} contract.start must be at least its "
            f"{past.weeks} weeks, not {future.contract.start}."
        )


def is_settled(name: str) -> bool:
    """Whether the setting has had all its effect in week 0."""
    return name.startswith("population.") or name in OF_FOUNDERS
