"""Whom a broker meets: by chance, on visits of whose choice, and with the buddy along."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.dice import CHANCE_MEETINGS
from simulation.rules import visits
from simulation.tables import ACADEMIC, MANAGER
from tests.worlds import JUST_UNDER_ONE, halfway, note, tiny

# ------------------------------------------------------------------- desks


@pytest.mark.parametrize("desk", [0.0, 1.5, 5.0])
@pytest.mark.parametrize("embedded", [True, False])
def test_chance_meetings_come_in_proportion_to_the_hours_at_the_desk(desk, embedded):
    world = tiny(encounters_chance=0.2, encounters_own_job=0.0)
    world.brokers["desk"], world.brokers["embedded"] = desk, embedded
    dice = [(k + 0.5) / 2000 for k in range(2000)]
    counts = [visits.chance_meetings(world.brokers, 0, world.p, die) for die in dice]
    assert sum(counts) / 2000 == approx(0.2 * desk, abs=0.02)


def test_chance_meetings_are_bounded():
    world = tiny(encounters_chance=1.0)
    world.brokers["desk"] = 10.0
    counts = visits.chance_meetings(world.brokers, 0, world.p, JUST_UNDER_ONE)
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
    assert visits.neighbour(world.organisations, world.brokers, broker, world.p, die) == neighbour


@pytest.mark.parametrize(("fte", "hours"), [(0.5, 2.0), (0.2, 3.2), (1.0, 0.0)])
def test_a_part_timer_runs_into_people_in_the_own_job_too(fte, hours):
    world = tiny(encounters_chance=0.2, encounters_own_job=0.4)
    world.brokers["desk"], world.brokers["fte"] = 3.0, fte
    assert visits.own_job_hours(world.brokers, 0, world.p) == approx(hours)
    dice = [(k + 0.5) / 2000 for k in range(2000)]
    counts = [visits.chance_meetings(world.brokers, 0, world.p, die) for die in dice]
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
    assert visits.neighbour(world.organisations, world.brokers, broker, world.p, die) == neighbour


@pytest.mark.parametrize(("met", "served"), [(0.0, 2.0), (0.4, 0.0), (0.4, 2.0)])
def test_demands_are_served_among_people(met, served):
    world = tiny(encounters_chance=0.2, encounters_own_job=0.0, demands_people_met=met)
    world.brokers["desk"], world.brokers["served"] = 3.0, served
    dice = [(k + 0.5) / 2000 for k in range(2000)]
    counts = [visits.chance_meetings(world.brokers, 0, world.p, die) for die in dice]
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
    got = visits.neighbour(world.organisations, world.brokers, 0, world.p, die)
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
    got = visits.somebody(
        world.organisations, world.brokers, broker, community, world.p, die
    )  # fmt: skip
    assert got == who


@pytest.mark.parametrize("elsewhere", [0.0, 1.0])
@pytest.mark.parametrize("die", [0.0, 0.5, JUST_UNDER_ONE])
def test_first_visits_can_all_be_paid_in_one_way(elsewhere, die):
    world = tiny(brokers_elsewhere=elsewhere)
    first, size = (4, 4) if elsewhere == 0.0 else (0, 8)
    got = visits.somebody(world.organisations, world.brokers, 1, MANAGER, world.p, die)
    assert got == first + int(die * size)


def test_first_visits_elsewhere_reach_everybody_of_a_community_alike():
    world = tiny(brokers_elsewhere=1.0)
    got = [
        visits.somebody(world.organisations, world.brokers, 0, ACADEMIC, world.p, k / 800)
        for k in range(800)
    ]
    assert [got.count(i) for i in range(16)] == [0] * 8 + [100] * 8


def _in_mind(world, die, b=0):
    return visits.visit_in_mind(
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
    assert (visits.HOST_SHARE, visits.FOLLOW_UP) == (0.5, 0.6)
    assert _in_mind(world, die) == who


@pytest.mark.parametrize(("die", "who"), [(0.0, 8), (0.29999, 11), (0.5, 0), (0.79999, 3)])
def test_without_contacts_to_follow_up_a_visit_goes_to_somebody_new(die, who):
    world = tiny(brokers_elsewhere=0.0)
    assert _in_mind(world, die) == who


def _visit(world, again):
    return visits.choose_visit(
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
    visits.pay_for_visit(world.people, world.brokers, broker, person)
    assert world.brokers["free"][broker] == 3.0
    assert world.brokers["away"][broker] == 0.5 + away
    assert world.people["visits"][person] == 1.3
    assert world.people["visitor"][person] == broker
    assert world.people["visits"].sum() == approx(1.3 + 15 * 0.3)


def _take_along(world, person=9, b=0):
    return visits.take_buddy_along(world.people, world.brokers, b, person, world.p)


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
