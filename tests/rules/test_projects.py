"""Projects: co-produced bids, and decisions that may use research."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import projects
from tests.worlds import JUST_UNDER_ONE, note, tie, tiny

# ------------------------------------------------------------------- bids

BIDS = {"projects_bid": 0.5}


def _start(world, die, i=9, week=7):
    projects.start_bid(
        world.organisations, world.people, world.ties, world.projects, i, world.p, week, die
    )


# 0.5 x a bond of 0.8 x the manager's attitude of 0.4 x the academic's confidence of 0.5
@pytest.mark.parametrize(("die", "starts"), [(0.0, True), (0.0799, True), (0.0801, False)])
def test_a_strong_bond_with_a_willing_manager_turns_into_a_bid(die, starts):
    world = tiny(**BIDS)
    tie(world, 9, 2, 0.1)
    tie(world, 9, 5, 0.8)
    world.people["attitude"][9], world.people["confidence"][5] = 0.9, 0.9  # play no part
    _start(world, die)
    assert world.projects["due"][9] == (7 + projects.BID_WEEKS if starts else -1)
    assert world.organisations["bids_begun"].tolist() == [0, int(starts), int(starts), 0]
    if starts:
        assert world.projects["partner"][9] == 5


def test_without_a_partner_there_is_no_bid():
    world = tiny(**BIDS)
    _start(world, 0.0)
    assert world.projects["due"][9] == -1
    assert world.organisations["bids_begun"].sum() == 0


@pytest.mark.parametrize("met", [(0, 0), (1, 0), (0, 2), (3, 1)])
def test_a_bid_is_helped_where_brokers_have_met_both_sides(met):
    world = tiny(**BIDS)
    tie(world, 9, 5, 0.8)
    world.people["brokered"][[9, 5]] = met
    _start(world, 0.0)
    helped = int(min(met) > 0)
    assert world.organisations["bids_helped"].tolist() == [0, helped, helped, 0]


@pytest.mark.parametrize(
    ("win", "knowledge"), [(0.2, (0.0, 0.0)), (0.2, (1.0, 1.0)), (0.3, (0.2, 0.8))]
)
def test_the_odds_of_winning_rise_with_knowledge_of_need(win, knowledge):
    world = tiny(projects_win=win)
    world.people["knowledge"][[9, 5]] = knowledge
    odds = win / (1 - win) * (1 + (projects.NEED_ODDS - 1) * sum(knowledge) / 2)
    chance = projects.winning_chance(world.people, 9, 5, world.p)
    assert chance / (1 - chance) == approx(odds)
    assert projects.NEED_ODDS > 1.0


@pytest.mark.parametrize("win", [0.0, 1.0])
def test_a_bid_that_is_sure_to_win_or_to_fail_is_so_whatever_is_known(win):
    world = tiny(projects_win=win)
    assert projects.winning_chance(world.people, 9, 5, world.p) == approx(win)


def _decide(world, die):
    world.projects["partner"][9], world.projects["due"][9] = 5, 49
    projects.decide_bid(world.organisations, world.people, world.projects, 9, world.p, die)


# Odds of a quarter, times 1.12 where the two know 0.2 of each other.
@pytest.mark.parametrize(("die", "won"), [(0.0, True), (0.2187, True), (0.2188, False)])
def test_a_verdict_is_counted_on_both_sides_and_changes_nobody(die, won):
    world = tiny(projects_win=0.2)
    before = world.people.copy()
    _decide(world, die)
    assert projects.NEED_ODDS == 1.6  # 0.28 to 1.28 is 0.21875
    assert (world.people == before).all()
    assert world.projects["due"][9] == -1
    assert world.organisations["bids_decided"].tolist() == [0, 1, 1, 0]
    assert world.organisations["bids_won"].tolist() == [0, int(won), int(won), 0]


# ------------------------------------------------------------------- decisions

DECISIONS = {"projects_window": 4, "context_seniors": 0.5, "context_senior_involvement": 0.6}


def _face(world, die, i=5, o=1, week=7):
    projects.face_decision(
        world.organisations, world.people, world.projects, o, i, world.p, week, die
    )  # fmt: skip


def test_a_decision_waits_for_its_window():
    world = tiny(**DECISIONS)
    _face(world, 0.0)
    assert world.projects["due"][5] == 11
    assert world.organisations["decisions"].tolist() == [0, 1, 0, 0]


# Pressure closes its share; seniors close 0.5 x 0.4 of the rest.
@pytest.mark.parametrize(
    ("senior", "pressure", "open_share"),
    [(False, 0.4, 0.48), (True, 0.4, 0.6), (False, 0.0, 0.8), (True, 0.0, 1.0), (True, 1.0, 0.0)],
)
def test_pressure_and_uninvolved_seniors_close_decisions_to_research(senior, pressure, open_share):
    opened = []
    for k in range(100):
        world = tiny(**DECISIONS, context_pressure=pressure)
        world.people["senior"][5] = senior
        _face(world, projects.DECISION * (k + 0.5) / 100)
        opened.append(bool(world.projects["open"][5]))
    assert sum(opened) == round(100 * open_share)
    assert opened == sorted(opened, reverse=True)


@pytest.mark.parametrize(
    ("bonds", "books", "source"),
    [
        ({}, {}, 0.0),
        ({8: 0.2, 9: 0.5}, {}, 0.5),
        ({}, {2: 0.7}, 0.315),  # here for half of the week, and knows 0.9 of the academics' world
        ({9: 0.8}, {2: 0.7}, 0.8),
        ({9: 0.1}, {0: 0.7}, 0.1),
        ({}, {0: 0.7}, 0.035),  # a manager who is home for the other half and knows 0.1 of it
        ({}, {0: 0.7, 2: 0.1}, 0.045),  # whoever is best
        ({}, {1: 0.9}, 0.0),  # this one sits elsewhere
    ],
)
def test_research_comes_by_a_bond_or_a_trusted_broker_who_is_about(bonds, books, source):
    world = tiny()
    for j, bond in bonds.items():
        tie(world, 2, j, bond)
    for b, trust in books.items():
        note(world, b, {2: trust})
    got = projects.source_of_research(world.ties, world.brokers, world.books, 0, 2)
    assert got == approx(source)


@pytest.mark.parametrize("why", ["left", "guest"])
def test_a_broker_who_is_never_here_brings_no_research(why):
    world = tiny()
    note(world, 2, {2: 0.7})
    world.brokers["in_post" if why == "left" else "embedded"][2] = False
    assert projects.source_of_research(world.ties, world.brokers, world.books, 0, 2) == 0.0


def _seek(world, die, week, is_open=True):
    world.projects["due"][5], world.projects["open"][5] = 11, is_open
    projects.seek_research(
        world.organisations, world.people, world.ties, world.projects, world.brokers, world.books,
        1, 5, world.p, week, die,
    )  # fmt: skip


# A skill of 0.1 x a confidence of 0.5 x a bond of 0.8, at a rate of 0.5: 0.02
@pytest.mark.parametrize(
    ("die", "week", "is_open", "informed", "pending"),
    [
        (0.019, 8, True, True, True),  # it stays on the desk until it was due anyway
        (0.021, 8, True, False, True),
        (0.019, 8, False, False, True),
        (0.021, 11, True, False, False),
        (0.019, 11, True, True, False),
        (0.019, 11, False, False, False),
        (JUST_UNDER_ONE, 10, True, False, True),
    ],
)
def test_an_open_decision_uses_research_found_in_time(die, week, is_open, informed, pending):
    world = tiny(projects_find=0.5)
    tie(world, 5, 9, 0.8)
    _seek(world, die, week, is_open)
    assert world.organisations["decisions_informed"].tolist() == [0, int(informed), 0, 0]
    assert world.projects["due"][5] == (11 if pending else -1)
    assert world.projects["open"][5] == (is_open and not informed)


def test_nobody_finds_research_without_a_source():
    world = tiny(projects_find=1.0)
    _seek(world, 0.0, 8)
    assert world.organisations["decisions_informed"].sum() == 0
