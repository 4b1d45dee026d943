"""The compiled driver: weeks and replicates in one compiled loop over the rules.

Its phases, their order and their dice are those of the Mesa model, with which it agrees to the last
bit. `simulate` (in `simulation.outcomes`) makes tables of its results.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from simulation import dice as d
from simulation.compiling import announce, compiled, note_compiled
from simulation.dice import Week
from simulation.measures import BROKER_FIELDS, FIELDS, History, Sums, observe
from simulation.params import contract_end
from simulation.population import build, dice_box, go_on
from simulation.roster import roster
from simulation.rules import context, encounters, people, posts, projects, ties
from simulation.settings import Settings
from simulation.staff import staff_of
from simulation.tables import ACADEMIC, NOBODY, World, readable

DRIVER = "batch"  # what is noted as compiled
TOGETHER = 4  # replicates in one call of the loop; fewer in large worlds
LARGE = 20_000  # people
DICE_AHEAD = 400_000  # dice drawn for one call, about 3 MB: they should stay in the cache


@compiled
def context_phase(world: World, dice: Week, w: int, week: int) -> None:
    """Phase 1. Money, pressure, reorganisations, leavers."""
    organisations, staff, p = world.organisations, world.people, world.p
    personalities, colleagues, bonds = world.personalities, world.colleagues, world.ties
    hands, books, luck = world.projects, world.books, dice.people
    context.fund(world.programme, p, week, dice.programme[w])
    tray = 0
    for o in range(len(organisations)):
        context.reorganise(organisations, o, p, dice.organisations[o, w, d.REORGANISE])
        chance = context.leaving_chance(organisations, o, p)
        for member in range(organisations[o].members):
            i = organisations[o].first + member
            context.begin_week(staff, i)
            die = luck[tray + member // d.TRAY, w, member % d.TRAY, d.CONTEXT]
            if die < chance:
                left = ties.spare(die, chance)
                context.replace_person(
                    organisations, staff, personalities, bonds, hands, books, o, i, left
                )
            elif organisations[o].reorganised:
                left = ties.spare(die - chance, 1.0 - chance)
                context.move(organisations, colleagues, bonds, books, o, i, p, left)
        tray += -(-organisations[o].members // d.TRAY)


@compiled
def time_phase(world: World, dice: Week, w: int, week: int) -> None:
    """Phase 2. Posts are held; demands, meetings and strain take their time; insight changes."""
    brokers, p = world.brokers, world.p
    for b in range(len(brokers)):
        posts.staff_post(
            world.programme, world.organisations, brokers, world.books, b, p, week,
            dice.brokers[b, w, d.LEAVE],
        )  # fmt: skip
    for b in range(len(brokers)):
        if brokers[b].in_post:
            posts.take_demands(brokers, b, p, dice.brokers[b, w, d.DEMAND])
            posts.plan_week(brokers, b, p)
            posts.feel_support(brokers, b, p)
            posts.feel_strain(brokers, b, p)
            posts.feel_confidence(brokers, b, p)
            posts.live_and_learn(brokers, b, p)
            posts.pool_insight(brokers, b, p)
            posts.learn_from_buddy(brokers, b, p)
        posts.keep_standing(brokers, b, p)


@compiled
def encounter_phase(world: World, dice: Week, w: int) -> None:
    """Phase 3. Chance meetings at the desk, then visits one by one while there is time."""
    brokers = world.brokers
    for b in range(len(brokers)):
        ties.fade_book(world.people, brokers, world.books, b)
        if brokers[b].in_post:
            luck = dice.brokers[b, w]
            for k in range(encounters.chance_meetings(brokers, b, world.p, luck[d.CHANCE])):
                throw = d.encounter_dice(luck, k)
                i = encounters.neighbour(world.organisations, brokers, b, world.p, throw[d.WHO])
                talk(world, b, i, False, throw)
            for visit in range(d.VISITS):
                if brokers[b].free >= 1.0:
                    go_visiting(world, b, d.encounter_dice(luck, d.CHANCE_MEETINGS + visit))


@compiled
def go_visiting(world: World, b: int, throw: d.Dice) -> None:
    """One visit of broker b, perhaps with the buddy."""
    i = encounters.choose_visit(
        world.organisations, world.people, world.brokers, world.books, b, world.p, throw[d.WHO],
        throw[d.AGAIN],
    )  # fmt: skip
    encounters.pay_for_visit(world.people, world.brokers, b, i)
    joint = encounters.take_buddy_along(world.people, world.brokers, b, i, world.p)
    talk(world, b, i, joint, throw)


@compiled
def talk(world: World, b: int, i: int, joint: bool, throw: d.Dice) -> None:
    """The result of an encounter with person i: access, translating, perhaps a bridge."""
    brokers, p = world.brokers, world.p
    chance = encounters.access(world.people, brokers, world.books, b, i, joint, p)
    if not encounters.try_door(world.people, brokers, b, i, chance, throw[d.DOOR]):
        return
    trust = encounters.translate(world.people, brokers, world.books, b, i, joint, p)
    if joint:
        encounters.be_seen_together(world.people, brokers, world.colleagues, b, i, p)
    j, reach = encounters.counterpart(world.people, brokers, world.books, b, i, p, throw[d.OTHER])
    if j != NOBODY and throw[d.BRIDGE] < encounters.bridging_chance(trust, reach):
        encounters.bridge(
            world.organisations, world.people, world.ties, brokers, b, i, j, joint, p,
            throw[d.OUTCOME],
        )  # fmt: skip


@compiled
def people_phase(world: World, dice: Week, w: int) -> None:
    """Phase 4. People learn, forget, perhaps meet a partner, perhaps reconsider practising."""
    organisations, staff, p = world.organisations, world.people, world.p
    personalities, colleagues, bonds = world.personalities, world.colleagues, world.ties
    luck = dice.people
    tray = 0
    for o in range(len(organisations)):
        for member in range(organisations[o].members):
            i = organisations[o].first + member
            t, m = tray + member // d.TRAY, member % d.TRAY
            j = people.some_colleague(colleagues, i, luck[t, w, m, d.COLLEAGUE])
            people.learn_from_colleague(staff, personalities, i, j, p)
            people.fade(staff, personalities, i, p)
            ties.fade_ties(bonds, i)
            die = luck[t, w, m, d.CONTACT]
            if die < people.contact_chance(staff, i, p):
                j = people.find_company(organisations, staff, colleagues, bonds, i, p, die)
                if j != NOBODY:
                    die = luck[t, w, m, d.QUALITY]
                    people.meet_unaided(organisations, staff, bonds, i, j, p, die)
            if luck[t, w, m, d.RECONSIDER] < people.RECONSIDER:
                people.reconsider_practising(staff, personalities, colleagues, i, p)
        tray += -(-organisations[o].members // d.TRAY)


@compiled
def project_phase(world: World, dice: Week, w: int, week: int) -> None:
    """Phase 5. Bids start and are decided; decisions use research or not."""
    organisations, staff, p = world.organisations, world.people, world.p
    bonds, hands, brokers, books = world.ties, world.projects, world.brokers, world.books
    tray = 0
    for o in range(len(organisations)):
        academic = organisations[o].community == ACADEMIC
        for member in range(organisations[o].members):
            i = organisations[o].first + member
            die = dice.people[tray + member // d.TRAY, w, member % d.TRAY, d.PROJECT]
            if academic and hands[i].due < 0:
                if die < p[0].projects_bid:  # else no bond and no will could start a bid
                    projects.start_bid(organisations, staff, bonds, hands, i, p, week, die)
            elif academic and week >= hands[i].due:
                projects.decide_bid(organisations, staff, hands, i, p, die)
            elif not academic and hands[i].due < 0:
                if die < projects.DECISION:
                    projects.face_decision(organisations, staff, hands, o, i, p, week, die)
            elif not academic:
                projects.seek_research(
                    organisations, staff, bonds, hands, brokers, books, o, i, p, week, die
                )
        tray += -(-organisations[o].members // d.TRAY)


@compiled
def live_week(world: World, dice: Week, w: int, week: int) -> None:
    """A week: the table of contents of the model."""
    context_phase(world, dice, w, week)
    time_phase(world, dice, w, week)
    encounter_phase(world, dice, w)
    people_phase(world, dice, w)
    project_phase(world, dice, w, week)


@compiled
def replicate(worlds: World, r: int) -> World:
    """One world of several."""
    return World(
        worlds.p[r], worlds.programme[r], worlds.organisations[r], worlds.people[r],
        worlds.personalities[r], worlds.colleagues[r], worlds.ties[r], worlds.projects[r],
        worlds.brokers[r], worlds.books[r],
    )  # fmt: skip


@compiled
def observe_start(worlds: World, places: Sums, brokers: Sums) -> None:
    """Observe week 0 of all replicates."""
    for r in range(len(worlds.programme)):
        observe(replicate(worlds, r), places[r, 0], brokers[r, 0])


@compiled
def live_weeks(
    worlds: World, dice: Week, start: int, weeks: int, places: Sums, brokers: Sums
) -> None:
    """All replicates for `weeks` weeks from `start`; the first axis of every array is theirs."""
    for r in range(len(worlds.programme)):
        world = replicate(worlds, r)
        luck = Week(dice.people[r], dice.organisations[r], dice.brokers[r], dice.programme[r])
        for w in range(weeks):
            live_week(world, luck, w, start + w)
            observe(world, places[r, start + w + 1], brokers[r, start + w + 1])


def run(
    settings: Settings, seeds: Sequence[int], keep: Sequence[int] = (), past: History | None = None
) -> History:
    """All replicates of one configuration.

    Args:
        settings: checked settings.
        seeds: one per replicate.
        keep: weeks, from the first that is simulated here to the last, whose whole worlds are wanted.
        past: earlier weeks of the same replicates: a run of the arm none that kept the worlds of its
            last week (`simulation.past`); without it they begin with week 0.

    Returns:
        Observations for every week, replicates in the order of `seeds`, and the kept worlds.
    """
    announce(DRIVER)
    shape, staff = (len(seeds), settings.weeks + 1), staff_of(settings)
    places = np.empty((*shape, len(staff.places), len(FIELDS)))
    brokers = np.empty((*shape, len(BROKER_FIELDS)))
    history = History(places, brokers, {week: [] for week in keep})
    together = TOGETHER if len(staff.workgroup) < LARGE else 1
    for first in range(0, len(seeds), together):
        some = slice(first, first + together)
        part = History(history.places[some], history.brokers[some], history.worlds)
        if past is None:
            worlds, week = _begin(settings, seeds[some], part)
        else:
            worlds, week = _take_up(past, some, settings, part)
        _run_together(settings, seeds[some], worlds, week, part)
        note_compiled(DRIVER)
    return history


def _begin(settings: Settings, seeds: Sequence[int], part: History) -> tuple[World, int]:
    """Worlds in week 0, observed."""
    worlds = stack([build(settings, seed) for seed in seeds])
    observe_start(worlds, part.places, part.brokers)
    return worlds, 0


def _take_up(past: History, some: slice, settings: Settings, part: History) -> tuple[World, int]:
    """Worlds at the end of a past and its weeks, whose observations are copied."""
    week = past.places.shape[1] - 1
    part.places[:, : week + 1] = past.places[some]
    part.brokers[:, : week + 1] = past.brokers[some]
    return stack([go_on(world, week, settings) for world in past.worlds[week][some]]), week


def _run_together(
    settings: Settings, seeds: Sequence[int], worlds: World, week: int, history: History
) -> None:
    """A few replicates from `week` on, as many weeks at a time as their dice have room for."""
    staff, holders = staff_of(settings), roster(settings)
    sizes = [place.size for place in staff.places]
    boxes = [dice_box(staff, seed, holders) for seed in seeds]
    for box in boxes:
        box.skip(week)
    _keep(worlds, week, history)
    a_week = len(seeds) * sum(array.size for array in d.room((), sizes, len(holders), 1))
    portion = min(settings.weeks - week, max(1, DICE_AHEAD // a_week))
    luck = d.room((len(seeds),), sizes, len(holders), portion)
    kept = (wanted for wanted in history.worlds if wanted > week)
    stops = sorted({*range(week, settings.weeks, portion), *kept, settings.weeks})
    for start, end in pairwise(stops):
        if end - start != luck.programme.shape[1]:
            luck = d.room((len(seeds),), sizes, len(holders), end - start)
        for r, box in enumerate(boxes):
            box.throw(Week(*(array[r] for array in luck)), start < contract_end(settings))
        live_weeks(worlds, luck, start, end - start, history.places, history.brokers)
        _keep(worlds, end, history)


def _keep(worlds: World, week: int, history: History) -> None:
    """A copy of each world of a week that is to be kept."""
    if week in history.worlds:
        for r in range(len(worlds.programme)):
            history.worlds[week].append(World(*(member[r].copy() for member in worlds)))


def stack(worlds: Sequence[World]) -> World:
    """Worlds of one shape as one, with replicates as the first axis of every table."""
    if len(worlds) == 1:
        return World(*(member[np.newaxis] for member in worlds[0]))
    return World(*(readable(np.stack(members)) for members in zip(*worlds, strict=True)))
