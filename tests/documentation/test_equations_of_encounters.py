"""Section 7.4 of docs/ODD.md, written out from it: encounters."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.rules import encounters, visits
from simulation.tables import NOBODY
from tests.documentation.lives import (
    ask,
    dose,
    has_buddy,
    hours,
    others,
    pick,
    poisson,
    presence,
    same,
    spare,
    trust,
    trust_won,
)


def test_e1_whom_a_broker_meets_without_a_visit(life):
    settings, world, rng = life
    e, met = settings.encounters, settings.demands.people_met
    for b in range(len(world.brokers)):
        broker = world.brokers[b]
        at_desk = e.chance * broker["desk"]
        at_home = e.chance * e.own_job * 10 * (1 - broker["fte"])
        asked = met * broker["served"]
        for u in rng.random(30):
            expected = poisson(at_desk + at_home + asked, u, 14)
            assert ask(visits.chance_meetings, world, b=b, die=u) == expected
        at_host = asked + (at_desk if broker["embedded"] else 0)
        share = at_host / (at_desk + at_home + asked)
        home = world.organisations[broker["home_organisation"]]
        host = world.organisations[broker["host_organisation"]]
        for u in rng.random(20):
            place = host if u < share else home
            left = spare(u, share) if u < share else spare(u - share, 1 - share)
            expected = place["first"] + pick(left, place["members"])
            assert ask(visits.neighbour, world, b=b, die=u) == expected


def without_desk(world, b, i):
    """Whether person i is of the side where broker b has no desk of the contract."""
    broker = world.brokers[b]
    of_the_host = world.people["community"][i] != broker["home"]
    return not of_the_host if broker["embedded"] else of_the_host


def test_e3_and_e4_what_a_visit_costs_and_whether_the_buddy_comes(life):
    settings, world, rng = life
    came = 0
    for b in range(len(world.brokers)):
        for i in rng.choice(len(world.people), 12, replace=False):
            before, people = world.brokers.copy(), world.people.copy()
            buddy, community = int(world.brokers["buddy"][b]), world.people["community"][i]
            goes = has_buddy(settings, world, b) and before["buddy_account"][buddy] >= 1
            insight = before["insight"][:, community]
            goes = goes and insight[buddy] > insight[b]
            ask(visits.pay_for_visit, world, b=b, i=i)
            assert bool(ask(visits.take_buddy_along, world, b=b, i=i)) == goes
            before["free"][b] -= 1
            before["away"][b] += without_desk(world, b, i)
            people["visits"][i] += 1
            people["visitor"][i] = b
            if goes:
                before["buddy_account"][buddy] -= 1
                before["joint_visits"][b] += 1
            came += goes
            for name in ("free", "away", "buddy_account", "joint_visits"):
                assert world.brokers[name] == pytest.approx(before[name], abs=1e-12)
            for name in ("visits", "visitor"):
                assert (world.people[name] == people[name]).all()
    assert (came > 0) == (hours(settings)["pair"] > 0)


def composure(world, b, community, joint):
    broker = world.brokers[b]
    fluent = broker["insight"][community]
    if joint:
        fluent = max(fluent, world.brokers["insight"][broker["buddy"], community])
    nerve = 1 - 0.43 * (1 - broker["confidence"])
    return broker["skill"] * (1 - 0.47 * (1 - fluent)) * nerve


def part(settings, world, b, k):
    """The part of k's trust that carries over when k introduces b (E5a)."""
    if k not in others(world, b):
        return 0
    spent, full = hours(settings), settings.team.introduction
    as_mate = 4 / 7 * full * dose(settings, spent["introductions"])
    as_buddy = full * dose(settings, spent["pair"])
    return max(as_mate, as_buddy) if world.brokers["buddy"][b] == k else as_mate


