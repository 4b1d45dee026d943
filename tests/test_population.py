"""Who is there in week 0: founders, their networks, and the broker posts."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from simulation import Settings, change
from simulation.population import build
from simulation.roster import Post, pair_buddies, roster, with_parts
from simulation.tables import ACADEMIC, BROKER, COLLEAGUES, MANAGER, NOBODY
from tests.refusals import refusal
from tests.worlds import ARMS, differing, small

# ------------------------------------------------------------------- posts


def test_team_and_solos_have_the_same_posts():
    team = roster(Settings())
    assert team == roster(change(Settings(), {"arm": "solos"}))
    assert [post[:3] for post in team] == [
        *((MANAGER, number, 0.5) for number in range(4)),
        *((ACADEMIC, number, 0.5) for number in range(3)),
    ]
    assert {(post.start, post.end) for post in team} == {(0, 104)}


def test_nobody_brokers_in_the_arm_without_brokers():
    assert roster(change(Settings(), {"arm": "none"})) == ()


@pytest.mark.parametrize(("home", "community"), [("academic", ACADEMIC), ("manager", MANAGER)])
def test_a_single_broker_has_a_home_and_hours(home, community):
    chosen = {"arm": "single", "brokers.single_home": home, "brokers.single_fte": 0.8}
    (post,) = roster(change(Settings(), chosen))
    assert post[:3] == (community, 0, 0.8)


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({}, [1.0, 1.0, 1.0, 0.5]),
        ({"brokers.single_fte": 0.5}, [0.5] * 7),
        ({"brokers.managers": 1, "brokers.fte": 0.3}, [1.0, 0.2]),
        ({"brokers.managers": 5}, [1.0] * 4),
        ({"brokers.managers": 0, "brokers.academics": 1, "brokers.fte": 0.2}, [0.2]),
        ({"brokers.managers": 6, "brokers.fte": 0.1}, [0.9]),
    ],
)
def test_matched_single_brokers_have_the_teams_hours(changes, hours):
    matched = roster(change(Settings(), changes | {"arm": "single_matched"}))
    solos = roster(change(Settings(), changes | {"arm": "solos"}))
    assert [post.fte for post in matched] == approx(hours)
    assert sum(post.fte for post in matched) == approx(sum(post.fte for post in solos))
    assert [post.home for post in matched] == [1 - k % 2 for k in range(len(matched))]
    assert len({(post.home, post.number) for post in matched}) == len(matched)


def _posts(managers, academics):
    return with_parts((*(Post(MANAGER, k, 0.5) for k in range(managers)),
                       *(Post(ACADEMIC, k, 0.5) for k in range(academics))))  # fmt: skip


@pytest.mark.parametrize(
    ("managers", "academics", "pairs"),
    [
        (4, 3, [(0, 4), (1, 5), (2, 6)]),
        (7, 0, [(0, 1), (2, 3), (4, 5)]),
        (0, 7, [(0, 1), (2, 3), (4, 5)]),
        (1, 4, [(0, 1), (2, 3)]),
        (3, 3, [(0, 3), (1, 4), (2, 5)]),
        (2, 0, [(0, 1)]),
        (1, 0, []),
        (0, 0, []),
    ],
)
def test_buddies_are_paired_across_communities_as_far_as_they_go(managers, academics, pairs):
    expected = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    assert pair_buddies(_posts(managers, academics)) == expected


@pytest.mark.parametrize(
    ("embedding", "managers", "academics"),
    [("none", False, False), ("one_way_managers", True, False),
     ("one_way_academics", False, True), ("two_way", True, True)],
)  # fmt: skip
def test_embedding_says_who_has_a_desk_at_the_host(embedding, managers, academics):
    world = build(small(**{"brokers.embedding": embedding}), 1)
    assert world.brokers["embedded"].tolist() == [managers] * 4 + [academics] * 3


def test_brokers_come_from_all_organisations_in_turn_and_go_to_hosts_in_turn():
    chosen = small(**{"population.organisations": 3, "population.host_departments": 2})
    brokers = build(chosen, 1).brokers
    assert brokers["home_organisation"].tolist() == [0, 1, 2, 0, 3, 4, 3]
    assert brokers["host_organisation"].tolist() == [3, 4, 3, 4, 0, 0, 0]


@pytest.mark.parametrize(("managers", "academics", "leader"), [(4, 3, 4), (7, 0, 0), (0, 7, 0)])
def test_one_broker_leads_an_academic_where_there_is_one(managers, academics, leader):
    brokers = build(small(), 1, _posts(managers, academics)).brokers
    assert np.flatnonzero(brokers["leader"]).tolist() == [leader]


def test_more_posts_than_people_are_refused():
    with refusal("25 24"):
        build(small(), 1, _posts(25, 0))


# ------------------------------------------------------------------- founders


def _large(**changes):
    many = {"population.managers": 800, "population.academics": 1000}
    return build(change(Settings(), many | changes), 1)


def _near(values, mean, spread):
    """Within four standard errors."""
    return abs(np.mean(values) - mean) < 4 * spread / np.sqrt(len(values))


@pytest.mark.parametrize("name", ["knowledge", "skill", "confidence", "threshold"])
def test_baselines_have_the_mean_and_spread_that_were_set(name):
    spread_of = "population.threshold_spread" if name == "threshold" else "population.spread"
    world = _large(**{f"population.{name}": 0.45, spread_of: 0.06})
    values = world.personalities[name]
    assert _near(values, 0.45, 0.06)
    # the standard error of a standard deviation is about its size over the root of 2 n
    assert values.std() == approx(0.06, abs=4 * 0.06 / np.sqrt(2 * len(values)))


@pytest.mark.parametrize(("relations", "shift"), [(0.5, 0.0), (1.0, 0.1), (0.0, -0.1)])
def test_allies_and_warm_relations_raise_attitude(relations, shift):
    changes = {"context.relations": relations, "context.relations_weight": 0.2,
               "population.attitude": 0.4, "population.spread": 0.07}  # fmt: skip
    founders = _large(**changes, **{"population.ally_attitude": 0.15}).personalities
    ally = founders["ally"]
    assert _near(founders["attitude"][~ally], 0.4 + shift, 0.07)
    assert _near(founders["attitude"][ally], 0.55 + shift, 0.07)


def test_baselines_stay_inside_the_unit_interval():
    founders = _large(**{"population.spread": 1.0}).personalities
    for name in ("attitude", "knowledge", "skill", "confidence"):
        assert founders[name].min() == 0.01
        assert founders[name].max() == 0.99


@pytest.mark.parametrize("share", [0.0, 0.12, 1.0])
def test_seniors_and_allies_are_as_many_as_was_set(share):
    world = _large(**{"population.senior_share": share, "population.ally_share": share})
    assert _near(world.people["senior"], share, np.sqrt(share * (1 - share)) + 1e-9)
    assert _near(world.people["ally"], share, np.sqrt(share * (1 - share)) + 1e-9)


def test_founders_are_at_their_baseline_and_none_practises():
    world = build(small(), 1)
    assert (world.people["personality"] == np.arange(len(world.people))).all()
    for name in ("attitude", "knowledge", "skill", "confidence", "ally"):
        assert (world.people[name] == world.personalities[name]).all()
    assert not world.people["practising"].any()


def _known(world):
    return world.people["acquaintances"]


@pytest.mark.parametrize("mean", [9.0, 14.0, 17.5])
def test_people_know_as_many_colleagues_as_was_set(mean):
    known = _known(_large(**{"population.acquaintances": mean, "population.workgroup": 20}))
    # What each person makes is fixed but for a die, so that only the mean of 2,400 dice is left to chance.
    assert known.mean() == approx(mean, abs=4 * 2 * 0.5 / np.sqrt(len(known)))
    assert known.std() == approx(np.sqrt(mean / 2), rel=0.2)  # half are made by others, at random


@pytest.mark.parametrize("outside", [0.1, 0.25, 0.5])
def test_colleagues_come_from_the_workgroup_but_for_a_share(outside):
    world = _large(**{"population.outside": outside, "population.workgroup": 20})
    i, s = np.nonzero(world.colleagues != NOBODY)
    group = world.people["workgroup"]
    same = group[i] == group[world.colleagues[i, s]]
    # somebody from anywhere may still be of the same workgroup, about one in 40 or 50
    assert same.mean() == approx(1 - outside, abs=0.03)


def test_a_small_workgroup_all_know_each_other_and_others_make_up_the_number():
    world = _large(**{"population.workgroup": 5})
    i, s = np.nonzero(world.colleagues != NOBODY)
    group = world.people["workgroup"] + 10_000 * world.people["organisation"]
    same = group[i] == group[world.colleagues[i, s]]
    assert same.sum() / len(group) == approx(4.0, abs=0.5)
    assert _known(world).mean() == approx(14.0, abs=0.1)


def test_acquaintance_is_mutual_inside_the_organisation_and_fills_slots_from_the_left():
    world = build(small(**{"population.acquaintances": 19.0}), 1)
    place, known = world.people["organisation"], _known(world)
    for i, row in enumerate(world.colleagues.tolist()):
        own = row[: known[i]]
        assert NOBODY not in own
        assert set(row[known[i] :]) <= {NOBODY}
        assert len({i, *own}) == len(own) + 1
        assert all(i in world.colleagues[j] for j in own)
        assert (place[own] == place[i]).all()
    assert known.max() <= COLLEAGUES


def test_nobody_has_more_colleagues_than_there_are_slots():
    known = _known(_large(**{"population.acquaintances": 20.0}))
    assert known.max() == COLLEAGUES
    assert known.mean() == approx(20.0, abs=0.2)


def test_who_knows_whom_does_not_depend_on_another_organisation():
    few, more = build(small(), 1), build(small(**{"population.managers": 20}), 1)
    academics = int(few.organisations["first"][2]), int(more.organisations["first"][2])
    one, other = (
        np.where(world.colleagues == NOBODY, NOBODY, world.colleagues - first)[first:]
        for world, first in zip((few, more), academics, strict=True)
    )
    assert (one == other).all()


def test_in_a_very_small_organisation_everybody_knows_everybody():
    world = build(small(**{"population.managers": 4}), 1)
    for i in range(8):
        known = {int(j) for j in world.colleagues[i] if j != NOBODY}
        assert known == set(range(4 * (i // 4), 4 * (i // 4) + 4)) - {i}


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_some_academics_have_a_partner_from_before(share):
    world = _large(**{"population.tied_share": share, "population.tied_bond": 0.3})
    academics = world.people["community"] == ACADEMIC
    held = (world.ties["who"] != NOBODY).sum(axis=1)
    assert _near(held[academics], share, np.sqrt(share * (1 - share)) + 1e-9)
    assert held[academics].sum() == held[~academics].sum()
    assert set(world.ties["bond"][world.ties["who"] != NOBODY].tolist()) <= {0.3}


@pytest.mark.parametrize("arm", ARMS)
def test_nobody_is_in_post_or_known_before_the_first_week(arm):
    world = build(small(arm=arm), 1)
    assert world.brokers.dtype == BROKER
    assert not world.brokers["in_post"].any()
    assert not world.books["count"].any()
    assert (world.projects["due"] == -1).all()


def test_the_same_seed_builds_the_same_world_and_another_one_another():
    assert differing(build(small(), 1), build(small(), 1)) == []
    assert {"people", "colleagues", "personalities"} <= set(
        differing(build(small(), 1), build(small(), 2))
    )
