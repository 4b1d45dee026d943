"""A broker's encounters: translating, being seen together and bridging."""

from __future__ import annotations

import pytest
from pytest import approx

from simulation.rules import encounters
from simulation.rules.people import BOND_GAIN, UNDERSTANDING
from simulation.tables import NOBODY
from tests.rules.test_doors import INTRODUCTIONS
from tests.worlds import JUST_UNDER_ONE, acquaint, contacts, note, partners, stances, tie, tiny

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
