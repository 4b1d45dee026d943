"""A broker's encounters: desks, visits, doors, translating, bridging and joint visits."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.dice import CHANCE_MEETINGS
from simulation.rules import encounters
from simulation.rules.people import BOND_GAIN, UNDERSTANDING
from simulation.tables import ACADEMIC, MANAGER, NOBODY
from tests.worlds import (
    AMPLE,
    JUST_UNDER_ONE,
    acquaint,
    contacts,
    halfway,
    note,
    partners,
    stances,
    tie,
    tiny,
)

# ------------------------------------------------------------------- desks


@pytest.mark.parametrize("desk", [0.0, 1.5, 5.0])
@pytest.mark.parametrize("embedded", [True, False])
def test_chance_meetings_come_in_proportion_to_the_hours_at_the_desk(desk, embedded):
    world = tiny(encounters_chance=0.2, encounters_own_job=0.0)
    world.brokers["desk"], world.brokers["embedded"] = desk, embedded
    dice = [(k + 0.5) / 2000 for k in range(2000)]
    counts = [encounters.chance_meetings(world.brokers, 0, world.p, die) for die in dice]
    assert sum(counts) / 2000 == approx(0.2 * desk, abs=0.02)


def test_chance_meetings_are_bounded():
    world = tiny(encounters_chance=1.0)
    world.brokers["desk"] = 10.0
    counts = encounters.chance_meetings(world.brokers, 0, world.p, JUST_UNDER_ONE)
    assert counts == CHANCE_MEETINGS


@pytest.mark.parametrize(
    ("broker", "embedded", "die", "neighbour"),
    [
        (0, True, 0.0, 8),
        (0, True, JUST_UNDER_ONE, 11),
        (0, False, 0.0, 0),
        (1, False, 0.5, 6),
        (2, True, 0.26, 1),
        (2, False, 0.26, 9),
    ],
)
def test_the_embedded_run_into_people_at_the_host_and_others_at_home(
    broker, embedded, die, neighbour
):
    world = tiny(encounters_own_job=0.0)
    world.brokers["embedded"] = embedded
    assert (
        encounters.neighbour(world.organisations, world.brokers, broker, world.p, die) == neighbour
    )


@pytest.mark.parametrize(("fte", "hours"), [(0.5, 2.0), (0.2, 3.2), (1.0, 0.0)])
def test_a_part_timer_runs_into_people_in_the_own_job_too(fte, hours):
    world = tiny(encounters_chance=0.2, encounters_own_job=0.4)
    world.brokers["desk"], world.brokers["fte"] = 3.0, fte
    assert encounters.own_job_hours(world.brokers, 0, world.p) == approx(hours)
    dice = [(k + 0.5) / 2000 for k in range(2000)]
    counts = [encounters.chance_meetings(world.brokers, 0, world.p, die) for die in dice]
    assert sum(counts) / 2000 == approx(0.2 * (3.0 + hours), abs=0.02)


@pytest.mark.parametrize(
    ("broker", "embedded", "die", "neighbour"),
    [
        (0, True, 0.0, 8),  # below 3 / 5: at the host's desk
        (0, True, 0.5999, 11),
        (0, True, 0.6001, 0),  # above: in the own job at home
        (0, True, JUST_UNDER_ONE, 3),
        (0, False, 0.0, 0),  # with the desk at home it is home either way
        (0, False, 0.5999, 2),
    ],
)
def test_in_the_own_job_it_is_people_at_home_in_proportion_to_the_hours(
    broker, embedded, die, neighbour
):
    world = tiny(encounters_own_job=0.4)
    world.brokers["embedded"], world.brokers["desk"], world.brokers["fte"] = embedded, 3.0, 0.5
    assert (
        encounters.neighbour(world.organisations, world.brokers, broker, world.p, die) == neighbour
    )


@pytest.mark.parametrize(("met", "served"), [(0.0, 2.0), (0.4, 0.0), (0.4, 2.0)])
def test_demands_are_served_among_people(met, served):
    world = tiny(encounters_chance=0.2, encounters_own_job=0.0, demands_people_met=met)
    world.brokers["desk"], world.brokers["served"] = 3.0, served
    dice = [(k + 0.5) / 2000 for k in range(2000)]
    counts = [encounters.chance_meetings(world.brokers, 0, world.p, die) for die in dice]
    assert sum(counts) / 2000 == approx(0.6 + met * served, abs=0.02)


@pytest.mark.parametrize(
    ("embedded", "die", "neighbour"),
    [
        (False, 0.0, 8),  # 0.8 who asked, of 1.4 in all: at the host, where there is no desk
        (False, 0.5714, 11),
        (False, 0.5715, 0),  # the others at the desk at home
        (True, 0.5715, 10),  # with a desk at the host it is the host either way
        (True, JUST_UNDER_ONE, 11),
    ],
)
def test_who_asks_is_met_at_the_host(embedded, die, neighbour):
    world = tiny(encounters_chance=0.2, encounters_own_job=0.0, demands_people_met=0.4)
    world.brokers["desk"], world.brokers["served"], world.brokers["embedded"] = 3.0, 2.0, embedded
    got = encounters.neighbour(world.organisations, world.brokers, 0, world.p, die)
    assert got == neighbour


# ------------------------------------------------------------------- whom to visit


@pytest.mark.parametrize(
    ("broker", "community", "die", "who"),
    [
        # below 0.2: anybody of the community; above: the own home or host organisation
        (1, MANAGER, 0.0, 0),
        (1, MANAGER, 0.0999, 3),
        (1, MANAGER, 0.1, 4),
        (1, MANAGER, 0.19999, 7),
        (1, ACADEMIC, 0.19999, 15),
        (1, MANAGER, 0.2, 4),
        (1, MANAGER, 0.41, 5),
        (1, MANAGER, JUST_UNDER_ONE, 7),
        (1, ACADEMIC, 0.2, 8),
        (2, MANAGER, 0.61, 2),
        (2, ACADEMIC, JUST_UNDER_ONE, 11),
    ],
)
def test_a_first_visit_is_paid_at_home_or_host_and_at_times_elsewhere(broker, community, die, who):
    world = tiny(brokers_elsewhere=0.2)
    got = encounters.somebody(
        world.organisations, world.brokers, broker, community, world.p, die
    )  # fmt: skip
    assert got == who


@pytest.mark.parametrize("elsewhere", [0.0, 1.0])
@pytest.mark.parametrize("die", [0.0, 0.5, JUST_UNDER_ONE])
def test_first_visits_can_all_be_paid_in_one_way(elsewhere, die):
    world = tiny(brokers_elsewhere=elsewhere)
    first, size = (4, 4) if elsewhere == 0.0 else (0, 8)
    got = encounters.somebody(world.organisations, world.brokers, 1, MANAGER, world.p, die)
    assert got == first + int(die * size)


def test_first_visits_elsewhere_reach_everybody_of_a_community_alike():
    world = tiny(brokers_elsewhere=1.0)
    got = [
        encounters.somebody(world.organisations, world.brokers, 0, ACADEMIC, world.p, k / 800)
        for k in range(800)
    ]
    assert [got.count(i) for i in range(16)] == [0] * 8 + [100] * 8


def _in_mind(world, die, b=0):
    return encounters.visit_in_mind(
        world.organisations, world.people, world.brokers, world.books, b, world.p, die
    )


# Below a half the host's community; in each, 0.6 are contacts to follow up and 0.4 somebody new.
@pytest.mark.parametrize(
    ("die", "who"),
    [
        (0.0, 9),
        (0.299, 11),
        (0.3, 8),
        (0.49999, 11),
        (0.5, 2),
        (0.799, 2),
        (0.801, 0),
        (JUST_UNDER_ONE, 3),
    ],
)
def test_a_visit_goes_to_a_community_and_there_to_a_contact_or_somebody_new(die, who):
    world = tiny(brokers_elsewhere=0.0)
    note(world, 0, {9: 0.5, 2: 0.3, 11: 0.1})
    assert (encounters.HOST_SHARE, encounters.FOLLOW_UP) == (0.5, 0.6)
    assert _in_mind(world, die) == who


@pytest.mark.parametrize(("die", "who"), [(0.0, 8), (0.29999, 11), (0.5, 0), (0.79999, 3)])
def test_without_contacts_to_follow_up_a_visit_goes_to_somebody_new(die, who):
    world = tiny(brokers_elsewhere=0.0)
    assert _in_mind(world, die) == who


def _visit(world, again):
    return encounters.choose_visit(
        world.organisations, world.people, world.brokers, world.books, 0, world.p, 0.0, again
    )


# Broker 0 has person 9 in mind. With half a dose, half of the dice leave them to whoever visited
# them last; what is left of such a die, twice as large, chooses again in the same way.
@pytest.mark.parametrize(
    ("hours", "visits", "visitor", "again", "who"),
    [
        (0.2, 1.0, 1, 0.2, 10),  # 0.4: at the host, somebody new
        (0.2, 1.0, 1, 0.49999, 3),  # just under 1: at home, somebody new
        (0.2, 0.5, 2, 0.3, 1),  # 0.6: a contact at home, of whom there is none
        (0.2, 1.0, 1, 0.0, 9),  # 0: a contact at the host, of whom there is one
        (0.2, 1.0, 1, 0.5, 9),  # this once they go themselves
        (0.2, 0.49, 1, 0.0, 9),  # that was long ago
        (0.2, 3.0, 0, 0.0, 9),  # it was they themselves
        (0.0, 3.0, 1, 0.0, 9),  # nobody knows of it
    ],
)
def test_a_team_that_shares_people_out_leaves_them_to_the_mate_who_was_there(
    hours, visits, visitor, again, who
):
    world = tiny(**halfway(sharing_out=hours), brokers_elsewhere=0.0)
    note(world, 0, {9: 0.5})
    world.people["visits"][9], world.people["visitor"][9] = visits, visitor
    assert _visit(world, again) == who


def test_nobody_is_left_to_a_mate_who_has_gone():
    world = tiny(**halfway(sharing_out=0.2), brokers_elsewhere=0.0)
    note(world, 0, {9: 0.5})
    world.people["visits"][9], world.people["visitor"][9] = 3.0, 1
    assert _visit(world, 0.2) == 10
    world.brokers["in_post"][1] = False
    assert _visit(world, 0.2) == 9


# ------------------------------------------------------------------- what a visit costs


@pytest.mark.parametrize(
    ("broker", "embedded", "person", "away"),
    [
        (0, True, 9, 0.0),  # at the host's desk
        (0, True, 2, 1.0),  # back at home
        (0, False, 9, 1.0),  # a guest is away from the desk at home
        (0, False, 2, 0.0),
        (2, False, 2, 1.0),
        (2, True, 9, 1.0),
    ],
)
def test_a_visit_costs_a_half_day_and_the_time_of_the_visited(broker, embedded, person, away):
    world = tiny()
    world.brokers["embedded"], world.brokers["free"], world.brokers["away"] = embedded, 4.0, 0.5
    world.people["visits"] = 0.3
    encounters.pay_for_visit(world.people, world.brokers, broker, person)
    assert world.brokers["free"][broker] == 3.0
    assert world.brokers["away"][broker] == 0.5 + away
    assert world.people["visits"][person] == 1.3
    assert world.people["visitor"][person] == broker
    assert world.people["visits"].sum() == approx(1.3 + 15 * 0.3)


def _take_along(world, person=9, b=0):
    return encounters.take_buddy_along(world.people, world.brokers, b, person, world.p)


def test_a_buddy_comes_along_for_a_half_day_saved_up():
    world = tiny(team_pair=0.2)
    world.brokers["buddy_account"][2] = 1.9
    assert [_take_along(world), _take_along(world)] == [True, False]
    assert world.brokers["buddy_account"].tolist() == [0.0, 0.0, approx(0.9)]
    assert world.brokers["away"].tolist() == [0.0] * 3
    assert world.brokers["free"].tolist() == [0.0] * 3
    assert world.brokers["joint_visits"].tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("person", "insight", "comes"),
    [
        (9, 0.11, True),  # broker 0 knows 0.1 of the academics
        (9, 0.1, False),  # as much is not more
        (9, 0.0, False),
        (2, 0.95, True),  # and 0.9 of the managers
        (2, 0.85, False),
    ],
)
def test_a_buddy_comes_along_only_to_people_whom_they_know_better(person, insight, comes):
    world = tiny(team_pair=0.2)
    world.brokers["buddy_account"] = 5.0
    world.brokers["insight"][2] = insight
    assert _take_along(world, person) == comes
    assert world.brokers["buddy_account"][2] == (4.0 if comes else 5.0)


@pytest.mark.parametrize(
    ("broker", "pair", "in_post", "account"),
    [(0, 0.0, True, 5.0), (0, 0.2, False, 5.0), (0, 0.2, True, 0.999), (1, 0.2, True, 5.0)],
)
def test_no_buddy_comes_along_who_is_not_there_or_has_no_time(broker, pair, in_post, account):
    world = tiny(team_pair=pair)
    world.brokers["buddy_account"], world.brokers["in_post"][2] = account, in_post
    assert not _take_along(world, b=broker)
    assert world.brokers["buddy_account"].tolist() == [account] * 3
    assert world.brokers["away"].sum() == 0.0
    assert world.brokers["joint_visits"].sum() == 0


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


# ------------------------------------------------------------------- translating, modelling


TELLING = {"encounters_trust_gain": 0.25, "encounters_telling": 0.2}


def _translate(world, b, i, joint):
    return encounters.translate(world.people, world.brokers, world.books, b, i, joint, world.p)


@pytest.mark.parametrize(
    ("b", "person", "joint", "known"),
    [
        (0, 9, False, 0.9),  # a manager tells an academic about managers
        (0, 2, False, 0.1),  # and can tell a manager little about academics
        (0, 2, True, 0.9),  # unless the buddy is there
    ],
)
def test_a_broker_tells_what_they_know_of_the_other_side(b, person, joint, known):
    world = tiny(**TELLING)
    _translate(world, b, person, joint)
    assert contacts(world, b) == {person: approx(0.2)}  # 0.25 x a skill of 0.8
    assert contacts(world, 1) == {}
    won = encounters.WON_OVER * 0.2 * 0.2  # times the trust
    expected = (0.4 + won * 0.6, 0.2 + 0.2 * known * 0.8, 0.1, 0.5 + won * 0.5)
    assert stances(world, person) == approx(expected)


@pytest.mark.parametrize("joint", [False, True])
def test_a_buddy_who_came_along_wins_trust_by_their_own_skill(joint):
    world = tiny(**TELLING)
    world.brokers["skill"][2] = 0.4
    note(world, 2, {9: 0.5})
    trust = _translate(world, 0, 9, joint)
    assert contacts(world, 2) == {9: approx(0.55 if joint else 0.5)}
    assert trust == approx(
        0.55 if joint else 0.2
    )  # a pair is met with the trust in the better known
    assert encounters.trust_won(world.brokers, world.books, 0, 9, joint) == trust


def test_a_trusted_broker_wins_over_more():
    world = tiny(**TELLING)
    note(world, 0, {9: 0.75})
    trust = _translate(world, 0, 9, False)
    assert contacts(world, 0) == {9: approx(0.8)}
    assert trust == contacts(world, 0)[9]
    assert world.people["attitude"][9] == approx(0.4 + encounters.WON_OVER * 0.2 * 0.8 * 0.6)


def test_colleagues_who_see_a_pair_from_both_communities_gain_heart():
    world = tiny(encounters_modelling=0.1)
    acquaint(world, 9, [8, 11])
    encounters.be_seen_together(world.people, world.brokers, world.colleagues, 0, 9, world.p)
    for seen in (8, 11):
        assert stances(world, seen) == approx((0.46, 0.2, 0.1, 0.55))
    for unseen in (9, 10, 15):
        assert stances(world, unseen) == (0.4, 0.2, 0.1, 0.5)


def test_a_pair_from_one_community_models_nothing():
    world = tiny(encounters_modelling=0.1)
    acquaint(world, 9, [8, 11])
    world.brokers["buddy"][:2] = [1, 0]
    before = world.people.copy()
    encounters.be_seen_together(world.people, world.brokers, world.colleagues, 0, 9, world.p)
    assert (world.people == before).all()


# ------------------------------------------------------------------- bridging


def _counterpart(world, i, die=0.0, b=0):
    return encounters.counterpart(
        world.people, world.brokers, world.books, b, i, world.p, die
    )  # fmt: skip


@pytest.mark.parametrize(
    ("own", "mates", "buddys", "found"),
    [
        ({}, {}, {}, (NOBODY, 0.0)),
        ({9: 0.5, 2: 0.9}, {}, {}, (9, 0.5)),  # an own contact on the other side
        ({2: 0.9}, {8: 0.5}, {}, (8, 0.1)),  # a mate's, by 0.2 of the mate's trust
        ({}, {}, {10: 0.4}, (10, 0.21)),  # a buddy's, by 0.525
        ({9: 0.2}, {8: 0.5}, {10: 0.4}, (10, 0.21)),  # whoever can be reached best
        ({9: 0.2}, {8: 0.7}, {10: 0.3}, (9, 0.2)),
        ({}, {8: 0.9}, {10: 0.25}, (8, 0.18)),
        ({}, {3: 0.9}, {4: 0.9}, (NOBODY, 0.0)),  # nobody on the other side
    ],
)
def test_the_counterpart_is_whoever_can_be_reached_best(own, mates, buddys, found):
    world = tiny(**INTRODUCTIONS)
    for b, book in enumerate((own, mates, buddys)):
        note(world, b, book)
    who, reach = _counterpart(world, 1)
    assert (who, reach) == (found[0], approx(found[1]))


@pytest.mark.parametrize("busy", [1, 9])
@pytest.mark.parametrize("limit", [1, 2])
def test_nobody_is_brought_together_who_has_no_time_left_this_week(busy, limit):
    world = tiny(culture_meetings_a_week=limit)
    note(world, 0, {9: 0.5})
    world.people["met"][busy] = 1
    assert _counterpart(world, 1) == ((NOBODY, 0.0) if limit == 1 else (9, 0.5))


def test_the_counterpart_of_an_academic_is_a_manager():
    world = tiny()
    note(world, 0, {9: 0.5, 2: 0.3})
    assert _counterpart(world, 8) == (2, 0.3)


def test_a_die_chooses_among_the_contacts_on_the_other_side():
    world = tiny()
    note(world, 0, {9: 0.5, 2: 0.3, 10: 0.2})
    assert [_counterpart(world, 1, die)[0] for die in (0.0, 0.5, JUST_UNDER_ONE)] == [9, 10, 10]


@pytest.mark.parametrize(
    ("trust", "reach", "part"),
    [(0.6, 0.4, 0.24), (1.0, 1.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)],
)
def test_a_bridge_needs_trust_on_both_sides(trust, reach, part):
    assert encounters.bridging_chance(trust, reach) == approx(encounters.BRIDGING * part)


def _bridge(world, die, joint=False):
    return encounters.bridge(
        world.organisations, world.people, world.ties, world.brokers, 0, 2, 9, joint, world.p, die
    )


# The two know 0.3 of each other; the broker bridges a part of the rest: 0.8 x 0.9 x 0.5 = 0.36,
# so 0.3 + 0.7 x 0.36 = 0.552 is understood. With a buddy who knows all of the academics: 0.804.
@pytest.mark.parametrize(("joint", "understood"), [(False, 0.552), (True, 0.804)])
def test_a_bridges_quality_rises_with_fluency_on_both_sides(joint, understood):
    quality = 0.1 + UNDERSTANDING * understood
    for die, good in ((quality - 1e-9, True), (quality + 1e-9, False)):
        world = tiny(culture_quality=0.1)
        world.people["knowledge"][[2, 9]] = 0.2, 0.4
        world.brokers["insight"] = [[0.9, 0.5], [0.0, 0.0], [0.3, 1.0]]
        assert _bridge(world, die, joint) == good
        assert partners(world, 2) == ({9: BOND_GAIN} if good else {})
        assert world.people["met"][[2, 9]].tolist() == [1, 1]
        assert world.brokers["bridges"].tolist() == [1, 0, 0]
        assert world.brokers["successes"].tolist() == [float(good), 0.0, 0.0]
        assert world.organisations["meetings_good"].tolist() == [good, 0, good, 0]


def test_a_bridge_brings_old_partners_closer():
    world = tiny(culture_quality=1.0)
    tie(world, 2, 9, 0.4)
    assert _bridge(world, 0.5)
    assert partners(world, 9) == {2: approx(0.4 + BOND_GAIN * 0.6)}
