"""Section 7 of docs/ODD.md, written out from it: broker posts and encounters."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.rules import encounters, posts
from simulation.tables import NOBODY
from tests.documentation.lives import ask, lived, others, pick, same, spare, switches, trust


def test_b1c_chance_that_a_broker_leaves(life):
    settings, world, _ = life
    c = settings.contract
    for b in range(len(world.brokers)):
        excess = max(0, world.brokers["strain"][b] - c.strain_tolerance)
        for term in range(1 + c.renewals):
            first, end = (c.start + c.weeks * n for n in (term, term + 1))
            for week in range(first, end):
                late = c.exit_late if week >= end - 26 else 1
                expected = min(1, c.exit * late + c.exit_strain * excess)
                assert same(ask(posts.exit_chance, world, b=b, week=week), expected)


def test_b4_plan_of_the_week(life):
    settings, world, _ = life
    t, s = settings.team, settings.demands
    m, on = switches(settings)
    for b in range(len(world.brokers)):
        row = world.brokers[b].copy()
        capacity, mates = 10 * row["fte"], others(world, b)
        leads = on["leadership"] and row["leader"] and mates
        leading = min(capacity, t.leader_time) if leads else 0
        agenda = ("support", "pooling", "introductions", "handover")
        hours = m * sum(getattr(t, f"{item}_time") for item in agenda if getattr(t, item))
        meeting = min(capacity - leading, hours) if mates else 0
        left = capacity - leading - meeting
        buddying = min(left, t.buddy_time) if on["buddying"] and row["buddy"] in mates else 0
        left -= buddying
        served = min(row["backlog"], left, s.served_share * capacity)
        left -= served
        lost = left * s.output_loss * row["strain"]
        ask(posts.plan_week, world, b=b)
        now = world.brokers[b]
        assert same(now["backlog"], row["backlog"] - served)
        assert same(now["buddy_account"], min(row["buddy_account"] + buddying, 10))
        assert same(now["free"], row["free"] + left - lost)
        assert now["hours"] - row["hours"] == pytest.approx(
            [served, meeting, buddying, leading, left - lost, lost], abs=1e-12
        )


def test_b5_to_b7_support_strain_and_confidence(life):
    settings, world, _ = life
    t, s = settings.team, settings.demands
    m, on = switches(settings)
    for b in range(len(world.brokers)):
        row, mates = world.brokers[b].copy(), others(world, b)
        gamma = world.brokers["confidence"].copy()
        v, buddy = min(1, 2 * m), on["buddying"] and row["buddy"] in mates
        heard = v * len(mates) + buddy
        courage = v * sum(gamma[k] for k in mates) + (gamma[row["buddy"]] if buddy else 0)
        support = courage / (heard + t.support_half) if on["support"] else 0
        overload = min(1, row["backlog"] / (10 * row["fte"]))
        shed = min(1, s.recovery * (1 + t.peer_support * support))
        xi = row["strain"]
        xi = min(1, max(0, xi + s.strain_up * overload * (1 - xi) - shed * xi))
        c = row["confidence"]
        grown = (1 - c) * min(1, s.confidence_up * row["successes"])
        grown += (1 - c) * (1 - xi) * t.encouragement * support
        c += grown - s.confidence_down * xi * c + (s.confidence - c) / s.confidence_memory
        for rule in (posts.feel_support, posts.feel_strain, posts.feel_confidence):
            ask(rule, world, b=b)
        now = world.brokers[b]
        assert same(now["support"], support)
        assert same(now["strain"], xi)
        assert same(now["confidence"], min(1, max(0, c)))
        assert now["successes"] == 0


def test_b8_and_b9_insight(life):
    settings, world, _ = life
    s, (m, on) = settings.insight, switches(settings)
    for b in range(len(world.brokers)):
        row, mates = world.brokers[b].copy(), others(world, b)
        z = min(row["away"] / 10, row["fte"])
        at_host = row["fte"] - z if row["embedded"] else z
        for community in (0, 1):
            part = 1 - at_host if community == row["home"] else at_host
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


@pytest.mark.parametrize("mean", [0.0, 0.4, 2.5, 9.0])
def test_a_count_is_a_poisson_number_by_inversion_and_cut(mean):
    for die in np.linspace(0, 1, 400, endpoint=False):
        below, n = 0.0, -1
        while die >= below and n < 6:
            n += 1
            below += math.exp(-mean) * mean**n / math.factorial(n)
        assert posts.draw_count(mean, die, 6) == n


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


def composure(settings, world, b, community, joint):
    broker, s = world.brokers[b], settings.encounters
    fluent = broker["insight"][community]
    if joint:
        fluent = max(fluent, world.brokers["insight"][broker["buddy"], community])
    nerve = 1 - s.nerve * (1 - broker["confidence"])
    return broker["skill"] * (1 - s.fluency * (1 - fluent)) * nerve


def test_e5_access_and_its_parts(life):
    settings, world, rng = life
    s, t = settings.encounters, settings.team
    m, on = switches(settings)
    for b in range(len(world.brokers)):
        broker = world.brokers[b]
        for i in rng.choice(len(world.people), 15, replace=False):
            person = world.people[i]
            joint = bool(broker["buddy"] != NOBODY and rng.random() < 0.5)
            at_host = broker["embedded"] and broker["host_organisation"] == person["organisation"]
            at_home = broker["home_organisation"] == person["organisation"]
            desk = at_host or (at_home and (not broker["embedded"] or broker["fte"] < 1))
            chance = s.base + s.openness * person["attitude"] + s.ally * person["ally"]
            if desk:
                chance += s.presence
                chance += (not person["senior"]) * s.senior * settings.context.senior_involvement
            best = 0.0
            for k in others(world, b) if on["introductions"] else []:
                buddy = on["buddying"] and broker["buddy"] == k
                mate = t.mate_introduction * min(1, 2 * m)
                best = max(best, (t.buddy_introduction if buddy else mate) * trust(world, k, i))
            chance += s.own_trust * trust(world, b, i) + s.introduction * best
            opened = composure(settings, world, b, person["community"], joint)
            known = dict(b=b, i=i, joint=joint, community=person["community"])
            assert same(ask(encounters.composure, world, **known), opened)
            assert same(ask(encounters.introduction, world, **known), best)
            assert same(ask(encounters.access, world, **known), min(1, chance) * opened)


def test_e2_choosing_a_visit(life):
    settings, world, rng = life
    h, p, r = (getattr(settings.brokers, x) for x in ("host_share", "follow_up", "elsewhere"))
    places = world.organisations
    for b in range(len(world.brokers)):
        broker, size = world.brokers[b], int(world.books["count"][b])
        book = world.books["who"][b, :size]
        for u in rng.random(60):
            at_host = u < h
            v = spare(u, h) if at_host else spare(u - h, 1 - h)
            community = 1 - broker["home"] if at_host else broker["home"]
            expected = None
            if v < p:
                v = spare(v, p)
                turned = np.roll(book, -pick(v, size))
                fits = [i for i in turned if world.people["community"][i] == community]
                expected = fits[0] if fits else None
            else:
                v = spare(v - p, 1 - p)
            if expected is None and v < r:
                all_ = [o for o in range(len(places)) if places["community"][o] == community]
                v = spare(v, r)
                n = pick(v, len(all_))
                place, v = places[all_[n]], v * len(all_) - n
                expected = place["first"] + pick(v, place["members"])
            elif expected is None:
                place = places[broker["host_organisation" if at_host else "home_organisation"]]
                expected = place["first"] + pick(spare(v - r, 1 - r), place["members"])
            assert ask(encounters.choose_visit, world, b=b, die=u) == expected


def understood(world, b, community, joint):
    insight, buddy = world.brokers["insight"], world.brokers["buddy"][b]
    return max(insight[b, community], insight[buddy, community] if joint else 0)


def test_e6_translating(life):
    settings, world, rng = life
    s, skill = settings.encounters, world.brokers["skill"]
    for b in range(len(world.brokers)):
        buddy = int(world.brokers["buddy"][b])
        for i in rng.choice(len(world.people), 10, replace=False):
            joint = buddy != NOBODY and bool(rng.random() < 0.5)
            before = world.people[i].copy()
            trusted = [trust(world, k, i) for k in range(len(world.brokers))]
            for k in (b, buddy) if joint else (b,):
                trusted[k] += s.trust_gain * skill[k] * (1 - trusted[k])
            told = s.telling * understood(world, b, 1 - before["community"], joint)
            won = s.winning_over * trusted[b]
            returned = ask(encounters.translate, world, b=b, i=i, joint=joint)
            assert same(returned, trusted[b])
            for name, gain in (("knowledge", told), ("attitude", won), ("confidence", won)):
                expected = before[name] + gain * (1 - before[name])
                assert same(world.people[name][i], expected)
            assert world.people["skill"][i] == before["skill"]
            assert [trust(world, k, i) for k in range(len(trusted))] == pytest.approx(trusted)


def test_e8_the_bridge(life):
    settings, world, rng = life
    s = settings.culture
    for b in range(len(world.brokers)):
        i, j = int(rng.integers(0, 36)), int(rng.integers(36, 64))
        joint = bool(world.brokers["buddy"][b] != NOBODY and rng.random() < 0.5)
        for good in (False, True):
            kappa = (world.people["knowledge"][i] + world.people["knowledge"][j]) / 2
            both = understood(world, b, 0, joint) * understood(world, b, 1, joint)
            phi = kappa + (1 - kappa) * both * world.brokers["skill"][b]
            quality = min(1, s.quality + s.quality_fluency * phi)
            die = quality * (1 - 1e-9) if good else quality * (1 + 1e-9)
            broker = world.brokers[b].copy()
            known = dict(b=b, i=i, j=j, joint=joint, die=die)
            assert ask(encounters.bridge, world, **known) == good
            assert world.brokers["bridges"][b] == broker["bridges"] + 1
            assert world.brokers["successes"][b] == broker["successes"] + good
