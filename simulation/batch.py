"""The compiled driver: a replicate's weeks in one compiled loop over the rules.

Its phases, their order and their dice are those of the Mesa model, with which it agrees to the last
bit. `simulate` (in `simulation.outcomes`) makes tables of its results.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation import dice as d
from simulation.compiling import announce, compiled, compiled_within, note_compiled
from simulation.measures import BROKER_FIELDS, FIELDS, History, Sums, observe
from simulation.population import build, go_on
from simulation.rules import context, encounters, holders, people, posts, projects, ties, visits
from simulation.settings import Settings
from simulation.staff import staff_of
from simulation.tables import ACADEMIC, NOBODY, World, copy_of

DRIVER = "batch"  # what is noted as compiled


@compiled_within
def context_phase(world: World, seed: int, week: int) -> None:
    """Phase 1. Money, a new week for everybody, and reorganisations."""
    organisations, p = world.organisations, world.p
    context.fund(world.programme, p, week, d.die(d.week_of(seed, d.PROGRAMME, week), d.FUNDING))
    for i in range(len(world.people)):
        context.begin_week(world.people, i)
    for o in range(len(organisations)):
        community, number = organisations[o].community, organisations[o].number
        luck = d.week_at(seed, d.ORGANISATIONS, week, community, number)
        context.reorganise(organisations, o, p, d.die(luck, d.REORGANISE))


@compiled_within
def brokers_phase(world: World, seed: int, week: int) -> None:
    """Phases 2 and 3, which nobody lives through where no post is or was held."""
    if world.programme[0].running or posts.any_trace(world.brokers, world.books):
        time_phase(world, seed, week)
        encounter_phase(world, seed, week)


@compiled
def luck_of(world: World, b: int, seed: int, week: int) -> d.Key:
    """The key of broker b's dice."""
    return d.week_at(seed, d.BROKERS, week, world.brokers[b].home, world.brokers[b].number)


@compiled_within
def time_phase(world: World, seed: int, week: int) -> None:
    """Phase 2. Posts are held; demands, meetings and strain take their time; insight changes."""
    brokers, p = world.brokers, world.p
    for b in range(len(brokers)):
        posts.staff_post(
            world.programme, world.organisations, brokers, world.books, b, p, week,
            d.die(luck_of(world, b, seed, week), d.LEAVE),
        )  # fmt: skip
    for b in range(len(brokers)):
        if brokers[b].in_post:
            posts.take_demands(brokers, b, p, d.die(luck_of(world, b, seed, week), d.DEMAND))
            posts.plan_week(brokers, b, p)
            holders.feel_support(brokers, b, p)
            holders.feel_strain(brokers, b, p)
            holders.feel_confidence(brokers, b, p)
            holders.live_and_learn(brokers, b, p)
            holders.pool_insight(brokers, b, p)
            holders.learn_from_buddy(brokers, b, p)
        posts.keep_standing(brokers, b, p)


@compiled_within
def encounter_phase(world: World, seed: int, week: int) -> None:
    """Phase 3. Chance meetings at the desk, then visits one by one while there is time."""
    brokers, p = world.brokers, world.p
    for b in range(len(brokers)):
        ties.fade_book(world.people, brokers, world.books, b)
        if brokers[b].in_post:
            luck = luck_of(world, b, seed, week)
            for k in range(visits.chance_meetings(brokers, b, p, d.die(luck, d.CHANCE))):
                die = d.die(luck, d.encounter_use(k, d.WHO))
                i = visits.neighbour(world.organisations, brokers, b, p, die)
                talk(world, b, i, False, luck, k)
            for visit in range(d.VISITS):
                if brokers[b].free >= 1.0:
                    go_visiting(world, b, luck, d.CHANCE_MEETINGS + visit)


@compiled_within
def go_visiting(world: World, b: int, luck: d.Key, place: int) -> None:
    """One visit of broker b, perhaps with the buddy."""
    i = visits.choose_visit(
        world.organisations, world.people, world.brokers, world.books, b, world.p,
        d.die(luck, d.encounter_use(place, d.WHO)), d.die(luck, d.encounter_use(place, d.AGAIN)),
    )  # fmt: skip
    visits.pay_for_visit(world.people, world.brokers, b, i)
    joint = visits.take_buddy_along(world.people, world.brokers, b, i, world.p)
    talk(world, b, i, joint, luck, place)


@compiled
def talk(world: World, b: int, i: int, joint: bool, luck: d.Key, place: int) -> None:
    """The result of an encounter with person i: access, translating, perhaps a bridge."""
    brokers, p = world.brokers, world.p
    chance = encounters.access(world.people, brokers, world.books, b, i, joint, p)
    die = d.die(luck, d.encounter_use(place, d.DOOR))
    if not encounters.try_door(world.people, brokers, b, i, chance, die):
        return
    trust = encounters.translate(world.people, brokers, world.books, b, i, joint, p)
    if joint:
        encounters.be_seen_together(world.people, brokers, world.colleagues, b, i, p)
    die = d.die(luck, d.encounter_use(place, d.OTHER))
    j, reach = encounters.counterpart(world.people, brokers, world.books, b, i, p, die)
    if j == NOBODY:
        return
    if d.die(luck, d.encounter_use(place, d.BRIDGE)) < encounters.bridging_chance(trust, reach):
        encounters.bridge(
            world.organisations, world.people, world.ties, brokers, b, i, j, joint, p,
            d.die(luck, d.encounter_use(place, d.OUTCOME)),
        )  # fmt: skip


