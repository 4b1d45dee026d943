"""Settings changed by dotted name and checked."""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from simulation.errors import SettingsError, nearest
from simulation.inputs.graph import holds_ties, is_graph
from simulation.passport import Leaf, Value, leaves
from simulation.roster import Post, roster
from simulation.settings import Settings
from simulation.tables import COMMUNITIES

WEEKS_A_YEAR = 52.18
# What a staff file decides in place of these settings, and what its ties or a ties file decide.
_BY_STAFF = (
    "population.organisations", "population.managers", "population.departments",
    "population.academics", "population.workgroup", "population.senior_share",
)  # fmt: skip
_BY_TIES = ("population.outside", "population.tied_share", "population.tied_bond")
# Settings of how files are read, which do nothing without them.
_NEED_STAFF = ("population.ties_file", "population.small_groups")
_NEED_TIES = ("population.ties_factor", "population.ties_cap")
FILE_SETTINGS = ("population.staff_file", *_NEED_STAFF, *_NEED_TIES)


def names() -> tuple[str, ...]:
    """The dotted names of all settings."""
    return tuple(leaf.name for leaf in leaves(Settings()))


def change(settings: Settings, changes: Mapping[str, Value]) -> Settings:
    """A copy of `settings` with other values.

    Args:
        settings: where to start from.
        changes: new values by dotted name, e.g. `{"contract.weeks": 52}`.

    Raises:
        SettingsError: an unknown name or an impossible value.
    """
    _check_shape(settings)
    if not isinstance(changes, Mapping):
        raise SettingsError(f"Changes must be a mapping of names to values, not {changes!r}.")
    settings = _replaced(settings, {str(name): value for name, value in changes.items()})
    check(settings)
    return settings


def _replaced(node: Any, changes: Mapping[str, Value], above: str = "") -> Any:
    """A copy of a group with other values, each group below it copied once."""
    fields = {field.name: field for field in dataclasses.fields(node)}
    new: dict[str, Any] = {}
    below: dict[str, dict[str, Value]] = {}
    for name, value in changes.items():
        head, dot, rest = name.partition(".")
        if head not in fields or bool(dot) != dataclasses.is_dataclass(getattr(node, head)):
            raise SettingsError(_no_setting(above + name))
        if dot:
            below.setdefault(head, {})[rest] = value
        else:
            new[head] = _typed(above + name, fields[head].default, value)
    for head, those in below.items():
        new[head] = _replaced(getattr(node, head), those, f"{above}{head}.")
    return dataclasses.replace(node, **new)


def _no_setting(name: str) -> str:
    near = difflib.get_close_matches(name, names(), n=1, cutoff=0.0)[0]
    legal = [leaf for leaf in names() if _same_group(leaf, near)]
    return f"There is no setting {name!r}; {nearest(name, legal)}"


def _same_group(name: str, other: str) -> bool:
    return name.rpartition(".")[0] == other.rpartition(".")[0]


