"""Ties between people and in contact books: growing, fading, giving way."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from simulation.rules import ties
from simulation.tables import ACADEMIC, BOOK, CONTACTS, INDEX, MANAGER, PARTNERS, table
from tests.worlds import JUST_UNDER_ONE, contacts, give, index_book, note, partners, tie, tiny

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


# ------------------------------------------------------------------- contact books


def test_a_contact_is_found_in_its_place_in_its_book_only():
    world = tiny()
    note(world, 1, {8: 0.2, 3: 0.5, 9: 0.1})
    assert [ties.find_contact(world.books, 1, i) for i in (8, 3, 9, 4)] == [0, 1, 2, -1]
    assert ties.find_contact(world.books, 0, 8) == -1


def test_what_stands_behind_the_end_of_a_book_is_no_contact():
    world = tiny()
    note(world, 0, {8: 0.2, 9: 0.3})
    world.books["count"][0] = 1
    index_book(world, 0)
    assert ties.find_contact(world.books, 0, 9) == -1
    assert ties.trust_in(world.books, 0, 9) == 0.0


def test_trust_is_what_the_book_says_and_zero_between_strangers():
    world = tiny()
    note(world, 0, {8: 0.2, 3: 0.5})
    assert ties.trust_in(world.books, 0, 3) == 0.5
    assert ties.trust_in(world.books, 0, 8) == 0.2
    assert ties.trust_in(world.books, 0, 4) == 0.0
    assert ties.trust_in(world.books, 1, 3) == 0.0


@pytest.mark.parametrize(
    ("place", "left"), [(0, {9: 0.3, 3: 0.5}), (1, {8: 0.2, 9: 0.3}), (2, {8: 0.2, 3: 0.5})]
)
def test_a_forgotten_contacts_place_is_taken_by_the_last(place, left):
    world = tiny()
    note(world, 0, {8: 0.2, 3: 0.5, 9: 0.3})
    ties.forget_contact(world.books, 0, place)
    assert contacts(world, 0) == left


def test_trust_in_a_stranger_starts_with_the_gain_itself():
    world = tiny()
    note(world, 0, {8: 0.2})
    ties.raise_trust(world.books, 0, 9, 0.15)
    assert contacts(world, 0) == {8: 0.2, 9: approx(0.15)}


@pytest.mark.parametrize(("person", "other"), [(8, 9), (9, 8)])
def test_trust_grows_by_a_part_of_the_room_left(person, other):
    world = tiny()
    note(world, 0, {8: 0.6, 9: 0.6})
    trust = ties.raise_trust(world.books, 0, person, 0.25)
    assert contacts(world, 0) == {person: approx(0.7), other: 0.6}
    assert trust == contacts(world, 0)[person]


def test_trust_raised_after_a_place_was_freed_does_not_inherit_what_was_there():
    world = tiny()
    note(world, 0, {8: 0.2, 9: 0.6})
    ties.forget_contact(world.books, 0, 1)
    ties.raise_trust(world.books, 0, 10, 0.25)
    assert contacts(world, 0) == {8: 0.2, 10: approx(0.25)}


def _full_book():
    books = table(1, CONTACTS)
    for k in range(BOOK):
        ties.raise_trust(books, 0, 1000 + k, 0.5)
    return books


def test_of_several_weakest_contacts_a_full_book_forgets_the_first():
    books = _full_book()
    ties.raise_trust(books, 0, 7, 0.15)
    assert ties.trust_in(books, 0, 1000) == 0.0
    assert ties.trust_in(books, 0, 1001) == 0.5


@pytest.mark.parametrize("weakest", [0, 1, 70, BOOK - 1])
def test_a_full_book_forgets_its_weakest_contact_for_a_newcomer(weakest):
    books = _full_book()
    books["trust"][0, weakest] = 0.4
    ties.raise_trust(books, 0, 7, 0.15)
    assert books["count"][0] == BOOK
    assert ties.trust_in(books, 0, 7) == approx(0.15)
    assert ties.trust_in(books, 0, 1000 + weakest) == 0.0
    known = set(books["who"][0].tolist())
    assert known == {7, *range(1000, 1000 + BOOK)} - {1000 + weakest}


def test_a_full_book_forgets_nobody_for_somebody_already_in_it():
    books = _full_book()
    ties.raise_trust(books, 0, 1003, 0.5)
    assert ties.trust_in(books, 0, 1003) == approx(0.75)
    assert len(set(books["who"][0].tolist())) == BOOK


@pytest.mark.parametrize("gone", [0, 1, 2, 3])
def test_contacts_with_the_same_remainder_are_told_apart(gone):
    books = table(1, CONTACTS)
    people = [5, 5 + INDEX, 7, 5 + 2 * INDEX]
    for k, i in enumerate(people):
        ties.raise_trust(books, 0, i, (k + 1) / 10)
    assert ties.find_contact(books, 0, 5 + 3 * INDEX) == -1
    ties.forget_contact(books, 0, ties.find_contact(books, 0, people[gone]))
    trusts = [ties.trust_in(books, 0, i) for i in people]
    assert trusts == approx([0.0 if k == gone else (k + 1) / 10 for k in range(4)])


def test_trust_is_kept_by_presence_at_home_and_at_the_host_only():
    world, lost = tiny(), 1 / 130
    assert ties.TRUST_MEMORY == 130.0
    world.brokers["fte"], world.brokers["desk"] = 0.3, 3.0  # 7 half-days at home, 3 at the host
    home, host, kept_home, kept_host, kept = ties.keeping(world.brokers, 0)
    assert (home, host) == (0, 2)
    expected = (1 - 0.3 * lost, 1 - 0.7 * lost, 1 - lost)
    assert (kept_home, kept_host, kept) == approx(expected, abs=1e-12)
    world.brokers["in_post"][0] = False
    assert ties.keeping(world.brokers, 0)[2:] == approx((1 - lost,) * 3, abs=1e-12)


@pytest.fixture
def nowhere():
    """A world whose brokers are with nobody, so that all trust fades alike."""

    def make(**parameters):
        world = tiny(**parameters)
        world.brokers["in_post"] = False
        return world

    return make


@pytest.mark.parametrize(
    ("embedded", "fte", "shares"),
    [
        (True, 0.5, [0.5, 0.0, 0.5, 0.0]),
        (True, 0.2, [0.8, 0.0, 0.2, 0.0]),  # the contract at the host, the own job at home
        (True, 1.0, [0.0, 0.0, 1.0, 0.0]),
        (False, 0.2, [1.0, 0.0, 0.0, 0.0]),  # both at home
        (False, 1.0, [1.0, 0.0, 0.0, 0.0]),
    ],
)
def test_the_embedded_are_present_at_the_host_for_their_contract_and_else_at_home(
    embedded, fte, shares
):
    world = tiny()
    world.brokers["embedded"], world.brokers["fte"] = embedded, fte
    world.brokers["desk"] = 10 * fte
    assert [ties.presence(world.brokers, 0, o) for o in range(4)] == approx(shares)


@pytest.mark.parametrize(("embedded", "home", "host"), [(True, 0.5, 0.2), (False, 0.7, 0.0)])
def test_what_the_team_takes_of_the_week_is_spent_nowhere(embedded, home, host):
    world = tiny()
    world.brokers["embedded"], world.brokers["desk"] = embedded, 2.0  # of five half-days
    assert [ties.presence(world.brokers, 0, o) for o in (0, 2)] == approx([home, host])


@pytest.mark.parametrize(("in_post", "around"), [(True, 0.5), (False, 0.0)])
def test_trust_fades_the_slower_the_more_the_broker_is_around(in_post, around):
    world = tiny()
    world.brokers["in_post"][0] = in_post
    first = world.organisations["first"]
    note(world, 0, {int(first[o]): 0.5 for o in (0, 1, 2)})
    note(world, 1, {8: 0.5})
    ties.fade_book(world.people, world.brokers, world.books, 0)
    home, other, host = (contacts(world, 0)[int(first[o])] for o in (0, 1, 2))
    week = 1 / ties.TRUST_MEMORY
    assert home == host == approx(0.5 * (1 - (1 - around) * week))
    assert other == approx(0.5 * (1 - week))
    assert contacts(world, 1) == {8: 0.5}


def test_contacts_who_have_become_faint_are_forgotten_and_all_others_fade_once():
    world = tiny()
    world.brokers["in_post"] = False  # nobody is around anywhere
    note(world, 0, {8: 0.0201, 3: 0.5, 9: 0.0201, 10: 0.8, 11: 0.0202, 4: 0.01})
    ties.fade_book(world.people, world.brokers, world.books, 0)
    kept = 1 - 1 / ties.TRUST_MEMORY
    assert ties.FAINT / 0.0202 < kept < ties.FAINT / 0.0201
    left = {3: 0.5 * kept, 10: 0.8 * kept, 11: 0.0202 * kept}
    assert contacts(world, 0) == approx(left)


@pytest.mark.parametrize(
    ("community", "die", "place"),
    [
        (MANAGER, 0.0, 1),
        (MANAGER, 0.3, 1),
        (MANAGER, 0.5, 3),
        (ACADEMIC, 0.0, 0),
        (ACADEMIC, 0.25, 2),
        (ACADEMIC, JUST_UNDER_ONE, 0),
    ],
)
def test_some_contact_is_the_first_of_the_community_from_the_die_on(community, die, place):
    world = tiny()
    note(world, 0, {8: 0.2, 3: 0.5, 9: 0.1, 4: 0.3})
    assert ties.some_contact(world.books, world.people, 0, community, die) == place


def test_nobody_is_some_contact_where_the_book_has_none_of_the_community():
    world = tiny()
    assert ties.some_contact(world.books, world.people, 0, MANAGER, 0.5) == -1
    note(world, 0, {8: 0.2})
    assert ties.some_contact(world.books, world.people, 0, MANAGER, 0.5) == -1
    assert ties.some_contact(world.books, world.people, 0, ACADEMIC, 0.5) == 0


def test_the_hand_made_world_refuses_parameters_that_do_not_exist():
    with pytest.raises(AssertionError, match="no parameter"):
        give(tiny(), culture_nonsense=1.0)
