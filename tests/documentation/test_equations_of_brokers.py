"""Section 7.5 of docs/ODD.md, written out from it: broker posts."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import Settings, change
from simulation.population import build
from simulation.rules import posts, ties
from tests.documentation.lives import (
    ask,
    lived,
    others,
    pick,
    poisson,
    presence,
    same,
    switches,
    trust,
)
from tests.refusals import refusal


def test_b1c_chance_that_a_broker_leaves(life):
    settings, world, _ = life
    c = settings.contract
    for b in range(len(world.brokers)):
        excess = max(0, world.brokers["strain"][b] - c.strain_tolerance)
        expected = min(1, c.exit + c.exit_strain * excess)
        assert same(ask(posts.exit_chance, world, b=b), expected)


def prices(settings):
    """Half-days a week of meetings and of the buddy, as in section 2.3."""
    team, (m, _) = settings.team, switches(settings)
    agenda = ("support", "pooling", "introductions", "handover")
    meetings = m * sum(getattr(team, f"{item}_time") for item in agenda if getattr(team, item))
    buddy = team.buddy_time + team.support * team.buddy_support_time
    return meetings, buddy + team.introductions * team.buddy_introductions_time


def together(settings, world, b):
    """Half-days that meetings and the buddy take of broker b (B4a)."""
    mates, (_, on) = others(world, b), switches(settings)
    meetings, buddy = prices(settings)
    paired = on["buddying"] and world.brokers["buddy"][b] in mates
    return (meetings if mates else 0), (buddy if paired else 0)


def demand(settings, world, b):
    s = settings.demands
    return s.taskmasters * s.half_days * s.expectations * world.brokers["fte"][b] / 0.5


def covered(settings, world):
    """What a broker in post covers for the vacant posts (B2b)."""
    held, due = world.brokers["in_post"], world.brokers["due"]
    vacant = sum(demand(settings, world, k) for k in range(len(held)) if due[k] and not held[k])
    return switches(settings)[1]["handover"] * settings.team.cover * vacant / held.sum()


def leading(settings, world, b):
    """The price of shielding to the full, and what leader b pays of it (B3a, B3b)."""
    t, mates, (_, on) = settings.team, others(world, b), switches(settings)
    asked = sum(demand(settings, world, k) + covered(settings, world) for k in mates)
    price = t.leader_time + t.deflecting * t.shield * asked
    if not (on["leadership"] and world.brokers["leader"][b] and mates):
        return price, 0
    return price, min(
        max(0, 10 * world.brokers["fte"][b] - sum(together(settings, world, b))), price
    )


def shield(settings, world, b):
    """The share of b's demands that is deflected (B3)."""
    leader = int(np.nonzero(world.brokers["leader"])[0][0])
    if not switches(settings)[1]["leadership"] or leader not in others(world, b):
        return 0
    price, paid = leading(settings, world, leader)
    return settings.team.shield * (paid / price if price else 1)


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


def test_b2_and_b3_demands_and_the_price_of_shielding(life):
    settings, world, rng = life
    for b in range(len(world.brokers)):
        price, paid = leading(settings, world, b)
        assert same(ask(posts.leading_price, world, b=b), price)
        assert same(ask(posts.leading_hours, world, b=b), paid)
        assert same(ask(posts.shield, world, b=b), shield(settings, world, b))
        if not world.brokers["in_post"][b]:
            continue
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
    "team.meetings_per_fortnight": 2.0,
    "team.support_time": 1.5,
    "team.pooling": False,
    "team.handover": False,
    "team.introductions_time": 0.0,
    "team.buddy_time": 0.5,
    "team.buddy_support_time": 0.25,
    "team.buddy_introductions_time": 0.25,
}


@pytest.mark.parametrize(
    ("changes", "paid"),
    [
        ({}, "all"),
        ({"team.leader_time": 0.0, "team.deflecting": 0.0}, "all"),
        ({"team.deflecting": 10.0}, "a part"),
        (WITHOUT_AN_HOUR_LEFT, "nothing"),
    ],
)
def test_b3_a_leader_shields_as_much_as_can_be_paid_for(changes, paid):
    settings = change(Settings(), changes)
    world = build(settings, 0)
    world.brokers["in_post"] = True
    leader = int(np.nonzero(world.brokers["leader"])[0][0])
    price, hours = leading(settings, world, leader)
    assert paid == ("all" if hours == price else "a part" if hours else "nothing")
    share = hours / price if price else 1
    assert same(ask(posts.leading_hours, world, b=leader), hours)
    assert same(ask(posts.shield, world, b=0), settings.team.shield * share)
    assert ask(posts.shield, world, b=leader) == 0


def test_a_team_with_more_to_do_together_than_hours_is_refused():
    with refusal():
        change(Settings(), WITHOUT_AN_HOUR_LEFT | {"brokers.fte": 0.24})


