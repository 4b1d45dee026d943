"""People who meet, with and without a broker, and what comes of it."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import people
from simulation.tables import ACADEMIC, MANAGER, NOBODY
from tests.worlds import JUST_UNDER_ONE, acquaint, partners, stances, tie, tiny

GAINS = {"culture_gain": 0.1}
START = (0.4, 0.2, 0.1, 0.5)
AFTER_GOOD = (0.46, 0.28, 0.19, 0.55)  # each plus a tenth of the room left
AFTER_BAD = (0.4 * (1 - 0.1 * people.BAD), 0.2, 0.1, 0.5 * (1 - 0.1 * people.BAD))

# ------------------------------------------------------------------- meeting


def test_a_good_meeting_raises_all_four_stances_by_a_part_of_the_room_left():
    world = tiny(**GAINS)
    people.gain_in_stances(world.people, 3, world.p)
    assert stances(world, 3) == approx(AFTER_GOOD)
    assert stances(world, 2) == START


def test_a_bad_meeting_costs_attitude_and_confidence_only():
    world = tiny(**GAINS)
    people.lose_heart(world.people, 3, world.p)
    assert stances(world, 3) == approx(AFTER_BAD)


@pytest.mark.parametrize(
    ("quality", "die", "good"),
    [(0.5, 0.0, True), (0.5, 0.4999, True), (0.5, 0.5, False), (1.0, JUST_UNDER_ONE, True),
     (0.0, 0.0, False)],
)  # fmt: skip
def test_a_meeting_goes_well_below_its_quality_and_changes_both_sides(quality, die, good):
    world = tiny(**GAINS)
    went_well = people.meet(
        world.organisations, world.people, world.ties, 4, 9, world.p, quality, die
    )
    assert bool(went_well) is good
    for person in (4, 9):
        assert stances(world, person) == approx(AFTER_GOOD if good else AFTER_BAD)
    assert partners(world, 4) == ({9: people.BOND_GAIN} if good else {})
    assert world.organisations["meetings_good"].tolist() == [0, int(good), int(good), 0]
    assert world.organisations["meetings_bad"].tolist() == [0, int(not good), int(not good), 0]
    assert world.people["met"].sum() == 2
    assert world.people["met"][[4, 9]].tolist() == [1, 1]


def test_a_bad_meeting_leaves_an_old_bond_as_it_was():
    world = tiny(**GAINS)
    tie(world, 4, 9, 0.5)
    people.meet(world.organisations, world.people, world.ties, 4, 9, world.p, 0.0, 0.5)
    assert partners(world, 4) == {9: 0.5}


@pytest.mark.parametrize("fluency", [0.0, 0.5, 1.0])
def test_a_meetings_quality_rises_with_mutual_understanding(fluency):
    world = tiny(culture_quality=0.3)
    assert people.UNDERSTANDING > 0.0
    expected = 0.3 + people.UNDERSTANDING * fluency
    assert people.meeting_quality(world.p, fluency) == approx(expected)


def test_a_meetings_quality_is_at_most_one():
    world = tiny(culture_quality=0.8)
    assert people.meeting_quality(world.p, 1.0) == 1.0


@pytest.mark.parametrize(("off", "good"), [(-1e-9, True), (1e-9, False)])
def test_an_unaided_meeting_rests_on_what_the_two_know_of_each_other(off, good):
    world = tiny(**GAINS, culture_quality=0.3)
    world.people["knowledge"][[4, 9]] = 0.1, 0.5  # understood: 0.3
    die = 0.3 + people.UNDERSTANDING * 0.3 + off
    went_well = people.meet_unaided(
        world.organisations, world.people, world.ties, 4, 9, world.p, die
    )
    assert bool(went_well) is good
    assert bool(partners(world, 9)) is good


@pytest.mark.parametrize(
    ("met", "most", "has"),
    [(0, 1, True), (1, 1, False), (1, 2, True), (2, 2, False), (3, 2, False)],
)
def test_there_is_time_for_so_many_meetings_a_week(met, most, has):
    world = tiny(culture_meetings_a_week=most)
    world.people["met"][4] = met
    assert people.has_time(world.people, 4, world.p) == has
    assert people.has_time(world.people, 5, world.p)


# ------------------------------------------------------------------- meeting unaided


def _partner(world, die):
    return people.find_partner(world.people, world.colleagues, world.ties, 0, die)


OWN = people.THROUGH_COLLEAGUES  # from here on a die gives an own partner


@pytest.mark.parametrize(("share", "partner"), [(0.0, 8), (0.2, 9), (0.5, 8), (0.999999, 8)])
def test_whoever_has_partners_meets_one_of_them(share, partner):
    world = tiny()
    tie(world, 0, 8, 0.1)
    tie(world, 0, 9, 0.9)
    assert _partner(world, OWN + share * (1 - OWN)) == partner


# Of the dice below `OWN` an equal part for each colleague.
@pytest.mark.parametrize(
    ("share", "partner"),
    [(0.0, NOBODY), (0.332, NOBODY), (0.334, 10), (0.666, 10), (0.668, NOBODY), (0.999, NOBODY)],
)
def test_some_meetings_are_with_a_colleagues_partner_instead(share, partner):
    world = tiny()
    acquaint(world, 0, [1, 2, 3])
    tie(world, 0, 8, 0.1)
    tie(world, 2, 10, 0.1)
    assert _partner(world, OWN * share) == partner


# A third of the dice chooses colleague 2, and what is left of them the slot.
@pytest.mark.parametrize(
    ("share", "partner"),
    [(0.0, NOBODY), (0.334, 8), (0.388, 8), (0.39, 9), (0.45, 8), (0.66, 8), (0.67, NOBODY)],
)
def test_whoever_has_no_partner_meets_one_of_a_colleagues(share, partner):
    world = tiny()
    acquaint(world, 0, [1, 2, 3])
    tie(world, 2, 8, 0.1)
    tie(world, 2, 9, 0.1)
    assert _partner(world, OWN * share) == partner
    assert _partner(world, OWN + (1.0 - OWN) * share) == partner


def test_who_has_no_partner_and_no_colleagues_meets_nobody():
    assert [_partner(tiny(), die) for die in (0.0, 0.5, JUST_UNDER_ONE)] == [NOBODY] * 3


@pytest.mark.parametrize(
    ("community", "die", "who"),
    [(MANAGER, 0.0, 0), (MANAGER, JUST_UNDER_ONE, 7), (ACADEMIC, 0.0, 8), (ACADEMIC, 0.55, 12),
     (ACADEMIC, JUST_UNDER_ONE, 15)],
)  # fmt: skip
def test_a_stranger_is_anybody_of_the_community(community, die, who):
    assert people.stranger(tiny().organisations, community, die) == who


def test_there_is_no_stranger_in_a_community_that_is_not_there():
    organisations = tiny().organisations[:2].copy()
    assert people.stranger(organisations, ACADEMIC, 0.5) == NOBODY


@pytest.mark.parametrize(
    ("person", "practising", "chance"),
    [(0, False, 0.0), (0, True, 0.2), (8, False, people.SERENDIPITY), (8, True, 0.2)],
)
def test_practice_leads_to_contacts_and_luck_only_an_academic(person, practising, chance):
    world = tiny(culture_practice=0.2)
    world.people["practising"][person] = practising
    assert people.contact_chance(world.people, person, world.p) == chance


def _company(world, i, die):
    return people.find_company(
        world.organisations, world.people, world.colleagues, world.ties, i, world.p, die
    )


def test_a_lucky_academic_meets_any_manager():
    world = tiny()
    tie(world, 8, 3, 0.5)
    dice = [share * people.SERENDIPITY for share in (0.0, 0.499, 0.999999)]
    assert [_company(world, 8, die) for die in dice] == [0, 3, 7]


def test_a_practising_person_meets_a_partner_and_no_stranger():
    world = tiny(culture_practice=0.2)
    world.people["practising"] = True
    tie(world, 8, 3, 0.5)
    assert _company(world, 8, 0.19) == 3
    assert _company(world, 3, 0.19) == 8
    assert _company(world, 9, 0.1) == NOBODY


@pytest.mark.parametrize("busy", [3, 8])
@pytest.mark.parametrize("most", [1, 2])
def test_nobody_meets_without_time_on_both_sides(busy, most):
    world = tiny(culture_practice=0.2, culture_meetings_a_week=most)
    world.people["practising"] = True
    world.people["met"][busy] = 1
    tie(world, 8, 3, 0.5)
    assert _company(world, 8, 0.19) == (NOBODY if most == 1 else 3)
