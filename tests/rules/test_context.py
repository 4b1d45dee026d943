"""Context: money, reorganisations and leavers."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import context
from simulation.tables import NOBODY
from tests.worlds import JUST_UNDER_ONE, acquaint, contacts, note, partners, stances, tie, tiny

# ------------------------------------------------------------------- money


@pytest.mark.parametrize(("week", "runs"), [(9, False), (10, True), (29, True), (30, False)])
def test_the_programme_runs_from_the_first_week_of_the_contracts_to_their_last(week, runs):
    world = tiny(contract_start=10, contract_end=30, context_funding_loss=0.1)
    context.fund(world.programme, world.p, week, 0.1)
    assert bool(world.programme["running"][0]) is runs


def test_lost_money_ends_the_programme_for_good():
    world = tiny(contract_start=0, contract_end=30, context_funding_loss=0.1)
    running = []
    for week, die in enumerate((0.5, 0.0999, JUST_UNDER_ONE, JUST_UNDER_ONE)):
        context.fund(world.programme, world.p, week, die)
        running.append(bool(world.programme["running"][0]))
    assert running == [True, False, False, False]


def test_a_programme_without_risk_never_loses_its_money():
    world = tiny(contract_start=0, contract_end=30, context_funding_loss=0.0)
    context.fund(world.programme, world.p, 0, 0.0)
    assert world.programme["running"][0]


def test_money_cannot_be_lost_before_the_contracts_start():
    world = tiny(contract_start=10, contract_end=30, context_funding_loss=0.1)
    context.fund(world.programme, world.p, 3, 0.0)
    context.fund(world.programme, world.p, 10, 0.5)
    assert world.programme["running"][0]


# ------------------------------------------------------------------- weeks and stability


def test_in_a_new_week_nobody_has_met_anybody_yet():
    world = tiny()
    world.people["met"] = 3
    context.begin_week(world.people, 5)
    assert world.people["met"][[4, 5]].tolist() == [3, 0]


SETTLED = 0.5 + 0.5 / context.SETTLING  # from a half


@pytest.mark.parametrize(
    ("die", "reorganised", "stability"),
    [(0.0, True, 0.0), (0.0099, True, 0.0), (0.01, False, SETTLED)],
)
def test_a_reorganisation_unsettles_and_time_settles(die, reorganised, stability):
    world = tiny(context_reorganisation=0.01)
    world.organisations["stability"] = 0.5
    context.reorganise(world.organisations, 2, world.p, die)
    assert bool(world.organisations["reorganised"][2]) is reorganised
    assert world.organisations["stability"][2] == approx(stability)
    assert world.organisations["stability"][1] == 0.5


def test_a_reorganisation_lasts_a_week():
    world = tiny(context_reorganisation=0.01)
    for die in (0.0, 0.5):
        context.reorganise(world.organisations, 0, world.p, die)
    assert not world.organisations["reorganised"][0]


@pytest.mark.parametrize(
    ("upheaval", "stability", "chance"),
    [(0.5, 1.0, 0.01), (0.5, 0.0, 0.03), (0.5, 0.5, 0.02), (0.0, 0.0, 0.01), (1.0, 0.0, 0.05)],
)
def test_people_leave_and_more_where_a_reorganisation_has_unsettled_things(
    upheaval, stability, chance
):
    world = tiny(context_turnover=0.01, context_upheaval=upheaval)
    world.organisations["stability"][2] = stability
    assert context.UNSETTLED == 4.0
    assert context.leaving_chance(world.organisations, 2, world.p) == approx(chance)
    assert context.leaving_chance(world.organisations, 0, world.p) == approx(0.01)


def test_a_chance_of_leaving_is_at_most_one():
    world = tiny(context_turnover=0.5, context_upheaval=0.7)
    world.organisations["stability"] = 0.0
    assert context.leaving_chance(world.organisations, 0, world.p) == 1.0


# ------------------------------------------------------------------- leavers


def test_whoever_takes_a_seat_is_at_baseline_and_does_not_practise():
    world = tiny()
    row = world.personalities[7:8]
    row["ally"], row["attitude"], row["knowledge"] = True, 0.31, 0.32
    row["skill"], row["confidence"] = 0.33, 0.34
    world.people["practising"], world.people["brokered"] = True, 5
    world.people["visits"], world.people["visitor"] = 2.0, 1
    context.settle_in(world.people, world.personalities, 4, 7)
    assert stances(world, 4) == (0.31, 0.32, 0.33, 0.34)
    assert world.people["ally"][4]
    assert world.people["personality"][4] == 7
    assert not world.people["practising"][4]
    assert world.people["brokered"][4] == 0
    assert world.people["visits"][[4, 5]].tolist() == [0.0, 2.0]  # nobody has visited a newcomer
    assert world.people["visitor"][[4, 5]].tolist() == [NOBODY, 1]
    assert world.people["practising"][5]


def _replace(world, o, i, die):
    context.replace_person(
        world.organisations, world.people, world.personalities, world.ties, world.projects,
        world.books, o, i, die,
    )  # fmt: skip


def test_a_leaver_takes_ties_contacts_and_work_in_hand_along():
    world = tiny()
    for j, bond in ((8, 0.5), (9, 0.4)):
        tie(world, 5, j, bond)
    tie(world, 6, 8, 0.3)
    note(world, 0, {5: 0.5, 8: 0.2})
    note(world, 2, {6: 0.1, 5: 0.9})
    world.projects["due"][5] = world.projects["due"][6] = 40
    _replace(world, 1, 5, 0.5)
    assert partners(world, 5) == {}
    assert partners(world, 8) == {6: 0.3}
    assert partners(world, 9) == {}
    assert contacts(world, 0) == {8: 0.2}
    assert contacts(world, 2) == {6: 0.1}
    assert world.projects["due"][5] == -1
    assert world.projects["due"][6] == 40
    assert world.organisations["leavers"].tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize(("die", "like"), [(0.0, 4), (0.3, 5), (0.5, 6), (JUST_UNDER_ONE, 7)])
def test_a_newcomer_is_like_some_founder_of_the_organisation(die, like):
    world = tiny()
    world.personalities["attitude"] = [i / 100 for i in range(16)]
    _replace(world, 1, 5, die)
    assert world.people["personality"][5] == like
    assert world.people["attitude"][5] == like / 100


def test_a_seat_keeps_its_colleagues_and_seniority_when_its_holder_leaves():
    world = tiny()
    acquaint(world, 5, [4, 6])
    world.people["senior"][5] = True
    _replace(world, 1, 5, 0.0)
    assert world.colleagues[5, :3].tolist() == [4, 6, NOBODY]
    assert world.people["senior"][5]


# ------------------------------------------------------------------- reorganisations


def test_a_reorganisation_shrinks_bonds_and_brokers_trust():
    world = tiny(context_upheaval=0.5)
    tie(world, 0, 8, 0.6)
    tie(world, 0, 9, 0.03)
    tie(world, 1, 9, 0.8)
    note(world, 1, {1: 0.7, 0: 0.4})
    note(world, 2, {0: 0.2})
    context.loosen(world.ties, world.books, 0, world.p)
    assert partners(world, 0) == {8: approx(0.3)}
    assert partners(world, 8) == {0: approx(0.3)}
    assert partners(world, 9) == {1: 0.8}
    assert contacts(world, 1) == {1: 0.7, 0: approx(0.2)}
    assert contacts(world, 2) == {0: approx(0.1)}
