"""Ties between people: growing, fading, giving way."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from simulation.rules import ties
from simulation.tables import PARTNERS
from tests.worlds import JUST_UNDER_ONE, partners, tie, tiny

ACADEMICS = range(8, 16)


# ------------------------------------------------------------------- dice and row numbers


@pytest.mark.parametrize("link", [np.int32(5), np.int64(5), 5])
def test_a_link_of_any_width_is_a_row_number(link):
    assert ties.row_of(link) == 5
    assert isinstance(ties.row_of(link), int | np.int64)


@pytest.mark.parametrize(
    ("die", "chance", "left"),
    [(0.0, 0.4, 0.0), (0.1, 0.4, 0.25), (0.3, 0.4, 0.75), (0.7, 1.0, 0.7)],
)
def test_what_is_left_of_a_die_is_its_place_below_the_chance(die, chance, left):
    assert ties.spare(die, chance) == approx(left)


@pytest.mark.parametrize("chance", [0.1, 0.3, 0.7, 1.0, 1e-9])
def test_what_is_left_of_a_die_is_always_less_than_one(chance):
    assert ties.spare(float(np.nextafter(chance, 0.0)), chance) < 1.0
    assert ties.spare(chance, chance) < 1.0


@pytest.mark.parametrize(
    ("die", "size", "chosen"),
    [(0.0, 5, 0), (0.19, 5, 0), (0.2, 5, 1), (0.99, 5, 4), (JUST_UNDER_ONE, 7, 6), (0.5, 1, 0)],
)
def test_a_die_picks_one_of_so_many(die, size, chosen):
    assert ties.pick(die, size) == chosen


def test_a_die_that_rounding_has_made_one_still_picks_the_last():
    assert ties.pick(1.0, 5) == 4


# ------------------------------------------------------------------- ties between people


def test_a_tie_is_found_by_its_partner_whatever_the_slot():
    world = tiny()
    tie(world, 0, 8, 0.5)
    tie(world, 0, 9, 0.4)
    assert ties.find_tie(world.ties, 0, 8) == 0
    assert ties.find_tie(world.ties, 0, 9) == 1
    assert ties.find_tie(world.ties, 9, 0) == 0
    assert ties.find_tie(world.ties, 0, 10) == -1


def test_an_empty_slot_counts_as_the_weakest_tie():
    world = tiny()
    tie(world, 0, 8, 0.01)
    assert ties.weakest_tie(world.ties, 0) == 1
    assert ties.weakest_tie(world.ties, 1) == 0


@pytest.mark.parametrize(
    ("bonds", "weakest"), [((0.5, 0.4, 0.2, 0.6, 0.2, 0.9), 2), ((0.3,) * 6, 0)]
)
def test_with_all_slots_taken_the_first_of_the_least_bonds_is_the_weakest_tie(bonds, weakest):
    world = tiny()
    for j, bond in zip(ACADEMICS, bonds, strict=False):
        tie(world, 0, j, bond)
    assert ties.weakest_tie(world.ties, 0) == weakest


def test_a_dropped_tie_is_gone_on_both_sides_and_no_other():
    world = tiny()
    tie(world, 0, 8, 0.5)
    tie(world, 1, 8, 0.4)
    tie(world, 0, 9, 0.3)
    ties.drop_tie(world.ties, 0, 0)
    assert partners(world, 0) == {9: 0.3}
    assert partners(world, 8) == {1: 0.4}
    assert world.ties["bond"][0, 0] == 0.0
    assert world.ties["bond"][8, 0] == 0.0


def test_dropping_an_empty_slot_changes_nothing():
    world = tiny()
    tie(world, 0, 8, 0.5)
    before = world.ties.copy()
    ties.drop_tie(world.ties, 0, 3)
    assert (world.ties == before).all()


def test_a_first_meeting_makes_a_mutual_tie():
    world = tiny()
    ties.strengthen_tie(world.ties, 8, 0, 0.2)
    assert partners(world, 0) == {8: 0.2}
    assert partners(world, 8) == {0: 0.2}


@pytest.mark.parametrize("known", [8, 9])
def test_a_known_partner_grows_closer_by_a_part_of_the_room_left(known):
    world = tiny()
    tie(world, 0, 9, 0.5)
    tie(world, 0, 8, 0.5)
    ties.strengthen_tie(world.ties, 0, known, 0.2)
    assert partners(world, 0) == {j: approx(0.6) if j == known else 0.5 for j in (8, 9)}
    assert partners(world, known) == {0: approx(0.6)}
    assert partners(world, 17 - known) == {0: 0.5}


def _full(world, i, others, bond):
    for j in others:
        tie(world, i, j, bond)


def test_a_new_tie_displaces_a_weaker_one_on_both_sides():
    world = tiny()
    _full(world, 0, range(8, 13), 0.5)
    tie(world, 0, 13, 0.1)
    ties.strengthen_tie(world.ties, 0, 14, 0.2)
    assert partners(world, 0) == {8: 0.5, 9: 0.5, 10: 0.5, 11: 0.5, 12: 0.5, 14: 0.2}
    assert partners(world, 14) == {0: 0.2}
    assert partners(world, 13) == {}


def test_two_full_people_each_give_up_their_weakest_for_each_other():
    world = tiny()
    _full(world, 0, range(8, 13), 0.5)
    tie(world, 0, 13, 0.1)
    _full(world, 14, range(1, 6), 0.5)
    tie(world, 14, 6, 0.15)
    ties.strengthen_tie(world.ties, 14, 0, 0.2)
    assert partners(world, 0)[14] == 0.2
    assert partners(world, 14)[0] == 0.2
    assert partners(world, 13) == {}
    assert partners(world, 6) == {}
    assert len(partners(world, 0)) == len(partners(world, 14)) == PARTNERS


@pytest.mark.parametrize("weakest", [0.2, 0.3])
@pytest.mark.parametrize("full", [0, 14])
def test_no_new_tie_forms_where_either_side_has_only_ties_as_strong(full, weakest):
    world = tiny()
    others = range(8, 14) if full == 0 else range(1, 7)
    _full(world, full, others, weakest)
    before = world.ties.copy()
    ties.strengthen_tie(world.ties, 0, 14, 0.2)
    assert (world.ties == before).all()


def test_a_scaled_tie_shrinks_on_both_sides():
    world = tiny()
    tie(world, 0, 9, 0.3)
    tie(world, 0, 8, 0.6)
    ties.scale_tie(world.ties, 0, 1, 0.5)
    assert partners(world, 0) == {9: 0.3, 8: approx(0.3)}
    assert partners(world, 8) == {0: approx(0.3)}


@pytest.mark.parametrize(("bond", "left"), [(0.04, {8: 0.02}), (0.039, {})])
def test_a_tie_scaled_below_the_faintest_ends_on_both_sides(bond, left):
    world = tiny()
    tie(world, 0, 8, bond)
    ties.scale_tie(world.ties, 0, 0, 0.5)
    assert partners(world, 0) == left
    assert bool(partners(world, 8)) == bool(left)


@pytest.mark.parametrize("bond", [0.25, 0.5, 1.0])
def test_loose_bonds_fade_faster_than_close_ones(bond):
    world = tiny()
    tie(world, 0, 8, bond)
    ties.fade_ties(world.ties, 0)
    left = bond * (1 - ties.LOOSE_BOND * (1 - bond) - ties.CLOSE_BOND * bond)
    assert ties.CLOSE_BOND < ties.LOOSE_BOND
    assert partners(world, 0) == {8: approx(left)}
    assert partners(world, 8) == {0: approx(left)}


def test_a_tie_fades_once_a_week_from_its_lower_row():
    world = tiny()
    tie(world, 0, 8, 0.5)
    ties.fade_ties(world.ties, 8)
    assert partners(world, 0) == {8: 0.5}


def test_ties_that_end_by_fading_leave_the_others_to_fade():
    world = tiny()
    for j, bond in ((8, 0.0201), (9, 0.8), (10, 0.0201)):
        tie(world, 0, j, bond)
    ties.fade_ties(world.ties, 0)
    left = 0.8 * (1 - 0.2 * ties.LOOSE_BOND - 0.8 * ties.CLOSE_BOND)
    assert partners(world, 0) == {9: approx(left)}


@pytest.mark.parametrize(
    ("bonds", "slot"),
    [
        ((0.3, 0.8, 0.5), 1),
        ((0.8, 0.3, 0.5), 0),
        ((0.4, 0.4), 0),
        ((0.1, 0.2, 0.3, 0.4, 0.5, 0.6), 5),
        ((), -1),
    ],
)
def test_the_strongest_tie_is_the_first_slot_of_the_closest_bond(bonds, slot):
    world = tiny()
    for j, bond in zip(ACADEMICS, bonds, strict=False):
        tie(world, 0, j, bond)
    assert ties.strongest_tie(world.ties, 0) == slot


@pytest.mark.parametrize(("die", "slot"), [(0.0, 1), (0.34, 3), (0.5, 3), (JUST_UNDER_ONE, 1)])
def test_some_tie_is_the_first_taken_slot_from_the_die_on(die, slot):
    world = tiny()
    world.ties["who"][0, 1], world.ties["who"][0, 3], world.ties["held"][0] = 8, 9, 2
    assert ties.some_tie(world.ties, 0, die) == slot


def test_without_ties_none_is_some_tie():
    assert ties.some_tie(tiny().ties, 0, 0.5) == -1