def _typed(name: str, default: object, value: Value) -> Value:
    """`value` in the type of the setting's default: an int may stand for a float, nothing else."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise SettingsError(
            f"{name} must be of type {type(default).__name__}, not {type(value).__name__} ({value!r})."
        )
    return value


def check_seed(seed: Any, name: str = "A seed") -> int:
    """A replicate's seed as an int.

    Raises:
        SettingsError: it is not a whole number from 0.
    """
    return whole_number(name, seed, 0, 2**63 - 1)


def whole_number(name: str, value: Any, low: int, high: int) -> int:
    """`value` as an int from `low` to `high`.

    Raises:
        SettingsError: it is something else.
    """
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not low <= value <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def check(settings: Settings) -> None:
    """Refuse impossible settings.

    Raises:
        SettingsError: with one sentence that names the setting, its value and what is allowed.
    """
    _check_shape(settings)
    for leaf in leaves(settings):
        _check_value(leaf)
    _check_team(settings)
    _check_times(settings)
    _check_population(settings)


def _check_shape(settings: object) -> None:
    if not isinstance(settings, Settings):
        raise SettingsError(f"Expected Settings, not {type(settings).__name__} ({settings!r}).")
    for field in dataclasses.fields(Settings):
        wanted, given = type(field.default), getattr(settings, field.name)
        if dataclasses.is_dataclass(wanted) and type(given) is not wanted:
            raise SettingsError(f"{field.name} must be of type {wanted.__name__}, not {given!r}.")


def _check_value(leaf: Leaf) -> None:
    _typed(leaf.name, leaf.default, leaf.value)
    passport = leaf.passport
    assert passport is not None, f"{leaf.name} has no passport"
    if passport.unit == "choice" and leaf.value not in passport.plausible:
        choices = [str(choice) for choice in passport.plausible]
        raise SettingsError(
            f"{leaf.name} cannot be {leaf.value!r}; {nearest(str(leaf.value), choices)}"
        )
    if isinstance(leaf.value, bool | str):
        return
    low, high = passport.legal
    if not math.isfinite(leaf.value) or not low <= leaf.value <= high:
        raise SettingsError(
            f"{leaf.name} must be a number from {low:g} to {high:g} ({passport.unit}), "
            f"not {leaf.value}."
        )


def _check_team(settings: Settings) -> None:
    brokers, team = settings.brokers, settings.team
    posts = brokers.managers + brokers.academics
    if settings.arm in ("team", "solos", "single_matched") and posts == 0:
        raise SettingsError(
            f"arm={settings.arm} needs at least one of brokers.managers and brokers.academics; "
            "arm=none is the arm without brokers."
        )
    together = together_hours(settings)
    if together > 10.0 * brokers.fte:
        raise SettingsError(
            f"Meetings and buddies (the times of group team) take {together:g} half-days a week, "
            f"more than the {10.0 * brokers.fte:g} of a post with brokers.fte={brokers.fte:g}."
        )
    if settings.arm == "team" and posts < 2:
        for name, on in (
            ("team.buddying", team.buddying),
            ("team.leadership", team.leadership),
            ("team.meetings_per_fortnight", team.meetings_per_fortnight > 0),
        ):
            if on:
                raise SettingsError(
                    f"A team of one broker cannot have {name}: switch it off or add brokers."
                )


def _check_times(settings: Settings) -> None:
    contract = settings.contract
    end = contract.start + contract.weeks
    if settings.arm != "none" and end > settings.weeks:
        raise SettingsError(
            f"The contracts end in week {end} (contract.start + contract.weeks), after "
            f" the run's end: make weeks at least {end} (it is {settings.weeks}) or shorten "
            "the contracts."
        )


def _check_population(settings: Settings) -> None:
    people = settings.population
    _check_files(settings)
    if people.staff_file:
        return
    for hosts, there in (
        ("host_organisations", "organisations"),
        ("host_departments", "departments"),
    ):
        if getattr(people, hosts) > getattr(people, there):
            raise SettingsError(
                f"population.{hosts}={getattr(people, hosts)} is more than "
                f"population.{there}={getattr(people, there)}."
            )
    counts = people.organisations * people.managers, people.departments * people.academics
    check_posts(roster(settings), counts)
    if sum(counts) > 2_000_000_000:
        raise SettingsError(
            f"The population would be {sum(counts)} people; at most 2000000000 are allowed."
        )


def decided_by_files(settings: Settings) -> tuple[str, ...]:
    """The dotted names of the settings that a file of the user's decides, so that they cannot act.

    Args:
        settings: which name the files.
    """
    population = settings.population
    if not population.staff_file:
        return ()
    tied = population.ties_file or holds_ties(population.staff_file)
    return _BY_STAFF + (_BY_TIES if tied else ())


def _check_files(settings: Settings) -> None:
    """Refuse settings that cannot act: a file that is given decides them, or one that they need is not."""
    population = settings.population
    moved = [leaf.name for leaf in leaves(population, "population.") if leaf.value != leaf.default]
    for name in moved:
        if name in _NEED_STAFF and not population.staff_file:
            raise SettingsError(f"{name} needs population.staff_file, which is empty.")
        if name in _NEED_TIES and not (population.ties_file or is_graph(population.staff_file)):
            raise SettingsError(
                f"{name} needs ties: population.ties_file, or a GraphML file as population.staff_file."
            )
    # A graph is read only where something depends on whether it has ties.
    decided = decided_by_files(settings) if set(moved) & {*_BY_STAFF, *_BY_TIES} else ()
    if idle := [name for name in moved if name in decided]:
        tied = idle[0] in _BY_TIES and population.ties_file
        file = "population.ties_file" if tied else "population.staff_file"
        raise SettingsError(
            f"{' and '.join(idle)} cannot be set with {file}, which decides this: leave "
            f"{'it' if len(idle) == 1 else 'them'} out."
        )


def check_posts(posts: Iterable[Post], people: Sequence[int]) -> None:
    """Refuse more brokers from a community than it has people.

    Args:
        posts: the broker posts.
        people: managers and academics.

    Raises:
        SettingsError: there are more.
    """
    homes = [post.home for post in posts]
    for community, word in enumerate(COMMUNITIES):
        brokers, there = homes.count(community), people[community]
        if brokers > there:
            raise SettingsError(
                f"There would be {brokers} {word}-brokers, but only {there} {word}s: change "
                f"brokers.{word}s, or brokers.single_fte if the arm is single_matched."
            )


def contract_end(settings: Settings) -> int:
    """The week in which the last contract is due to end, unless funding is lost."""
    contract = settings.contract
    return min(settings.weeks, contract.start + contract.weeks)


def together_hours(settings: Settings) -> float:
    """Half-days a week that meetings and the buddy take of each post of the arm."""
    at_work = collective(settings)
    buddies = at_work["team_buddy_hours"] if at_work["team_buddying"] else 0.0
    return float(at_work["team_meeting_hours"] + buddies)


def collective(settings: Settings) -> dict[str, bool | float]:
    """Which collective mechanisms are at work, and their times; all are off but in the team."""
    team, is_team = settings.team, settings.arm == "team"
    meetings = team.meetings_per_fortnight / 2.0 if is_team else 0.0
    meet, buddies = meetings > 0.0, is_team and team.buddying
    agenda = (
        (team.support, team.support_time),
        (team.pooling, team.pooling_time),
        (team.introductions, team.introductions_time),
        (team.handover, team.handover_time),
    )
    talks = (
        (team.support, team.buddy_support_time),
        (team.introductions, team.buddy_introductions_time),
    )
    return {
        "team_meetings": meetings,
        "team_meeting_hours": meetings * sum(time for on, time in agenda if on),
        "team_buddy_hours": team.buddy_time + sum(time for on, time in talks if on),
        "team_support": team.support and (meet or buddies),
        "team_pooling": team.pooling and meet,
        "team_introductions": team.introductions and (meet or buddies),
        "team_handover": team.handover and meet,
        "team_buddying": buddies,
        "team_leadership": is_team and team.leadership,
    }
