"""Building the world of one replicate: organisations, founders, networks and broker posts.

The founders depend on the seed and the settings of `population` and `context` alone: every arm of a
seed starts from the same people. Staff may be made here or loaded (`simulation.staff`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.compiling import compiled
from simulation.dice import NETWORK, TRAITS, DiceBox, stream
from simulation.params import check_posts
from simulation.record import record
from simulation.roster import Post, pair_buddies, roster
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

OUTSIDE = 0.25  # of acquaintances are from outside the workgroup
SENIOR_SHARE = 0.12
SPREAD = 0.08  # standard deviation of baselines
THRESHOLD_SPREAD = 0.07
TIED_SHARE, TIED_BOND = (
    0.05,
    0.25,
)  # academics with a partner at the start, and the strength of that tie


def build(settings: Settings, seed: int, posts: tuple[Post, ...] | None = None) -> World:
    """The world of replicate `seed` in week 0.

    Args:
        settings: checked settings.
        seed: of the replicate; the same founders in every arm.
        posts: other broker posts than the arm's, for experiments with the roster itself.

    Raises:
        SettingsError: a community has fewer people than broker posts.
    """
    staff = staff_of(settings)
    posts = roster(settings) if posts is None else posts
    check_posts(posts, [staff.people(community) for community in (MANAGER, ACADEMIC)])
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
    if settings.contract.start >= week:  # no money can have been lost yet
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
        row["stability"] = 1.0
        world.people["organisation"][first : first + place.size] = o
        world.people["community"][first : first + place.size] = place.community
        first += place.size
    world.people["workgroup"] = staff.workgroup


def _set_founders(world: World, staff: Staff, settings: Settings, seed: int) -> None:
    """Traits, seniority, allies, colleagues and first partners, each from the row's own dice.

    One organisation at a time, so that no more dice than its own are held.
    """
    population, people = settings.population, world.people
    outside, managers = round(COLLEAGUES * OUTSIDE), staff.people(MANAGER)
    for o, place in enumerate(staff.places):
        first = int(world.organisations["first"][o])
        rows = slice(first, first + place.size)
        traits = stream(seed, TRAITS, place.community, place.number)
        dice = stream(seed, NETWORK, place.community, place.number).random(
            (place.size, FOUNDER_USES)
        )
        _set_traits(world.personalities[rows], traits, dice[:, ALLY], settings)
        people["senior"][rows] = dice[:, SENIOR] < SENIOR_SHARE
        _seat_founders(people, world.personalities, first, place.size)
        if staff.ties is None:
            _acquaint(people, world.colleagues, first, place.size, dice, outside)
            if place.community == ACADEMIC:
                share, bond = TIED_SHARE, TIED_BOND
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
    population = settings.population
    means = {
        "attitude": population.willing + settings.context.relations,
        "confidence": population.willing,
        "knowledge": population.able,
        "skill": population.able,
        "threshold": population.threshold,
    }
    ally = ally_dice < population.ally_share
    personalities["ally"] = ally
    normal = traits.standard_normal((len(ally), len(TRAIT_NAMES)))
    for column, name in enumerate(TRAIT_NAMES):
        spread = THRESHOLD_SPREAD if name == "threshold" else SPREAD
        values = means[name] + spread * normal[:, column]
        personalities[name] = np.clip(values, 0.01, 0.99)


def _with_posts(
    world: World, places: tuple[Place, ...], posts: tuple[Post, ...], settings: Settings
) -> World:
    """The world with these posts.

    Home organisations are taken in turn, and so are hosts among those of the other community.
    """
    world = world._replace(brokers=table(len(posts), BROKER), books=table(len(posts), CONTACTS))
    buddies = pair_buddies(posts)
    by_community = [[o for o, place in enumerate(places) if place.community == c] for c in (0, 1)]
    embedded = {
        MANAGER: settings.brokers.embedding in ("one_way_managers", "two_way"),
        ACADEMIC: settings.brokers.embedding in ("one_way_academics", "two_way"),
    }
    leader = next((b for b, post in enumerate(posts) if post.home == ACADEMIC), 0)
    for b, post in enumerate(posts):
        homes = by_community[post.home]
        hosts = [o for o in by_community[1 - post.home] if places[o].host]
        row = world.brokers[b : b + 1]
        row["home"], row["number"], row["fte"] = post.home, post.number, post.fte
        row["home_organisation"] = homes[post.number % len(homes)]
        row["host_organisation"] = hosts[post.number % len(hosts)]
        row["embedded"], row["leader"] = embedded[post.home], b == leader
        row["buddy"] = buddies.get(b, NOBODY)
        row["skill"], row["standing"] = settings.brokers.interpersonal_skill, 1.0
        start_afresh(world.brokers, b, world.p)
    return world


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
