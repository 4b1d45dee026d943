"""Settings changed by dotted name and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from simulation.errors import SettingsError
from simulation.inputs.graph import is_graph
from simulation.passport import Value, leaves
from simulation.roster import Post, programme_weeks, read_roster, roster
from simulation.settings import Settings
from simulation.staff import Place
from simulation.tables import COMMUNITIES
from simulation.values import check_shape, check_value, replaced

WEEKS_A_YEAR = 52.18
# What a team does together: settings of the group team with hours a week.
TOGETHER = ("support", "pooling", "introductions", "handover", "sharing_out", "pair", "leading")
# What a staff file decides in place of these settings.
_BY_STAFF = (
    "population.organisations", "population.managers", "population.departments",
    "population.academics",
)  # fmt: skip
# What a roster decides in place of these settings.
_BY_ROSTER = (
    "brokers.managers", "brokers.academics", "brokers.embedding", "brokers.fte", "contract.start",
    "contract.weeks",
)  # fmt: skip
# Settings of how files are read, which do nothing without them.
_NEED_STAFF = ("population.ties_file", "population.small_groups")
_NEED_TIES = ("population.ties_factor", "population.ties_cap")
FILE_SETTINGS = ("population.staff_file", *_NEED_STAFF, *_NEED_TIES, "brokers.roster")


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
    check_shape(settings)
    if not isinstance(changes, Mapping):
        raise SettingsError(f"Changes must be a mapping of names to values, not {changes!r}.")
    settings = replaced(settings, {str(name): value for name, value in changes.items()})
    check(settings)
    return settings


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
    check_shape(settings)
    found = list(leaves(settings))
    for leaf in found:
        check_value(leaf)
    _check_files(settings, [leaf.name for leaf in found if leaf.value != leaf.default])
    if not settings.brokers.roster:  # a roster is read where it is used
        _check_team(settings, roster(settings))
        _check_times(settings)
    if not settings.population.staff_file:
        _check_population(settings)


def _check_team(settings: Settings, posts: tuple[Post, ...]) -> None:
    """Refuse arms without brokers, teams of one, and weeks that are too short for the team."""
    if settings.arm not in ("none", "single") and not posts:
        raise SettingsError(
            f"arm={settings.arm} needs at least one of brokers.managers and brokers.academics; "
            "arm=none is the arm without brokers."
        )
    if settings.arm != "team":
        return
    together, shortest = together_hours(settings), min(posts, key=lambda post: post.fte)
    if together > 10.0 * shortest.fte:
        file = settings.brokers.roster
        which = f"{shortest.name!r} in {file}, fte" if file else "a post with brokers.fte"
        raise SettingsError(
            f"Meetings and pairs (the times of group team) take {together:g} half-days a week, "
            f"more than the {10.0 * shortest.fte:g} of {which}={shortest.fte:g}."
        )
    if len(posts) < 2 and any(collective(settings).values()):
        raise SettingsError(
            "A team of one broker cannot spend time on being a team: set team.hours to 0 or add brokers."
        )


def _check_times(settings: Settings) -> None:
    contract = settings.contract
    end = contract.start + contract.weeks
    if settings.arm != "none" and end > settings.weeks:
        raise SettingsError(
            f"The contracts end in week {end} (contract.start + contract.weeks), after "
            f"the run's end: make weeks at least {end} (it is {settings.weeks}) or shorten "
            "the contracts."
        )


def _check_population(settings: Settings) -> None:
    people = settings.population
    for there in ("organisations", "departments"):
        if people.hosts > getattr(people, there):
            raise SettingsError(
                f"population.hosts={people.hosts} is more than "
                f"population.{there}={getattr(people, there)}."
            )
    counts = people.organisations * people.managers, people.departments * people.academics
    if not settings.brokers.roster:
        _check_counts(roster(settings), counts)
    if sum(counts) > 2_000_000_000:
        raise SettingsError(
            f"The population would be {sum(counts)} people; at most 2000000000 are allowed."
        )


def decided_by_files(settings: Settings) -> tuple[str, ...]:
    """The dotted names of the settings that a file of the user's decides, so that they cannot act.

    Args:
        settings: which name the files.
    """
    posts = _BY_ROSTER if settings.brokers.roster else ()
    return _BY_STAFF + posts if settings.population.staff_file else posts


def _check_files(settings: Settings, moved: Iterable[str]) -> None:
    """Refuse changed settings that cannot act: a file decides them, or one that they need is not given."""
    population = settings.population
    for name in moved:
        if name in _NEED_STAFF and not population.staff_file:
            raise SettingsError(f"{name} needs population.staff_file, which is empty.")
        if name in _NEED_TIES and not (population.ties_file or is_graph(population.staff_file)):
            raise SettingsError(
                f"{name} needs ties: population.ties_file, or a GraphML file as population.staff_file."
            )
    if idle := [name for name in moved if name in decided_by_files(settings)]:
        file = "brokers.roster" if idle[0] in _BY_ROSTER else "population.staff_file"
        raise SettingsError(
            f"{' and '.join(idle)} cannot be set with {file}, which decides this: leave "
            f"{'it' if len(idle) == 1 else 'them'} out."
        )


def check_posts(settings: Settings, posts: tuple[Post, ...], places: Sequence[Place]) -> None:
    """Refuse posts that some organisations cannot have; those in the user's file are checked in full.

    Args:
        settings: of the run.
        posts: of its arm.
        places: the organisations.

    Raises:
        SettingsError: something is wrong in the file, or a community has too few people.
    """
    if settings.brokers.roster:
        read_roster(settings, places, None if settings.arm == "none" else settings.weeks)
        _check_team(settings, posts)
    people = [0] * len(COMMUNITIES)
    for place in places:
        people[place.community] += place.size
    _check_counts(posts, people)


def _check_counts(posts: Iterable[Post], people: Sequence[int]) -> None:
    """Refuse more brokers from a community than it has people."""
    homes = [post.home for post in posts]
    for community, word in enumerate(COMMUNITIES):
        brokers, there = homes.count(community), people[community]
        if brokers > there:
            raise SettingsError(
                f"There would be {brokers} {word}-brokers, but only {there} {word}s: change "
                f"brokers.{word}s."
            )


def contract_start(settings: Settings) -> int:
    """The week in which the first contract starts."""
    return programme_weeks(settings)[0]


def contract_end(settings: Settings) -> int:
    """The week in which the last contract is due to end, unless funding is lost."""
    return min(settings.weeks, programme_weeks(settings)[1])


def together_hours(settings: Settings) -> float:
    """Half-days a week that meetings and the pair take of each post of the arm."""
    at_work = collective(settings)
    return sum(hours for name, hours in at_work.items() if name != "team_leading")


def collective(settings: Settings) -> dict[str, float]:
    """Half-days a week for each thing that is done together; all nil but in the team."""
    hours = settings.team.hours if settings.arm == "team" else 0.0
    return {f"team_{name}": hours * getattr(settings.team, name) for name in TOGETHER}
