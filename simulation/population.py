"""Building the world of one replicate: organisations, founders, networks and broker posts.

The founders depend on the seed and the settings of `population` and `context` alone: every arm of a
seed starts from the same people. Staff may be made here or loaded (`simulation.staff`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.compiling import compiled
from simulation.dice import NETWORK, TRAITS, DiceBox, stream
from simulation.params import check_posts, contract_start
from simulation.record import record
from simulation.roster import Post, roster
from simulation.rules.context import settle_in
from simulation.rules.posts import start_afresh
from simulation.rules.ties import pick, spare, strengthen_tie
from simulation.settings import Settings
from simulation.staff import Place, Staff, staff_of
from simulation.tables import (
    ACADEMIC,
    BROKER,
    COLLEAGUES,
    CONTACTS,
    MANAGER,
    NOBODY,
    ORGANISATION,
    PERSON,
    PERSONALITY,
    PROGRAMME,
    PROJECT,
    TIES,
    Table,
    World,
    table,
)

SENIOR, ALLY, FIRST_TIE, FIRST_COLLEAGUE = range(4)
FOUNDER_USES = FIRST_COLLEAGUE + COLLEAGUES
TRAIT_NAMES = ("attitude", "knowledge", "skill", "confidence", "threshold")


def build(settings: Settings, seed: int, posts: tuple[Post, ...] | None = None) -> World:
    """The world of replicate `seed` in week 0.

    Args:
        settings: checked settings.
        seed: of the replicate; the same founders in every arm.
        posts: other broker posts than the arm's, for experiments with the roster itself.

    Raises:
        SettingsError: the organisations cannot have these posts.
    """
    staff = staff_of(settings)
    posts = roster(settings) if posts is None else posts
    people, total = len(staff.workgroup), len(staff.places)
    world = World(
        p=record(settings),
        programme=table(1, PROGRAMME),
        organisations=table(total, ORGANISATION),
        people=table(people, PERSON),
        personalities=table(people, PERSONALITY),
        colleagues=np.full((people, COLLEAGUES), NOBODY, np.int32),
        ties=table(people, TIES),
        projects=table(people, PROJECT),
        brokers=table(0, BROKER),
        books=table(0, CONTACTS),
    )
    world.programme["funded"] = True
    world.ties["who"] = NOBODY
    world.projects["due"] = -1
    world.projects["partner"] = NOBODY
    _set_organisations(world, staff, settings)
    _set_founders(world, staff, settings, seed)
    return _with_posts(world, staff.places, posts, settings)


def go_on(world: World, week: int, settings: Settings) -> World:
    """A world without brokers so far, continued from `week` under other settings.

    The people are as they have become; the posts are those of a world that was built for them.

    Args:
        world: of week `week`; left as it is.
        week: weeks lived so far.
        settings: checked settings, of the same founders (`simulation.past.check_future`).
    """
    world = World(*(member.copy() for member in world))._replace(p=record(settings))
    if contract_start(settings) >= week:  # no money can have been lost yet
        world.programme["funded"], world.programme["running"] = True, False
    return _with_posts(world, staff_of(settings).places, roster(settings), settings)


def dice_box(staff: Staff, seed: int, posts: tuple[Post, ...]) -> DiceBox:
    """The dice of replicate `seed` for these organisations and posts."""
    places = [(place.community, place.number, place.size) for place in staff.places]
    return DiceBox(seed, places, [(post.home, post.number) for post in posts])


def _set_organisations(world: World, staff: Staff, settings: Settings) -> None:
    first = 0
    for o, place in enumerate(staff.places):
        row = world.organisations[o : o + 1]
        row["community"], row["host"] = place.community, place.host
        row["first"], row["members"] = first, place.size
        row["pressure"], row["stability"] = settings.context.pressure, 1.0
        world.people["organisation"][first : first + place.size] = o
        world.people["community"][first : first + place.size] = place.community
        first += place.size
    world.people["workgroup"] = staff.workgroup


def _set_founders(world: World, staff: Staff, settings: Settings, seed: int) -> None:
    """Traits, seniority, allies, colleagues and first partners, each from the row's own dice.

    One organisation at a time, so that no more dice than its own are held.
    """
    population, people = settings.population, world.people
    outside, managers = round(COLLEAGUES * population.outside), staff.people(MANAGER)
    for o, place in enumerate(staff.places):
        first = int(world.organisations["first"][o])
        rows = slice(first, first + place.size)
        traits = stream(seed, TRAITS, place.community, place.number)
        dice = stream(seed, NETWORK, place.community, place.number).random(
            (place.size, FOUNDER_USES)
        )
        _set_traits(world.personalities[rows], traits, dice[:, ALLY], settings)
        people["senior"][rows] = dice[:, SENIOR] < population.senior_share
        _seat_founders(people, world.personalities, first, place.size)
        if staff.ties is None:
            _acquaint(people, world.colleagues, first, place.size, dice, outside)
            if place.community == ACADEMIC:
                share, bond = population.tied_share, population.tied_bond
                _tie_founders(world.ties, first, managers, dice, share, bond)
    if staff.senior is not None:
        people["senior"] = staff.senior
    if staff.ties is not None:
        world.colleagues[:] = staff.ties.colleagues
        for source, target, strength in staff.ties.across:
            strengthen_tie(world.ties, source, target, strength)


def _set_traits(
    personalities: Table,
    traits: np.random.Generator,
    ally_dice: npt.NDArray[np.float64],
    settings: Settings,
) -> None:
    """Personal baselines: normal around the community's means, kept inside (0, 1)."""
    population, context = settings.population, settings.context
    ally = ally_dice < population.ally_share
    personalities["ally"] = ally
    normal = traits.standard_normal((len(ally), len(TRAIT_NAMES)))
    for column, name in enumerate(TRAIT_NAMES):
        spread = population.threshold_spread if name == "threshold" else population.spread
        values = getattr(population, name) + spread * normal[:, column]
        if name == "attitude":
            values += ally * population.ally_attitude
            values += context.relations_weight * (context.relations - 0.5)
        personalities[name] = np.clip(values, 0.01, 0.99)


