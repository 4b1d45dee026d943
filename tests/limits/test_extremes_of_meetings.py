"""Settings at their ends: time, visits, trust and culture."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.params import TOGETHER
from simulation.rules import posts
from simulation.rules.ties import TRUST_MEMORY
from simulation.tables import DEMANDS, NOBODY, VISITING
from tests.limits.test_extremes import ALONE, NO_CHANCE, SETTLED, STANCES, short, total
from tests.worlds import acquaint, contacts, tie

UNMET = SETTLED | NO_CHANCE | {"team.support": 5.0} | {
    f"team.{name}": 0.0 for name in TOGETHER if name != "support"
}  # fmt: skip


# ------------------------------------------------------------------- time


def test_demands_take_no_more_than_their_share_and_leave_the_rest_for_visits():
    world = short(**{"demands.half_days": 100.0}).end()
    brokers = world.brokers
    most = posts.SERVED_SHARE * 10.0 * brokers["fte"] * brokers["weeks_in_post"]
    np.testing.assert_allclose(brokers["hours"][:, DEMANDS], most)
    assert (brokers["hours"][:, VISITING] > 0.0).all()
    assert (brokers["backlog"] == 10.0 * brokers["fte"]).all()  # all beyond a week's work lapses


def test_a_week_that_is_spent_together_leaves_none_for_demands_or_visits():
    world = short(UNMET).end()
    assert (world.brokers["hours"][:, [DEMANDS, VISITING]] == 0.0).all()
    assert total(world, "doors_tried") == 0


def test_a_full_shield_and_hours_enough_leave_demands_to_the_leader_alone():
    free = {"team.shield": 1.0, "team.leading": 7.0, "demands.half_days": 0.5}
    world = short(free, **{"brokers.fte": 1.0}).end()
    served = world.brokers["hours"][:, DEMANDS] > 0.0
    assert served.tolist() == world.brokers["leader"].tolist()


# ------------------------------------------------------------------- visits and trust


@pytest.mark.parametrize(("elsewhere", "anywhere"), [(0.0, False), (1.0, True)])
def test_first_visits_stay_at_home_and_host_or_go_anywhere(elsewhere, anywhere):
    world = short(NO_CHANCE, **SETTLED, **{
        "arm": "single", "brokers.elsewhere": elsewhere, "brokers.known_at_home": 0,
    }).end()  # fmt: skip
    met = set(np.unique(world.people["organisation"][world.people["brokered"] > 0]).tolist())
    own = {int(world.brokers[name][0]) for name in ("home_organisation", "host_organisation")}
    assert met > own if anywhere else met == own


@pytest.mark.parametrize("known", [0, 3, 150])
def test_a_new_broker_knows_so_many_at_home_or_everybody(known):
    world = short(UNMET, **{"brokers.known_at_home": known}).step()
    for b, broker in enumerate(world.brokers):
        members = world.organisations["members"][broker["home_organisation"]]
        assert len(contacts(world, b)) == min(known, members)


@pytest.mark.parametrize(("embedding", "around"), [("none", 0.5), ("two_way", 0.5)])
def test_trust_lasts_where_the_broker_is_and_fades_elsewhere(embedding, around):
    """At home, where the other half of the week is spent; the team takes the contract's half."""
    run = short(UNMET, **{"brokers.embedding": embedding, "contract.weeks": 20})
    kept = posts.TRUSTED_AT_HOME
    for week, world in enumerate(run.weeks(40)):
        kept *= 1.0 - (1.0 - (around if week < 20 else 0.0)) / TRUST_MEMORY
        for b in range(len(world.brokers)):
            trust = list(contacts(world, b).values())
            assert trust
            np.testing.assert_allclose(trust, kept)


@pytest.mark.parametrize("tiring", [0.0, 10.0])
def test_visits_tire_not_at_all_or_shut_the_doors(tiring):
    crowd = {"encounters.tiring": tiring, "population.managers": 8, "population.academics": 8,
             "population.organisations": 1, "population.departments": 1}  # fmt: skip
    world = short(NO_CHANCE, SETTLED, crowd).end()
    share = total(world, "doors") / total(world, "doors_tried")
    assert share > 0.3 if tiring == 0.0 else share < 0.1


# ------------------------------------------------------------------- culture


@pytest.mark.parametrize(("weight", "practising"), [(0.0, False), (1.0, True)])
def test_a_practising_half_sways_all_where_the_norm_is_all_and_nobody_where_it_is_nothing(
    weight, practising
):
    run = short(SETTLED, ALONE, **{"culture.norm_weight": weight})
    run.world.personalities["threshold"] = 0.6
    run.world.people["practising"][::2] = True
    assert (run.end().people["practising"] == practising).all()


@pytest.mark.parametrize(("threshold", "practising"), [(0.0, True), (1.0, False)])
def test_all_practise_at_no_threshold_and_nobody_at_a_full_one(threshold, practising):
    run = short(**{"context.turnover": 0.0, "context.reorganisation": 0.0})
    run.world.personalities["threshold"] = threshold
    assert (run.end().people["practising"] == practising).all()


def test_gains_of_one_make_a_good_meeting_complete():
    """All four stances are full after one with the only partner, and stay so without forgetting."""
    run = short(SETTLED, **{
        "arm": "none", "culture.quality": 1.0, "culture.gain": 1.0, "culture.influence": 0.0,
        "culture.practice": 1.0, "culture.fading": 1e6, "population.threshold": 1.0,
    })  # fmt: skip
    last = len(run.world.people) - 1
    run.world.ties["who"], run.world.ties["bond"], run.world.ties["held"] = NOBODY, 0.0, 0
    acquaint(run.world, 0, [1])  # whose partner is the same, so that whoever is asked, it is them
    tie(run.world, 0, last, 0.5)
    tie(run.world, 1, last, 0.5)
    run.world.people["practising"][0] = True
    world = run.step()
    assert world.people["met"][[0, last]].tolist() == [1, 1]
    for name in STANCES:
        np.testing.assert_allclose(world.people[name][[0, last]], 1.0, atol=1e-5)


def test_people_who_forget_within_a_week_stay_themselves():
    run = short(SETTLED, ALONE, **{"culture.fading": 1.0, "culture.influence": 1.0})
    for name in STANCES:
        run.world.people[name] = 1.0
    run.world.people["met"] = 9
    world = run.step()
    for name in STANCES:
        met = world.people["met"] > 0  # a lucky academic, and whom they met
        np.testing.assert_allclose(world.people[name][~met], world.personalities[name][~met])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_or_none_are_allies(share):
    world = short(SETTLED, **{"population.ally_share": share}).world
    assert (world.people["ally"] == bool(share)).all()
