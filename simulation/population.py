"""Building the world of one replicate: organisations, founders, networks and broker posts.

The founders depend on the seed and the settings of `population` and `context` alone: every arm of a
seed starts from the same people. Staff may be made here or loaded (`simulation.staff`).
"""

from __future__ import annotations

import numpy as np

from simulation import founders
from simulation.params import check_posts, contract_start
from simulation.record import record
from simulation.roster import Post, roster
from simulation.rules.posts import start_afresh
from simulation.rules.ties import strengthen_tie
from simulation.settings import Settings
from simulation.staff import Place, Staff, staff_of
from simulation.tables import (
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
    World,
    copy_of,
    table,
)


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
    _set_founders(world, staff, seed)
    return _with_posts(world, staff.places, posts, settings)


def go_on(world: World, week: int, settings: Settings) -> World:
    """A world without brokers so far, continued from `week` under other settings.

    The people are as they have become; the posts are those of a world that was built for them.

    Args:
        world: of week `week`; left as it is.
        week: weeks lived so far.
        settings: checked settings, of the same founders (`simulation.past.check_future`).
    """
    world = copy_of(world)._replace(p=record(settings))
    if contract_start(settings) >= week:  # no money can have been lost yet
        world.programme["funded"], world.programme["running"] = True, False
    return _with_posts(world, staff_of(settings).places, roster(settings), settings)


def _set_organisations(world: World, staff: Staff, settings: Settings) -> None:
    first = 0
    for o, place in enumerate(staff.places):
        row = world.organisations[o : o + 1]
        row["community"], row["number"], row["host"] = place.community, place.number, place.host
        row["first"], row["members"] = first, place.size
        row["stability"] = 1.0
        world.people["organisation"][first : first + place.size] = o
        world.people["community"][first : first + place.size] = place.community
        first += place.size
    world.people["workgroup"] = staff.workgroup


def _set_founders(world: World, staff: Staff, seed: int) -> None:
    """Traits, seniority, allies, colleagues and first partners, each from the row's own dice."""
    founders.settle(world, seed)
    if staff.senior is not None:
        world.people["senior"] = staff.senior
    if staff.ties is None:
        founders.acquaint(world, seed)
        founders.tie(world, seed, staff.people(MANAGER))
        return
    world.colleagues[:] = staff.ties.colleagues
    world.people["acquaintances"] = (world.colleagues != NOBODY).sum(axis=1)
    for source, target, strength in staff.ties.across:
        strengthen_tie(world.ties, source, target, strength)


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
        row["skill"], row["standing"] = settings.brokers.interpersonal_skill, 1.0
        start_afresh(world.brokers, b, world.p)
    return world


def _organisation(places: tuple[Place, ...], rows: list[int], name: str, number: int) -> int:
    """The organisation of that name among some rows; without a name, the rows in turn."""
    return next(o for o in rows if places[o].name == name) if name else rows[number % len(rows)]
