"""Random worlds for the equations of docs/ODD.md, and what several of the equations read."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

from simulation import Settings, change
from simulation.passport import leaves
from simulation.population import build
from simulation.roster import ALWAYS
from simulation.rules import ties
from simulation.tables import NOBODY
from tests.worlds import acquaint, index_book

STANCES = ("attitude", "knowledge", "skill", "confidence")


def pick(u, n):
    return min(int(u * n), n - 1)


def spare(u, q):
    return min(u / q, 1 - 2**-53)


def ask(rule, world, **known):
    """Call a rule with those of its arguments that it asks for, by name."""
    known = world._asdict() | known
    return rule(
        *(known[name] for name in inspect.signature(getattr(rule, "py_func", rule)).parameters)
    )


def drawn(rng, arm="team"):
    """Settings drawn from their plausible ranges; the population and the posts stay small."""
    changes = {"arm": arm, "population.managers": 12, "population.academics": 14, "weeks": 1_000}
    for leaf in leaves(Settings()):
        group, _, name = leaf.name.partition(".")
        fixed = group in ("population", "arm", "weeks") or name in ("managers", "academics")
        if fixed or not leaf.passport.plausible or isinstance(leaf.value, str):
            continue
        if group == "team" and leaf.passport.unit == "half-days a week" and rng.random() < 0.2:
            changes[leaf.name] = 0.0 if name != "half_dose" else leaf.value
        elif isinstance(leaf.value, int):
            low, high = leaf.passport.plausible
            changes[leaf.name] = int(rng.integers(low, high + 1))
        else:
            changes[leaf.name] = float(rng.uniform(*leaf.passport.plausible))
    changes["brokers.fte"] = float(rng.uniform(0.35, 0.8))  # enough for any meetings and buddies
    return change(Settings(), changes)


def lived(seed):
    """Settings, a world in which everything that can vary does, and a source of chance."""
    rng = np.random.default_rng(seed)
    settings = drawn(rng)
    world = build(settings, seed)
    people_, brokers, books = world.people, world.brokers, world.books
    for name in STANCES:
        people_[name] = rng.random(len(people_))
    people_["practising"] = rng.random(len(people_)) < 0.4
    people_["brokered"] = rng.integers(0, 2, len(people_))
    people_["senior"] = rng.random(len(people_)) < 0.5
    people_["visits"] = rng.uniform(0, 4, len(people_))
    people_["visitor"] = rng.integers(0, len(brokers), len(people_))
    people_["met"] = rng.integers(0, settings.culture.meetings_a_week + 1, len(people_))
    world.organisations["stability"] = rng.random(len(world.organisations))
    for i in np.flatnonzero(rng.random(len(people_)) < 0.2):
        acquaint(world, i, world.colleagues[i][: rng.integers(0, 5)])
    for name in ("strain", "confidence", "support", "standing"):
        brokers[name] = rng.random(len(brokers))
    brokers["insight"] = rng.random((len(brokers), 2))
    brokers["due"] = True
    brokers["in_post"] = rng.random(len(brokers)) < 0.8
    brokers["served"] = rng.uniform(0, 2, len(brokers))
    brokers["backlog"] = rng.integers(0, 12, len(brokers))
    brokers["successes"] = rng.integers(0, 9, len(brokers))
    brokers["away"] = rng.uniform(0, 6, len(brokers))
    brokers["desk"] = rng.uniform(0, 1, len(brokers)) * 10 * brokers["fte"]
    brokers["buddy_account"] = rng.uniform(0, 10, len(brokers))
    brokers["free"] = rng.uniform(-1, 15, len(brokers))
    for b in range(len(books)):
        known = rng.permutation(len(people_))[:20]
        books["count"][b], books["who"][b, :20] = 20, known
        books["trust"][b, :20] = rng.random(20)
        index_book(world, b)
    for _ in range(60):
        i, j = rng.integers(0, 36), rng.integers(36, 64)
        ties.strengthen_tie(world.ties, i, j, rng.uniform(0.02, 0.9))
    brokers["embedded"] = rng.random(len(brokers)) < 0.6
    brokers["start"], brokers["end"] = 0, ALWAYS
    brokers["due"] = brokers["in_post"] | (rng.random(len(brokers)) < 0.5)
    return settings, world, rng


def bonds(world):
    """The ties of a world as a mapping from (lower row, higher row) to the bond."""
    who, bond = world.ties["who"], world.ties["bond"]
    found = {}
    for i, s in zip(*np.nonzero(who != NOBODY), strict=True):
        found.setdefault((min(i, who[i, s]), max(i, who[i, s])), []).append(bond[i, s])
    assert all(len(both) == 2 and both[0] == both[1] for both in found.values())
    return {pair: both[0] for pair, both in found.items()}


def trust(world, b, i):
    book = world.books[b]
    count = int(book["count"])
    where = np.nonzero(book["who"][:count] == i)[0]
    return float(book["trust"][where[0]]) if len(where) else 0.0


def others(world, b):
    return [k for k in range(len(world.brokers)) if k != b and world.brokers["in_post"][k]]


def hours(settings):
    """Half-days a week of each thing that the team does together, as in section 2.3."""
    team = settings.team
    together = ("support", "pooling", "introductions", "handover", "sharing_out", "pair", "leading")
    return {name: team.hours * getattr(team, name) for name in together}


def dose(settings, spent):
    """What so many half-days a week buy of a full effect (B0)."""
    return spent / (spent + settings.team.half_dose)


def has_buddy(settings, world, b):
    return hours(settings)["pair"] > 0 and world.brokers["buddy"][b] in others(world, b)


def trust_won(world, b, i, joint):
    """The trust that person i meets broker b with, or b and the buddy (section 7.6)."""
    pair = (b, int(world.brokers["buddy"][b])) if joint else (b,)
    return max(trust(world, k, i) for k in pair)


def presence(world, b, o):
    """The share of a full-time week that broker b is to be found in organisation o (section 7.5)."""
    broker = world.brokers[b]
    desk = broker["desk"] / 10
    if o == broker["host_organisation"] and broker["embedded"]:
        return desk
    if o == broker["home_organisation"]:
        return 1 - broker["fte"] + (0 if broker["embedded"] else desk)
    return 0


def poisson(mean, u, cut):
    """A Poisson count by inversion of the die u, cut."""
    below, n = 0.0, -1
    while n < cut and u >= below:
        n += 1
        below += math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) if mean else n == 0
    return n


def weekly(yearly):
    return 1 - (1 - yearly) ** (1 / 52.18)


def same(one, other):
    return one == pytest.approx(other, rel=1e-12, abs=1e-12)