def _with_posts(
    world: World, places: tuple[Place, ...], posts: tuple[Post, ...], settings: Settings
) -> World:
    """The world with these posts."""
    check_posts(settings, posts, places)
    world = world._replace(brokers=table(len(posts), BROKER), books=table(len(posts), CONTACTS))
    for b, post in enumerate(posts):
        homes = [o for o, place in enumerate(places) if place.community == post.home]
        hosts = [o for o, place in enumerate(places) if place.host and o not in homes]
        row = world.brokers[b : b + 1]
        row["home"], row["number"], row["fte"] = post.home, post.number, post.fte
        row["start"], row["end"] = post.start, post.end
        row["home_organisation"] = _organisation(places, homes, post.home_organisation, post.number)
        row["host_organisation"] = _organisation(places, hosts, post.host, post.number)
        row["embedded"], row["buddy"], row["leader"] = post.embedded, post.buddy, post.leader
        row["skill"] = settings.brokers.interpersonal_skill
        start_afresh(world.brokers, b, world.p)
    return world


def _organisation(places: tuple[Place, ...], rows: list[int], name: str, number: int) -> int:
    """The organisation of that name among some rows; without a name, the rows in turn."""
    return next(o for o in rows if places[o].name == name) if name else rows[number % len(rows)]


@compiled
def _seat_founders(people: Table, personalities: Table, first: int, size: int) -> None:
    for i in range(first, first + size):
        settle_in(people, personalities, i, i)


@compiled
def _acquaint(
    people: Table, colleagues: Table, first: int, size: int, dice: Table, outside: int
) -> None:
    """Fill the members' colleagues: most from the workgroup, `outside` of them from anywhere."""
    for i in range(first, first + size):
        group, last = i, i + 1
        while group > first and people[group - 1].workgroup == people[i].workgroup:
            group -= 1
        while last < first + size and people[last].workgroup == people[i].workgroup:
            last += 1
        for s in range(COLLEAGUES):
            die = dice[i - first, FIRST_COLLEAGUE + s]
            if s < min(COLLEAGUES - outside, last - group - 1):
                colleagues[i, s] = _acquaintance(colleagues, i, s, group, last - group, die)
            else:
                colleagues[i, s] = _acquaintance(colleagues, i, s, first, size, die)


@compiled
def _acquaintance(colleagues: Table, i: int, known: int, first: int, size: int, die: float) -> int:
    """One of `size` rows from `first`, other than i and those already among the first `known`."""
    start = pick(die, size)
    for k in range(size):
        j = first + (start + k) % size
        new = j != i
        for s in range(known):
            new = new and colleagues[i, s] != j
        if new:
            return j
    return NOBODY


@compiled
def _tie_founders(
    ties: Table, first: int, managers: int, dice: Table, share: float, bond: float
) -> None:
    """Some academics of a department know a manager from before."""
    for member in range(len(dice)):
        die = dice[member, FIRST_TIE]
        if die < share:
            strengthen_tie(ties, first + member, pick(spare(die, share), managers), bond)
