"""Who is there in week 0: founders, their networks, and the broker posts."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from simulation import Settings, change
from simulation.population import build
from simulation.roster import Post, pair_buddies, roster, with_parts
from simulation.tables import ACADEMIC, BROKER, MANAGER
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


@pytest.mark.parametrize("changes", [{}, {"brokers.fte": 0.3}, {"brokers.academics": 0}])
def test_a_single_broker_is_a_full_time_academic_whatever_the_team(changes):
    (post,) = roster(change(Settings(), changes | {"arm": "single"}))
    assert post[:3] == (ACADEMIC, 0, 1.0)


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({}, [1.0, 1.0, 1.0, 0.5]),
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
    chosen = small(**{"population.organisations": 3, "population.hosts": 2})
    brokers = build(chosen, 1).brokers
    assert brokers["home_organisation"].tolist() == [0, 1, 2, 0, 3, 4, 3]
    assert brokers["host_organisation"].tolist() == [3, 4, 3, 4, 0, 1, 0]


@pytest.mark.parametrize(("managers", "academics", "leader"), [(4, 3, 4), (7, 0, 0), (0, 7, 0)])
def test_one_broker_leads_an_academic_where_there_is_one(managers, academics, leader):
    brokers = build(small(), 1, _posts(managers, academics)).brokers
    assert np.flatnonzero(brokers["leader"]).tolist() == [leader]


def test_more_posts_than_people_are_refused():
    with refusal("25 24"):
        build(small(), 1, _posts(25, 0))


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