def test_e5_access_and_its_parts(life):
    settings, world, rng = life
    s, c = settings.encounters, settings.context
    for b in range(len(world.brokers)):
        broker = world.brokers[b]
        for i in rng.choice(len(world.people), 15, replace=False):
            person = world.people[i]
            joint = bool(broker["buddy"] != NOBODY and rng.random() < 0.5)
            chance = s.base + s.ally * person["ally"]
            blessed = (not person["senior"]) * c.seniors * c.senior_involvement
            here = presence(world, b, person["organisation"]) * broker["standing"]
            chance += here * (s.presence + blessed)
            best = 0.0
            for k in range(len(world.brokers)):
                best = max(best, part(settings, world, b, k) * trust(world, k, i))
            chance += s.trust * max(trust_won(world, b, i, joint), best)
            opened = composure(world, b, person["community"], joint)
            tired = 1 / (1 + s.tiring * max(0, person["visits"] - 1))
            known = dict(b=b, i=i, joint=joint, community=person["community"])
            met = ask(encounters.trust_won, world, **known)
            assert same(met, trust_won(world, b, i, joint))
            assert same(ask(encounters.weariness, world, **known), tired)
            assert same(ask(encounters.composure, world, **known), opened)
            assert same(ask(encounters.introduction, world, **known), best)
            expected = min(1, chance) * opened * tired
            assert same(ask(encounters.access, world, **known), expected)


def newcomer(settings, world, b, community, v):
    """Somebody of a community, without regard to the contact book (E2a)."""
    places, r, broker = world.organisations, settings.brokers.elsewhere, world.brokers[b]
    if v < r:
        all_ = [o for o in range(len(places)) if places["community"][o] == community]
        v = spare(v, r)
        n = pick(v, len(all_))
        place, v = places[all_[n]], v * len(all_) - n
        return place["first"] + pick(v, place["members"])
    at_host = community != broker["home"]
    place = places[broker["host_organisation" if at_host else "home_organisation"]]
    return place["first"] + pick(spare(v - r, 1 - r), place["members"])


def in_mind(settings, world, b, u):
    """Whom broker b would visit (E2b)."""
    broker, size = world.brokers[b], int(world.books["count"][b])
    book = world.books["who"][b, :size]
    v = spare(u, 0.5) if u < 0.5 else spare(u - 0.5, 0.5)
    community = 1 - broker["home"] if u < 0.5 else broker["home"]
    if v < 0.6:
        v = spare(v, 0.6)
        turned = np.roll(book, -pick(v, size))
        fits = [i for i in turned if world.people["community"][i] == community]
        if fits:
            return fits[0]
    else:
        v = spare(v - 0.6, 1 - 0.6)
    return newcomer(settings, world, b, community, v)


def test_e2_choosing_a_visit(life):
    settings, world, rng = life
    shared, left_to_a_mate = dose(settings, hours(settings)["sharing_out"]), 0
    for b in range(len(world.brokers)):
        for u, again in rng.random((60, 2)):
            expected = in_mind(settings, world, b, u)
            assert ask(visits.visit_in_mind, world, b=b, die=u) == expected
            person = world.people[expected]
            recent = person["visits"] >= 0.5 and person["visitor"] in others(world, b)
            if again < shared and recent:
                expected = in_mind(settings, world, b, spare(again, shared))
                left_to_a_mate += 1
            assert ask(visits.choose_visit, world, b=b, die=u, again=again) == expected
    assert left_to_a_mate > 0 or shared < 0.1


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
            won = 0.5 * s.telling * met
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
    found, most = set(), settings.culture.meetings_a_week

    def busy(i):
        return world.people["met"][i] >= most

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
            if busy(i) or (who != NOBODY and busy(who)):
                who, reach = NOBODY, 0
                found.add("no time")
            got = ask(encounters.counterpart, world, b=b, i=i, die=u)
            assert got[0] == who
            assert same(got[1], reach)
            own = trust(world, b, i)
            chance = ask(encounters.bridging_chance, world, trust=own, reach=reach)
            assert same(chance, 0.76 * own * reach)
    spent = hours(settings)
    introducing = spent["introductions"] + spent["pair"] > 0
    assert found == {"own", "no time"} | ({"a mate's"} if introducing else set())


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
            quality = min(1, s.quality + 0.46 * phi)
            die = quality * (1 - 1e-9) if good else quality * (1 + 1e-9)
            broker = world.brokers[b].copy()
            known = dict(b=b, i=i, j=j, joint=joint, die=die)
            assert ask(encounters.bridge, world, **known) == good
            assert world.brokers["bridges"][b] == broker["bridges"] + 1
            assert world.brokers["successes"][b] == broker["successes"] + good
