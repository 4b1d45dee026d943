"""What a study says of its futures: the past they share, what each changes, and which is the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.config.configurations import Changes, ParameterSet, check_staffing
from experiments.config.plan import Plan
from simulation import Settings, SettingsError
from simulation.errors import nearest
from simulation.past import past_of
from simulation.readings import moments


def check(plan: Plan) -> None:
    """Refuse futures that cannot be, are too few, or cannot be compared.

    Raises:
        SettingsError: one sentence that names the future.
    """
    shared = ParameterSet(0, plan.settings, (), past_of(plan.settings, plan.past))
    if len(plan.futures) < 2:
        raise SettingsError("futures must name two futures at least, as one is the reference.")
    if plan.reference not in plan.futures:
        raise SettingsError(
            f"There is no future {plan.reference!r} as reference; {nearest(plan.reference, plan.futures)}"
        )
    checked = {name: _checked(name, shared, changes) for name, changes in plan.futures.items()}
    _check_moments(checked, plan.outcomes)


def _checked(name: str, shared: ParameterSet, changes: Changes) -> Settings:
    try:
        settings = shared.configured(changes).settings
        check_staffing(settings)
    except SettingsError as error:
        raise SettingsError(f"Future {name}: {error}") from None
    return settings


def _check_moments(futures: Mapping[str, Settings], outcomes: Sequence[str]) -> None:
    for outcome in outcomes:
        weeks = weeks_of(outcome, futures)
        if len(set(weeks.values())) > 1:
            listed = ", ".join(f"{week} in {name}" for name, week in weeks.items())
            raise SettingsError(
                f"{outcome} cannot be compared, as its week differs: {listed}; choose outcomes at follow-up."
            )


def weeks_of(outcome: str, futures: Mapping[str, Settings]) -> dict[str, int | None]:
    """The week in which an outcome is taken in each future; None for one that is of the whole run."""
    moment = outcome.rpartition("_")[2]
    return {name: moments(settings).get(moment) for name, settings in futures.items()}
