"""What a study says of its futures: the past they share, what each changes, and which is the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from experiments.config.configurations import Changes, ParameterSet
from experiments.config.schema import flat
from simulation import Settings, SettingsError
from simulation.params import check_posts, nearest
from simulation.passport import Value
from simulation.past import past_of
from simulation.readings import moments
from simulation.roster import roster
from simulation.staff import staff_of
from simulation.tables import COMMUNITIES

KIND = "futures"


class Futures(NamedTuple):
    """The futures of a study.

    Attributes:
        past: weeks that are lived once, without brokers.
        futures: what it goes on to, each by its name as changes to the settings.
        reference: the future that all others are compared with.
    """

    past: int
    futures: Mapping[str, Changes]
    reference: str


def futures_of(kind: str, settings: Settings, values: Mapping[str, Any]) -> Futures | None:
    """The futures that a composed configuration says; None in any other kind of study.

    Args:
        kind: of the study.
        settings: of the model, for `arm=none`.
        values: the configuration.

    Raises:
        SettingsError: a future cannot be, there are too few, or they cannot be compared.
    """
    past, said, reference = values["past"], values["futures"], values["reference"]
    if kind != KIND:
        if past or said or reference:
            raise SettingsError(
                f"past, futures and reference belong to a study of kind {KIND}: leave them empty."
            )
        return None
    shared = ParameterSet(0, settings, (), past_of(settings, past))
    futures = {str(name): _changes(str(name), changes) for name, changes in said.items()}
    if len(futures) < 2:
        raise SettingsError("futures must name two futures at least, as one is the reference.")
    if reference not in futures:
        raise SettingsError(
            f"There is no future {reference!r} as reference; {nearest(reference, futures)}"
        )
    checked = {name: _checked(name, shared, changes) for name, changes in futures.items()}
    _check_moments(checked, values["outcomes"])
    return Futures(past, futures, reference)


def _changes(name: str, said: object) -> dict[str, Value]:
    """What a future changes, by dotted names."""
    if not isinstance(said, Mapping):
        raise SettingsError(
            f"Future {name} must map settings to values, as in {{arm: team}}, not {said!r}."
        )
    changes: dict[str, Value] = {}
    for setting, value in flat({str(key): value for key, value in said.items()}):
        if setting in changes:
            raise SettingsError(f"Future {name} says {setting} twice.")
        if setting == "weeks":
            raise SettingsError(f"Future {name}: weeks are the same in all futures of a study.")
        changes[setting] = value
    return changes


def _checked(name: str, shared: ParameterSet, changes: Changes) -> Settings:
    try:
        settings = shared.configured(changes).settings
        staff = staff_of(settings)
        people = [staff.people(community) for community in range(len(COMMUNITIES))]
        check_posts(roster(settings), people)
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