def test_b4_plan_of_the_week(life):
    settings, world, _ = life
    t, s = settings.team, settings.demands
    for b in range(len(world.brokers)):
        row = world.brokers[b].copy()
        capacity = 10 * row["fte"]
        meeting, buddying = together(settings, world, b)
        _, led = leading(settings, world, b)
        assert same(ask(posts.together_hours, world, b=b), meeting + buddying)
        desk = capacity - led - meeting - buddying
        served = min(row["backlog"], desk, s.served_share * capacity)
        lost = (desk - served) * s.output_loss * row["strain"]
        ask(posts.plan_week, world, b=b)
        now = world.brokers[b]
        saved = min(row["buddy_account"] + t.buddy_time, 10) if buddying else row["buddy_account"]
        assert same(now["desk"], desk)
        assert same(now["backlog"], row["backlog"] - served)
        assert same(now["buddy_account"], saved)
        assert same(now["free"], row["free"] + desk - served - lost)
        assert now["hours"] - row["hours"] == pytest.approx(
            [served, meeting, buddying, led, desk - served - lost, lost], abs=1e-12
        )
        assert same(sum(now["hours"] - row["hours"]), capacity)


def test_b5_to_b7_support_strain_and_confidence(life):
    settings, world, _ = life
    t, s = settings.team, settings.demands
    m, on = switches(settings)
    for b in range(len(world.brokers)):
        row, mates = world.brokers[b].copy(), others(world, b)
        gamma = world.brokers["confidence"].copy()
        v = {k: 1 if on["buddying"] and k == row["buddy"] else min(1, 2 * m) for k in mates}
        courage = sum(v[k] * gamma[k] for k in mates)
        support = courage / (sum(v.values()) + t.support_half) if on["support"] else 0
        overload = min(1, row["backlog"] / (10 * row["fte"]))
        shed = min(1, s.recovery * (1 + t.peer_support * support))
        xi = row["strain"]
        xi = min(1, max(0, xi + s.strain_up * overload * (1 - xi) - shed * xi))
        c = row["confidence"]
        grown = (1 - c) * min(1, s.confidence_up * row["successes"] * 0.5 / row["fte"])
        grown += (1 - c) * (1 - xi) * t.encouragement * support
        c += grown - s.confidence_down * xi * c + (s.confidence - c) / s.confidence_memory
        for rule in (posts.feel_support, posts.feel_strain, posts.feel_confidence):
            ask(rule, world, b=b)
        now = world.brokers[b]
        assert same(now["support"], support)
        assert same(now["strain"], xi)
        assert same(now["confidence"], min(1, max(0, c)))
        assert now["successes"] == 0


def test_b8_and_b9_desk_hours_and_insight(life):
    settings, world, _ = life
    s, (m, on) = settings.insight, switches(settings)
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
            i += part / s.learning * (1 - i)
            i = min(1, max(0, i - (1 - part) / s.fading * i))
            if on["pooling"]:
                best = max((world.brokers["insight"][k, community] for k in mates), default=0)
                rate = min(1, settings.team.pooling_rate * m)
                i += rate * max(0, s.second_hand * best - i)
            row["insight"][community] = i
        ask(posts.live_and_learn, world, b=b)
        ask(posts.pool_insight, world, b=b)
        assert world.brokers["insight"][b] == pytest.approx(row["insight"], rel=1e-12)
        assert world.brokers["away"][b] == 0
        assert same(world.brokers["desk"][b], desk)


def test_b1a_a_new_holder(life):
    settings, world, _ = life
    for b in range(len(world.brokers)):
        ask(posts.start_afresh, world, b=b)
        now = world.brokers[b]
        assert now["insight"][now["home"]] == settings.insight.home
        assert now["insight"][1 - now["home"]] == settings.insight.host
        assert now["confidence"] == settings.demands.confidence
        empty = ("strain", "support", "backlog", "free", "desk", "away", "buddy_account")
        assert [now[name] for name in (*empty, "successes")] == [0] * 8


def test_b1d_the_network_that_a_new_holder_brings(life):
    settings, world, rng = life
    world.programme["running"] = True
    gain = settings.brokers.trusted_at_home
    for b in range(len(world.brokers)):
        home = world.organisations[world.brokers["home_organisation"][b]]
        first, members, u = int(home["first"]), int(home["members"]), rng.random()
        known = min(settings.brokers.known_at_home, members)
        people = {first + (pick(u, members) + r) % members for r in range(known)}
        assert len(people) == known
        before = [trust(world, b, i) for i in range(len(world.people))]
        expected = [x + gain * (1 - x) if i in people else x for i, x in enumerate(before)]
        world.brokers["in_post"][b], world.brokers["vacant"][b] = False, 0
        ask(posts.staff_post, world, b=b, week=0, die=u)
        assert world.brokers["in_post"][b]
        assert [trust(world, b, i) for i in range(len(before))] == pytest.approx(expected)


@pytest.mark.parametrize("mean", [0.0, 0.4, 2.5, 9.0])
def test_a_count_is_a_poisson_number_by_inversion_and_cut(mean):
    for die in np.linspace(0, 1, 400, endpoint=False):
        assert posts.draw_count(mean, die, 6) == poisson(mean, die, 6)


@pytest.mark.parametrize("vacancy", [1, 2, 9])
def test_b1_a_vacancy_lasts_as_many_weeks_as_the_setting_says(vacancy):
    _, world, _ = lived(99)
    world.p["contract_vacancy"] = vacancy
    world.programme["running"] = True
    world.brokers["in_post"] = True
    world.p["contract_exit"] = 1.0
    ask(posts.staff_post, world, b=0, week=0, die=0.0)
    weeks = 0
    while not world.brokers["in_post"][0]:
        weeks += 1
        ask(posts.staff_post, world, b=0, week=weeks, die=0.0)
    assert weeks == vacancy
