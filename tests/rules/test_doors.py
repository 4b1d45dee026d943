"""Encounters: who lets a broker in, by fluency, introductions, weariness and composure."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import encounters
from simulation.tables import ACADEMIC, MANAGER
from tests.worlds import AMPLE, JUST_UNDER_ONE, halfway, note, tiny


@pytest.mark.parametrize(
    ("community", "joint", "known"),
    [(MANAGER, False, 0.9), (ACADEMIC, False, 0.1), (MANAGER, True, 0.9), (ACADEMIC, True, 0.7)],
)
def test_a_pair_understands_as_much_as_the_better_of_the_two(community, joint, known):
    world = tiny()
    world.brokers["insight"] = [[0.9, 0.1], [1.0, 1.0], [0.2, 0.7]]
    assert encounters.fluency(world.brokers, 0, community, joint) == known


# ------------------------------------------------------------------- introductions

INTRODUCTIONS = halfway(introductions=0.2, pair=0.6) | {"team_introduction": 0.7}


@pytest.mark.parametrize(
    ("b", "k", "parameters", "part"),
    [
        (0, 2, {}, 0.525),  # the buddy, by three quarters of a dose of 0.7
        (0, 1, {}, 0.2),  # another mate, by half a dose of four sevenths of that
        (1, 2, {}, 0.2),
        (0, 0, {}, 0.0),  # nobody introduces themselves
        (0, 1, {"team_introductions": AMPLE}, 0.4),
        (0, 1, {"team_introductions": 0.0}, 0.0),
        (0, 2, {"team_introductions": 0.0}, 0.525),  # buddies need no meeting
        (0, 2, {"team_pair": 0.0}, 0.2),  # a buddy without time is a mate like others
        (0, 2, {"team_introductions": AMPLE, "team_pair": 0.05}, 0.4),  # the better of the two
        (0, 2, {"team_introductions": 0.0, "team_pair": 0.0}, 0.0),
    ],
)
def test_a_buddy_introduces_by_the_hours_of_the_pair_and_a_mate_by_those_of_meetings(
    b, k, parameters, part
):
    world = tiny(**INTRODUCTIONS | parameters)
    assert encounters.introduced_by(world.brokers, b, k, world.p) == approx(part)


@pytest.mark.parametrize("k", [1, 2])
def test_a_mate_who_has_left_introduces_nobody(k):
    world = tiny(**INTRODUCTIONS)
    world.brokers["in_post"][k] = False
    assert encounters.introduced_by(world.brokers, 0, k, world.p) == 0.0


@pytest.mark.parametrize(
    ("by_mate", "by_buddy", "introduced"),
    [({}, {}, 0.0), ({9: 0.5}, {}, 0.1), ({9: 0.5}, {9: 0.1}, 0.1), ({9: 0.5}, {9: 0.4}, 0.21)],
)
def test_the_best_introduction_counts(by_mate, by_buddy, introduced):
    world = tiny(**INTRODUCTIONS)
    note(world, 0, {9: 1.0})
    note(world, 1, by_mate)
    note(world, 2, by_buddy)
    got = encounters.introduction(world.brokers, world.books, 0, 9, world.p)
    assert got == approx(introduced)


# ------------------------------------------------------------------- tiring


@pytest.mark.parametrize(
    ("visits", "tiring", "left"),
    [(0.0, 0.5, 1.0), (1.0, 0.5, 1.0), (2.0, 0.5, 1 / 1.5), (5.0, 0.5, 1 / 3), (5.0, 0.0, 1.0)],
)
def test_visits_beyond_one_tire(visits, tiring, left):
    world = tiny(encounters_tiring=tiring)
    world.people["visits"][9] = visits
    assert encounters.weariness(world.people, 9, world.p) == approx(left)
    assert encounters.weariness(world.people, 8, world.p) == 1.0


def test_who_has_been_visited_often_opens_the_door_less():
    world = tiny(encounters_tiring=0.5)
    before = _access(world, 9)
    world.people["visits"][9] = 2.0
    assert _access(world, 9) == approx(before / 1.5)


# ------------------------------------------------------------------- doors


@pytest.mark.parametrize(
    ("community", "joint", "known"),
    [(MANAGER, False, 0.8), (ACADEMIC, False, 0.1), (ACADEMIC, True, 0.9)],  # the buddy's 0.9
)
def test_composure_takes_skill_fluency_and_confidence(community, joint, known):
    world = tiny()
    world.brokers["insight"][0] = [0.8, 0.1]
    got = encounters.composure(world.brokers, 0, community, joint, world.p)
    fluent, calm = 1 - encounters.FLUENCY * (1 - known), 1 - encounters.NERVE * (1 - 0.6)
    assert got == approx(0.8 * fluent * calm)


DOORS = halfway() | {
    "encounters_base": 0.2,
    "encounters_presence": 0.16,
    "context_seniors": 0.3,
    "context_senior_involvement": 0.5,
    "encounters_ally": 0.07,
    "encounters_trust": 0.5,
}


def _access(world, i, joint=False, b=0):
    return encounters.access(world.people, world.brokers, world.books, b, i, joint, world.p)


def _calm(world, i, joint=False, b=0):
    community = int(world.people["community"][i])
    return encounters.composure(world.brokers, b, community, joint, world.p)


@pytest.mark.parametrize(
    ("person", "change", "chance"),
    [
        (12, {}, 0.2),  # a stranger in another department
        (9, {}, 0.355),  # half of the week at the host, blessed by seniors: + (0.16 + 0.15) / 2
        (9, {"senior": True}, 0.28),  # a senior needs no blessing
        (2, {}, 0.355),  # the other half is spent at home
        (5, {}, 0.2),
        (12, {"ally": True}, 0.27),
        (12, {"attitude": 0.8}, 0.2),  # attitude plays no part
    ],
)
def test_doors_open_by_presence_seniors_and_allies(person, change, chance):
    world = tiny(**DOORS)
    for name, value in change.items():
        world.people[name][person] = value
    assert _access(world, person) == approx(chance * _calm(world, person))


@pytest.mark.parametrize(
    ("embedded", "fte", "at_host", "at_home"),
    [(False, 0.5, 0.2, 0.51), (True, 1.0, 0.51, 0.2), (True, 0.2, 0.262, 0.448)],
)
def test_presence_and_blessing_count_by_the_part_of_the_week_spent_there(
    embedded, fte, at_host, at_home
):
    world = tiny(**DOORS)
    world.brokers["embedded"], world.brokers["fte"] = embedded, fte
    world.brokers["desk"] = 10 * fte
    assert _access(world, 9) == approx(at_host * _calm(world, 9))
    assert _access(world, 2) == approx(at_home * _calm(world, 2))


@pytest.mark.parametrize(("standing", "chance"), [(0.0, 0.2), (0.4, 0.262), (1.0, 0.355)])
def test_presence_and_blessing_count_by_the_standing_of_the_post(standing, chance):
    world = tiny(**DOORS)
    world.brokers["standing"] = standing
    assert _access(world, 9) == approx(chance * _calm(world, 9))
    assert _access(world, 12) == approx(0.2 * _calm(world, 12))


def test_uninvolved_seniors_bless_nobody():
    world = tiny(**DOORS | {"context_senior_involvement": 0.0})
    assert _access(world, 9) == approx(0.28 * _calm(world, 9))


@pytest.mark.parametrize(
    ("own", "mates", "trust"),
    [(0.3, 0.0, 0.3), (0.0, 0.8, 0.16), (0.1, 0.8, 0.16), (0.3, 0.8, 0.3)],  # the better of both
)
def test_own_trust_or_an_introduction_opens_doors(own, mates, trust):
    world = tiny(**DOORS | INTRODUCTIONS)
    note(world, 0, {12: own})
    note(world, 1, {12: mates})
    assert _access(world, 12) == approx((0.2 + 0.5 * trust) * _calm(world, 12))


def test_no_door_is_more_than_open_and_composure_still_matters():
    world = tiny(**DOORS | {"encounters_base": 1.0})
    note(world, 0, {9: 1.0})
    assert 0.0 < _calm(world, 9) < 1.0
    assert _access(world, 9) == approx(_calm(world, 9))


def test_on_a_joint_visit_the_better_known_and_the_more_fluent_of_the_pair_counts():
    world = tiny(**DOORS)
    note(world, 2, {12: 0.4})
    assert _calm(world, 12, joint=True) > _calm(world, 12)
    assert _access(world, 12) == approx(0.2 * _calm(world, 12))
    assert _access(world, 12, joint=True) == approx(0.4 * _calm(world, 12, joint=True))


def test_a_broker_without_skill_opens_no_door():
    world = tiny(**DOORS)
    world.brokers["skill"] = 0.0
    assert _access(world, 9) == 0.0


@pytest.mark.parametrize(
    ("chance", "die", "opens"),
    [(0.5, 0.0, True), (0.5, 0.4999, True), (0.5, 0.5, False), (0.0, 0.0, False),
     (1.0, JUST_UNDER_ONE, True)],
)  # fmt: skip
def test_a_door_opens_below_its_chance_and_is_counted_either_way(chance, die, opens):
    world = tiny()
    assert encounters.try_door(world.people, world.brokers, 1, 9, chance, die) == opens
    assert world.brokers["doors_tried"].tolist() == [0, 1, 0]
    assert world.brokers["doors"][1].tolist() == [0, int(opens)]
    assert world.brokers["successes"][1] == float(opens)
    assert world.people["brokered"][9] == int(opens)
