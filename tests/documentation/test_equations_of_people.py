"""Sections 5 and 7 of docs/ODD.md, written out: people, ties, context, projects, the start."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.rules import context, people, ties
from simulation.tables import NOBODY
from tests.documentation.lives import (
    STANCES,
    ask,
    bonds,
    pick,
    presence,
    same,
    spare,
    trust,
    weekly,
)


def test_p5_readiness(life):
    settings, world, _ = life
    for i in range(len(world.people)):
        a, k, s, c = (world.people[name][i] for name in STANCES)
        known = [j for j in world.colleagues[i] if j != NOBODY]
        norm = sum(world.people["practising"][j] for j in known) / len(known) if known else 0
        expected = (a * k * s * c) ** 0.25 + settings.culture.norm_weight * norm
        assert same(ask(people.readiness, world, i=i), expected)


def test_p3_learning_from_a_colleague(life):
    settings, world, rng = life
    for _ in range(20):
        i, j = rng.choice(len(world.people), 2, replace=False)
        before = {name: world.people[name].copy() for name in STANCES}
        base = {name: world.personalities[name][world.people["personality"][j]] for name in STANCES}
        ask(people.learn_from_colleague, world, i=i, j=j)
        a = before["attitude"]
        assert same(world.people["attitude"][i], a[i] + settings.culture.influence * (a[j] - a[i]))
        for name in ("knowledge", "skill"):
            y = before[name]
            gain = max(0, y[j] - max(y[i], base[name]))
            assert same(world.people[name][i], y[i] + settings.culture.influence * gain)
        assert same(world.people["confidence"][i], before["confidence"][i])


def test_t2_strengthening_and_displacing(life):
    _, world, rng = life
    for _ in range(40):
        i, j, g = rng.integers(0, 36), rng.integers(36, 64), rng.uniform(0.02, 0.6)
        expected = bonds(world)
        if (i, j) in expected:
            expected[i, j] += g * (1 - expected[i, j])
        else:
            full = {p: [pair for pair in expected if p in pair] for p in (i, j)}
            weakest = [min(full[p], key=expected.get) for p in (i, j) if len(full[p]) == 6]
            if all(expected[pair] < g for pair in weakest):
                for pair in weakest:
                    del expected[pair]
                expected[i, j] = g
        ties.strengthen_tie(world.ties, i, j, g)
        assert bonds(world) == pytest.approx(expected, rel=1e-12)


def test_t4_fading_of_ties(life):
    _, world, _ = life
    for _ in range(5):
        expected = {}
        for pair, w in bonds(world).items():
            left = w * (1 - (0.024 * (1 - w) + 0.0022 * w))
            if left >= 0.02:
                expected[pair] = left
        for i in range(len(world.people)):
            ask(ties.fade_ties, world, i=i)
        assert bonds(world) == pytest.approx(expected, rel=1e-12)


def test_t7_trust_fades_the_less_the_more_a_broker_is_around(life):
    _, world, _ = life
    for b in range(len(world.brokers)):
        expected = []
        for i, person in enumerate(world.people):
            around = presence(world, b, person["organisation"]) * world.brokers["in_post"][b]
            left = trust(world, b, i) * (1 - (1 - around) / 130)
            expected.append(left if left >= 0.02 else 0)
        ask(ties.fade_book, world, b=b)
        assert [trust(world, b, i) for i in range(len(expected))] == pytest.approx(expected)


def some_tie(world, i, u):
    """A partner of i, or nobody."""
    turned = np.roll(world.ties["who"][i], -pick(u, 6))
    return next((int(j) for j in turned if j != NOBODY), NOBODY)


def partner(world, i, v):
    """Whom a practising person finds, and how (P7a)."""
    c = 0.3
    left = spare(v, c) if v < c else spare(v - c, 1 - c)
    own = NOBODY if v < c else some_tie(world, i, left)
    if own != NOBODY:
        return own, "own"
    known = [int(j) for j in world.colleagues[i] if j != NOBODY]
    if not known:
        return NOBODY, "nobody"
    slot = math.floor(len(known) * left)
    theirs = some_tie(world, known[slot], len(known) * left - slot)
    return theirs, "nobody" if theirs == NOBODY else "a colleague's"


def test_p7a_finding_a_partner(life):
    _, world, rng = life
    found = set()
    for i in rng.choice(len(world.people), 30, replace=False):
        for v in rng.random(30):
            expected, kind = partner(world, i, v)
            assert ask(people.find_partner, world, i=i, die=v) == expected
            found.add(kind)
    assert found == {"own", "a colleague's", "nobody"}


def test_p7_meeting_somebody_unaided(life):
    settings, world, rng = life
    managers, most = int((world.people["community"] == 0).sum()), settings.culture.meetings_a_week
    for i in range(len(world.people)):
        person = world.people[i]
        luck = 0.0012 if person["community"] == 1 else 0
        q = settings.culture.practice if person["practising"] else luck
        assert same(ask(people.contact_chance, world, i=i), q)
        if q > 0:
            u = rng.random() * q
            v = spare(u, q)
            met = ask(people.find_company, world, i=i, die=u)
            mine = partner(world, i, v)[0]
            other = mine if person["practising"] else pick(v, managers)
            time = other != NOBODY and max(world.people["met"][[i, other]]) < most
            assert met == (other if time else NOBODY)


def test_p0_time_for_meetings(life):
    settings, world, _ = life
    for i in range(len(world.people)):
        has = world.people["met"][i] < settings.culture.meetings_a_week
        assert ask(people.has_time, world, i=i) == has


def test_p1_what_a_meeting_changes(life):
    settings, world, rng = life
    g = settings.culture.gain
    for _ in range(20):
        i, j = int(rng.integers(0, 36)), int(rng.integers(36, 64))
        before, quality, die = world.people.copy(), rng.random(), rng.random()
        good = die < quality
        assert ask(people.meet, world, i=i, j=j, quality=quality, die=die) == good
        for person in (i, j):
            now, then = world.people[person], before[person]
            assert now["met"] == then["met"] + 1
            for name in STANCES:
                x = then[name]
                kept = 1 - 0.66 * g if name in ("attitude", "confidence") else 1
                assert same(now[name], x + g * (1 - x) if good else kept * x)


def test_p4_a_weeks_forgetting(life):
    settings, world, _ = life
    for i in range(len(world.people)):
        before = world.people[i].copy()
        base = world.personalities[before["personality"]]
        ask(people.fade, world, i=i)
        for name in STANCES:
            expected = before[name] + (base[name] - before[name]) / settings.culture.fading
            assert same(world.people[name][i], expected)
        assert same(world.people["visits"][i], before["visits"] * 7 / 8)


def test_c4a_chance_of_leaving(life):
    settings, world, _ = life
    c = settings.context
    for o, place in enumerate(world.organisations):
        unrest = 4 * c.upheaval * (1 - place["stability"])
        expected = min(1, weekly(c.turnover) * (1 + unrest))
        assert same(ask(context.leaving_chance, world, o=o), expected)
