"""Section 7.3 of docs/ODD.md, written out from it: broker posts."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Settings, change
from simulation.population import build
from simulation.rules import holders, posts, ties
from tests.documentation.lives import ask, dose, has_buddy, hours, others, poisson, presence, same
from tests.refusals import refusal


def test_b0_what_hours_buy(life):
    settings, world, rng = life
    for spent in (0.0, settings.team.half_dose, *rng.uniform(0, 3, 20)):
        assert same(ask(posts.dose, world, hours=spent), dose(settings, spent))


def test_b1c_chance_that_a_broker_leaves(life):
    settings, world, _ = life
    c = settings.contract
    for b in range(len(world.brokers)):
        expected = min(1, c.exit + c.exit_strain * world.brokers["strain"][b])
        assert same(ask(posts.exit_chance, world, b=b), expected)


def demand(settings, world, b):
    return settings.demands.half_days * world.brokers["fte"][b] / 0.5


def covered_share(settings):
    """The part of a vacancy's demands that mates serve (B2b)."""
    return settings.team.handed_over * dose(settings, hours(settings)["handover"])


def covered(settings, world):
    """What a broker in post covers for the vacant posts (B2c)."""
    held, due = world.brokers["in_post"], world.brokers["due"]
    vacant = sum(demand(settings, world, k) for k in range(len(held)) if due[k] and not held[k])
    return covered_share(settings) * vacant / held.sum()


def together(settings, world, b):
    """Half-days that meetings and the buddy take of broker b (B4a, B4b)."""
    spent = hours(settings)
    agenda = ("support", "pooling", "introductions", "handover", "sharing_out")
    meetings = sum(spent[item] for item in agenda) if others(world, b) else 0
    return meetings, spent["pair"] if has_buddy(settings, world, b) else 0


def leading(settings, world, b):
    """Half-days that broker b leads (B3a)."""
    if not world.brokers["leader"][b] or not others(world, b):
        return 0
    left = 10 * world.brokers["fte"][b] - sum(together(settings, world, b))
    return min(hours(settings)["leading"], max(0, left))


def shield(settings, world, b):
    """The share of b's demands that is deflected (B3)."""
    leader = int(np.nonzero(world.brokers["leader"])[0][0])
    if b == leader or not world.brokers["in_post"][leader]:
        return 0
    held = [k for k in range(len(world.brokers)) if world.brokers["in_post"][k] and k != leader]
    asked = sum(demand(settings, world, k) + covered(settings, world) for k in held)
    return min(settings.team.shield, leading(settings, world, leader) / asked) if asked else 0


def test_presence(life):
    _, world, _ = life
    for b in range(len(world.brokers)):
        for o in range(len(world.organisations)):
            assert same(ask(ties.presence, world, b=b, o=o), presence(world, b, o))


@pytest.mark.parametrize("embedding", ["none", "one_way_managers", "one_way_academics", "two_way"])
def test_presence_adds_up_to_the_own_job_and_the_hours_at_the_desk(embedding):
    settings = change(Settings(), {"brokers.embedding": embedding, "brokers.fte": 0.3})
    world = build(settings, 0)
    world.brokers["desk"] = 2.0  # of 3; the team takes the rest
    for b in range(len(world.brokers)):
        there = [ties.presence(world.brokers, b, o) for o in range(len(world.organisations))]
        assert same(sum(there), 0.9)
        community = "managers" if world.brokers["home"][b] == 0 else "academics"
        embedded = embedding in ("two_way", f"one_way_{community}")
        host = int(world.brokers["host_organisation"][b])
        assert same(there[host], 0.2 if embedded else 0)


def test_b2_and_b3_demands_and_the_shield(life):
    settings, world, rng = life
    assert same(ask(posts.covered_share, world), covered_share(settings))
    for b in range(len(world.brokers)):
        assert same(ask(posts.leading_hours, world, b=b), leading(settings, world, b))
        if not world.brokers["in_post"][b]:
            continue
        assert same(ask(posts.shield, world, b=b), shield(settings, world, b))
        extra = covered(settings, world)
        assert same(ask(posts.demand_on, world, b=b), demand(settings, world, b))
        assert same(ask(posts.covered_demand, world, b=b), extra)
        mean = (demand(settings, world, b) + extra) * (1 - shield(settings, world, b))
        for u in rng.random(20):
            before = world.brokers["backlog"][b]
            ask(posts.take_demands, world, b=b, die=u)
            assert world.brokers["backlog"][b] == before + poisson(mean, u, 200)


WITHOUT_AN_HOUR_LEFT = {
    "brokers.fte": 0.25,
    "team.support": 1.5,
    "team.pooling": 0.0,
    "team.introductions": 0.0,
    "team.handover": 0.0,
    "team.sharing_out": 0.0,
    "team.pair": 1.0,
}


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({}, 1 / (6 * 2.2)),  # the leader's half-day, of what six mates are asked
        ({"team.leading": 2.0}, 0.12),  # no more than that can be deflected
        ({"demands.half_days": 0.5}, 0.12),
        ({"team.leading": 0.0}, 0),
        (WITHOUT_AN_HOUR_LEFT, 0),
    ],
)
def test_b3_a_leader_shields_within_the_hours_and_the_share(changes, share):
    settings = change(Settings(), changes)
    world = build(settings, 0)
    world.brokers["in_post"] = True
    assert same(share, shield(settings, world, 0))
    assert same(ask(posts.shield, world, b=0), share)
    leader = int(np.nonzero(world.brokers["leader"])[0][0])
    assert ask(posts.shield, world, b=leader) == 0