@compiled_within
def people_phase(world: World, seed: int, week: int, luck: d.Dice) -> None:
    """Phase 4. People live their week one by one: leave or stay, learn, forget, meet, reconsider.

    `luck` has room for the dice of a block of people, `(USUAL, BLOCK)`.
    """
    organisations, staff, p = world.organisations, world.people, world.p
    personalities, colleagues, bonds = world.personalities, world.colleagues, world.ties
    hands, brokers, books = world.projects, world.brokers, world.books
    for o in range(len(organisations)):
        community, number = organisations[o].community, organisations[o].number
        place = d.week_at(seed, d.PEOPLE, week, community, number)
        leaving, moved = context.leaving_chance(organisations, o, p), organisations[o].reorganised
        first, academic = organisations[o].first, community == ACADEMIC
        for member in range(organisations[o].members):
            i, m = first + member, member % d.BLOCK
            if m == 0:
                d.fill_members(luck, place, member, min(d.BLOCK, organisations[o].members - member))
            die = luck[d.CONTEXT, m]
            if die < leaving:
                left = ties.spare(die, leaving)
                context.replace_person(
                    organisations, staff, personalities, bonds, hands, books, o, i, left
                )
            elif moved:
                context.loosen(bonds, books, i, p)
            j = people.some_colleague(staff, colleagues, i, luck[d.COLLEAGUE, m])
            people.learn_from_colleague(staff, personalities, i, j, p)
            people.forget(staff, personalities, bonds, i, p)
            die = luck[d.CONTACT, m]
            if die < people.contact_chance(staff, i, p):
                j = people.find_company(organisations, staff, colleagues, bonds, i, p, die)
                if j != NOBODY:
                    die = d.die(d.then(place, d.QUALITY), member)
                    people.meet_unaided(organisations, staff, bonds, i, j, p, die)
            if luck[d.RECONSIDER, m] < people.RECONSIDER:
                people.reconsider_practising(staff, personalities, colleagues, i, p)
            if academic and hands[i].due < 0:
                die = luck[d.PROJECT, m]
                if die < p[0].projects_bid:  # else no bond and no will could start a bid
                    projects.start_bid(organisations, staff, bonds, hands, i, p, week, die)
            elif academic and week >= hands[i].due:
                projects.decide_bid(organisations, staff, hands, i, p, luck[d.PROJECT, m])
            elif not academic and hands[i].due < 0:
                die = luck[d.PROJECT, m]
                if die < projects.DECISION:
                    projects.face_decision(organisations, staff, hands, o, i, p, week, die)
            elif not academic:
                projects.seek_research(
                    organisations, staff, bonds, hands, brokers, books, o, i, p, week,
                    luck[d.PROJECT, m],
                )  # fmt: skip


@compiled_within
def live_week(world: World, seed: int, week: int, luck: d.Dice) -> None:
    """A week: the table of contents of the model."""
    context_phase(world, seed, week)
    brokers_phase(world, seed, week)
    people_phase(world, seed, week, luck)


@compiled
def live_weeks(
    world: World, seed: int, start: int, end: int, luck: d.Dice, places: Sums, brokers: Sums
) -> None:
    """A replicate from week `start` to `end`, observed after each week and at week 0."""
    if start == 0:
        observe(world, places[0], brokers[0])
    for week in range(start, end):
        live_week(world, seed, week, luck)
        observe(world, places[week + 1], brokers[week + 1])


def run(
    settings: Settings,
    seeds: Sequence[int],
    keep: Sequence[int] = (),
    past: History | None = None,
    until: int | None = None,
) -> History:
    """All replicates of one configuration.

    Args:
        settings: checked settings.
        seeds: one per replicate.
        keep: weeks, from the first that is simulated here to the last, whose whole worlds are wanted.
        past: earlier weeks of the same replicates: a run of the arm none that kept the worlds of its
            last week (`simulation.past`); without it they begin with week 0.
        until: the last week that is simulated; None: that of the settings.

    Returns:
        Observations for every such week, replicates in the order of `seeds`, and the kept worlds.
    """
    announce(DRIVER)
    last = settings.weeks if until is None else until
    shape, staff = (len(seeds), last + 1), staff_of(settings)
    places = np.empty((*shape, len(staff.places), len(FIELDS)))
    brokers = np.empty((*shape, len(BROKER_FIELDS)))
    luck = np.empty((d.USUAL, d.BLOCK))
    history = History(places, brokers, {week: [] for week in keep})
    for r, seed in enumerate(seeds):
        if past is None:
            world, week = build(settings, seed), 0
        else:
            world, week = _take_up(past, r, settings, history)
        for end in sorted({wanted for wanted in (week, *keep, last) if wanted >= week}):
            live_weeks(world, seed, week, end, luck, places[r], brokers[r])
            week = end
            if end in history.worlds:
                history.worlds[end].append(world if end == last else copy_of(world))
    note_compiled(DRIVER)
    return history


def _take_up(past: History, r: int, settings: Settings, history: History) -> tuple[World, int]:
    """A world at the end of a past and its weeks, whose observations are copied."""
    week = past.places.shape[1] - 1
    history.places[r, : week + 1] = past.places[r]
    history.brokers[r, : week + 1] = past.brokers[r]
    return go_on(past.worlds[week][r], week, settings), week
