"""Section 7.6 of docs/ODD.md, written out from it: encounters."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.rules import encounters
from simulation.tables import NOBODY
from tests.documentation.lives import (
    ask,
    others,
    pick,
    poisson,
    presence,
    same,
    spare,
    standing,
    switches,
    trust,
)


def test_e1_chance_meetings_at_the_desk_and_in_the_own_job(life):
    settings, world, rng = life
    for b in range(len(world.brokers)):
        broker = world.brokers[b]
        own = settings.encounters.own_job * 10.0 * (1.0 - broker["fte"])
        mean = settings.encounters.chance * (broker["desk"] + own)
        for u in rng.random(30):
            assert ask(encounters.chance_meetings, world, b=b, die=u) == poisson(mean, u, 14)
        share = broker["desk"] / (broker["desk"] + own) if own > 0 else 1.0
        home = world.organisations[broker["home_organisation"]]
        desk = world.organisations[broker["host_organisation"]] if broker["embedded"] else home
        for u in rng.random(20):
            place = desk if u < share else home
            left = spare(u, share) if u < share else spare(u - share, 1 - share)
            expected = place["first"] + pick(left, place["members"])
            assert ask(encounters.neighbour, world, b=b, die=u) == expected


def without_desk(world, b, i):
    """Whether person i is of the side where broker b has no desk of the contract."""
    broker = world.brokers[b]
    of_the_host = world.people["community"][i] != broker["home"]
    return not of_the_host if broker["embedded"] else of_the_host


def cost(settings, world, b, i):
    """What a visit to person i costs broker b (E3a)."""
    broker = world.brokers[b]
    guest = world.people["community"][i] == 1 - broker["home"] and not broker["embedded"]
    return settings.encounters.guest_cost if guest else 1


def test_e3_and_e4_what_a_visit_costs_the_two(life):
    settings, world, rng = life
    _, on = switches(settings)
    for b in range(len(world.brokers)):
        for i in rng.choice(len(world.people), 12, replace=False):
            before, buddy = world.brokers.copy(), int(world.brokers["buddy"][b])
            own, paid = cost(settings, world, b, i), 0
            goes = on["buddying"] and buddy in others(world, b)
            if goes and before["buddy_account"][buddy] >= cost(settings, world, buddy, i):
                paid = cost(settings, world, buddy, i)
            ask(encounters.pay_for_visit, world, b=b, i=i)
            assert bool(ask(encounters.take_buddy_along, world, b=b, i=i)) == (paid > 0)
            before["free"][b] -= own
            before["away"][b] += own * without_desk(world, b, i)
            if paid:
                before["buddy_account"][buddy] -= paid
                before["joint_visits"][b] += 1
            for name in ("free", "away", "buddy_account", "joint_visits"):
                assert world.brokers[name] == pytest.approx(before[name], abs=1e-12)


def composure(settings, world, b, community, joint):
    broker, s = world.brokers[b], settings.encounters
    fluent = broker["insight"][community]
    if joint:
        fluent = max(fluent, world.brokers["insight"][broker["buddy"], community])
    nerve = 1 - s.nerve * (1 - broker["confidence"])
    return broker["skill"] * (1 - s.fluency * (1 - fluent)) * nerve


def part(settings, world, b, k):
    """The part of k's trust that carries over when k introduces b (E5a)."""
    t, (m, on) = settings.team, switches(settings)
    if not on["introductions"] or k not in others(world, b):
        return 0
    buddy = on["buddying"] and world.brokers["buddy"][b] == k
    return t.buddy_introduction if buddy else t.mate_introduction * min(1, 2 * m)


def test_e5_access_and_its_parts(life):
    settings, world, rng = life
    s = settings.encounters
    for b in range(len(world.brokers)):
        broker = world.brokers[b]
        for i in rng.choice(len(world.people), 15, replace=False):
            person = world.people[i]
            joint = bool(broker["buddy"] != NOBODY and rng.random() < 0.5)
            chance = s.base + s.openness * person["attitude"] + s.ally * person["ally"]
            blessed = (not person["senior"]) * s.senior * settings.context.senior_involvement
            chance += presence(world, b, person["organisation"]) * (s.presence + blessed)
            best = 0.0
            for k in range(len(world.brokers)):
                best = max(best, part(settings, world, b, k) * trust(world, k, i))
            chance += s.own_trust * standing(world, b, i, joint) + s.introduction * best
            opened = composure(settings, world, b, person["community"], joint)
            known = dict(b=b, i=i, joint=joint, community=person["community"])
            met = ask(encounters.standing, world, **known)
            assert same(met, standing(world, b, i, joint))
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
            pair = (b, buddy) if joint else (b,)
            for k in pair:
                trusted[k] += s.trust_gain * skill[k] * (1 - trusted[k])
            told = s.telling * understood(world, b, 1 - before["community"], joint)
            met = max(trusted[k] for k in pair)
            won = s.winning_over * met
            returned = ask(encounters.translate, world, b=b, i=i, joint=joint)
            assert same(returned, met)
            for name, gain in (("knowledge", told), ("attitude", won), ("confidence", won)):
                expected = before[name] + gain * (1 - before[name])
                assert same(world.people[name][i], expected)
            assert world.people["skill"][i] == before["skill"]
            assert [trust(world, k, i) for k in range(len(trusted))] == pytest.approx(trusted)


def test_e7_being_seen_together(life):
    settings, world, rng = life
    gain = settings.encounters.modelling
    world.brokers["home"] = rng.integers(0, 2, len(world.brokers))
    for b in range(len(world.brokers)):
        buddy = int(world.brokers["buddy"][b])
        if buddy == NOBODY:
            continue
        mixed = world.brokers["home"][b] != world.brokers["home"][buddy]
        i = int(rng.integers(len(world.people)))
        expected = world.people.copy()
        for j in world.colleagues[i] if mixed else []:
            for name in ("attitude", "confidence") if j != NOBODY else ():
                expected[name][j] += gain * (1 - expected[name][j])
        ask(encounters.be_seen_together, world, b=b, i=i)
        for name in ("attitude", "knowledge", "skill", "confidence"):
            assert world.people[name] == pytest.approx(expected[name], rel=1e-12)


def contact(world, b, community, u):
    """A contact of b's from a community, or nobody (T8)."""
    size = int(world.books["count"][b])
    turned = np.roll(world.books["who"][b, :size], -pick(u, size))
    return next((int(i) for i in turned if world.people["community"][i] == community), NOBODY)


def test_e8a_and_e8b_the_counterpart_and_the_chance_of_a_bridge(life):
    settings, world, rng = life
    found = set()
    for b in range(len(world.brokers)):
        for i in rng.choice(len(world.people), 15, replace=False):
            u, other = rng.random(), 1 - world.people["community"][i]
            who = contact(world, b, other, u)
            reach = trust(world, b, who)
            found.add("own")
            for k in range(len(world.brokers)):
                theirs = contact(world, k, other, u)
                carried = part(settings, world, b, k) * trust(world, k, theirs)
                if carried > reach:
                    who, reach = theirs, carried
                    found.add("a mate's")
            got = ask(encounters.counterpart, world, b=b, i=i, die=u)
            assert got[0] == who
            assert same(got[1], reach)
            own = trust(world, b, i)
            chance = ask(encounters.bridging_chance, world, trust=own, reach=reach)
            assert same(chance, settings.encounters.bridging * own * reach)
    introducing = switches(settings)[1]["introductions"]
    assert found == ({"own", "a mate's"} if introducing else {"own"})


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