def test_a_team_with_more_to_do_together_than_hours_is_refused():
    with refusal():
        change(Settings(), WITHOUT_AN_HOUR_LEFT | {"brokers.fte": 0.24})


def test_b4_plan_of_the_week(life):
    settings, world, _ = life
    for b in range(len(world.brokers)):
        row = world.brokers[b].copy()
        capacity = 10 * row["fte"]
        meeting, buddying = together(settings, world, b)
        led = leading(settings, world, b)
        assert same(ask(posts.meeting_hours, world, b=b), meeting)
        assert same(ask(posts.pair_hours, world, b=b), buddying)
        desk = capacity - led - meeting - buddying
        served = min(row["backlog"], desk, 0.55 * capacity)
        ask(posts.plan_week, world, b=b)
        now = world.brokers[b]
        assert same(now["desk"], desk)
        assert same(now["served"], served)
        assert same(now["backlog"], row["backlog"] - served)
        assert same(now["buddy_account"], min(row["buddy_account"] + buddying, 10))
        assert same(now["free"], row["free"] + desk - served)
        assert now["hours"] - row["hours"] == pytest.approx(
            [served, meeting, buddying, led, desk - served], abs=1e-12
        )
        assert same(sum(now["hours"] - row["hours"]), capacity)


def test_b5_standing(life):
    settings, world, rng = life
    loss = settings.demands.standing_loss
    for b in range(len(world.brokers)):
        world.brokers["due"][b] = due = rng.random() < 0.8
        row = world.brokers[b].copy()
        lapsed = 0.0
        if row["in_post"]:
            lapsed = max(0, row["backlog"] - 10 * row["fte"])
        elif due:
            part = covered_share(settings) if others(world, b) else 0
            lapsed = demand(settings, world, b) * (1 - part)
        ask(posts.keep_standing, world, b=b)
        now = world.brokers[b]
        expected = row["standing"] * (1 - loss) ** lapsed
        if row["in_post"] and lapsed == 0:
            expected += 0.05 * (1 - expected)
        assert same(now["standing"], expected)
        assert same(now["backlog"], row["backlog"] - (lapsed if row["in_post"] else 0))


def test_b6_to_b8_support_strain_and_confidence(life):
    settings, world, _ = life
    t, spent = settings.team, hours(settings)
    for b in range(len(world.brokers)):
        row, mates = world.brokers[b].copy(), others(world, b)
        gamma = world.brokers["confidence"].copy()
        given = [(spent["support"] / len(mates), gamma[k]) for k in mates]
        if has_buddy(settings, world, b):
            given.append((spent["pair"], gamma[row["buddy"]]))
        total = sum(time for time, _ in given)
        courage = sum(time * nerve for time, nerve in given)
        support = dose(settings, total) * courage / total if total else 0
        overload = min(1, row["backlog"] / (10 * row["fte"]))
        shed = min(1, 0.07 * (1 + t.peer_support * support))
        xi = row["strain"]
        xi = min(1, max(0, xi + settings.demands.strain_up * overload * (1 - xi) - shed * xi))
        c = row["confidence"]
        grown = min(1, 0.024 * row["successes"] * 0.5 / row["fte"]) + t.encouragement * support
        c += (1 - c) * grown + (0.5 - c) / 65
        for rule in (holders.feel_support, holders.feel_strain, holders.feel_confidence):
            ask(rule, world, b=b)
        now = world.brokers[b]
        assert same(now["support"], support)
        assert same(now["strain"], xi)
        assert same(now["confidence"], min(1, max(0, c)))
        assert now["successes"] == 0


def test_b9_to_b11_desk_hours_and_insight(life):
    settings, world, _ = life
    t, spent = settings.team, hours(settings)
    for b in range(len(world.brokers)):
        row, mates = world.brokers[b].copy(), others(world, b)
        z = min(row["away"], row["desk"])
        desk = row["desk"] - z
        own, outside = desk / 10, z / 10
        p_host = own if row["embedded"] else outside
        p_home = (outside if row["embedded"] else own) + 1 - row["fte"]
        for community in (0, 1):
            part = p_home if community == row["home"] else p_host
            i = row["insight"][community]
            i += part / settings.insight.learning * (1 - i)
            i = min(1, max(0, i - (1 - part) / 100 * i))
            best = max((world.brokers["insight"][k, community] for k in mates), default=0)
            i += t.pooling_rate * dose(settings, spent["pooling"]) * max(0, 0.5 * best - i)
            if has_buddy(settings, world, b):
                theirs = world.brokers["insight"][row["buddy"], community]
                i += t.teaching * dose(settings, spent["pair"]) * max(0, theirs - i)
            row["insight"][community] = i
        for rule in (holders.live_and_learn, holders.pool_insight, holders.learn_from_buddy):
            ask(rule, world, b=b)
        assert world.brokers["insight"][b] == pytest.approx(row["insight"], rel=1e-12)
        assert world.brokers["away"][b] == 0
        assert same(world.brokers["desk"][b], desk)
