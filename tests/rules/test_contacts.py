"""Contact books: trust that grows, fades and gives way."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import ties
from simulation.tables import ACADEMIC, BOOK, CONTACTS, INDEX, MANAGER, table
from tests.worlds import JUST_UNDER_ONE, contacts, give, index_book, note, tiny

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
