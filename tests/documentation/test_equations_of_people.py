"""Sections 5 and 7 of docs/ODD.md, written out: people, ties, context, projects, the start."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest

from docs.generated import document
from simulation import Settings, change, dice, simulate
from simulation.population import build
from simulation.record import record
from simulation.rules import context, people, projects, ties
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
from tests.worlds import by_hand


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


def test_j1_a_bid_begins(life):
    settings, world, _ = life
    s, people_ = settings.projects, world.people
    for i in range(36, len(people_)):
        tied = {pair: w for pair, w in bonds(world).items() if i in pair}
        if not tied:
            continue
        j = min(max(tied, key=tied.get))
        chance = s.bid * max(tied.values()) * people_["attitude"][j] * people_["confidence"][i]
        counts = world.organisations[["bids_begun", "bids_helped"]].copy()
        ask(projects.start_bid, world, i=i, week=7, die=chance * (1 + 1e-9))
        assert world.projects["due"][i] == -1
        assert np.array_equal(world.organisations[["bids_begun", "bids_helped"]], counts)
        ask(projects.start_bid, world, i=i, week=7, die=chance * (1 - 1e-9))
        assert world.projects["due"][i] == 7 + 94
        assert world.projects["partner"][i] == j
        for person in (i, j):
            o = people_["organisation"][person]
            helped = people_["brokered"][i] > 0 and people_["brokered"][j] > 0
            assert world.organisations["bids_begun"][o] == counts["bids_begun"][o] + 1
            assert world.organisations["bids_helped"][o] == counts["bids_helped"][o] + helped


def test_j2a_chance_of_winning(life):
    settings, world, rng = life
    for _ in range(20):
        i, j = rng.choice(len(world.people), 2, replace=False)
        known = (world.people["knowledge"][i] + world.people["knowledge"][j]) / 2
        w = settings.projects.win
        odds = w / (1 - w) * (1 + 0.6 * known)
        assert same(ask(projects.winning_chance, world, i=i, j=j), odds / (1 + odds))


def test_j3_openness_of_a_decision(life):
    settings, world, rng = life
    s, c = settings.projects, settings.context
    for i in range(36):
        o = int(world.people["organisation"][i])
        left, week = rng.random(), int(rng.integers(50))
        junior = 0 if world.people["senior"][i] else 1
        blocked = 1 - junior * c.seniors * (1 - c.senior_involvement)
        before = int(world.organisations["decisions"][o])
        ask(projects.face_decision, world, o=o, i=i, week=week, die=left * 0.015)
        assert world.projects["open"][i] == (left < (1 - c.pressure) * blocked)
        assert world.projects["due"][i] == week + s.window
        assert world.organisations["decisions"][o] == before + 1


def test_j4_seeking_research(life):
    settings, world, rng = life
    for i in range(36):
        o = int(world.people["organisation"][i])
        best = max((w for pair, w in bonds(world).items() if i in pair), default=0)
        for b in np.nonzero(world.brokers["in_post"])[0]:
            found = presence(world, b, o) * world.brokers["insight"][b, 1]
            best = max(best, found * trust(world, b, i))
        assert same(ask(projects.source_of_research, world, o=o, i=i), best)
        chance = settings.projects.find * world.people["skill"][i] * world.people["confidence"][i]
        due = int(rng.integers(10, 20))
        for is_open, week, share in itertools.product((False, True), (5, due), (0.999, 1.001)):
            world.projects["open"][i], world.projects["due"][i] = is_open, due
            before = int(world.organisations["decisions_informed"][o])
            known = dict(o=o, i=i, week=week, die=chance * best * share)
            ask(projects.seek_research, world, **known)
            used = bool(is_open and best > 0 and share < 1)
            assert world.organisations["decisions_informed"][o] == before + used
            assert world.projects["open"][i] == (is_open and not used)
            assert world.projects["due"][i] == (-1 if week >= due else due)


def test_the_same_decisions_come_up_in_every_arm():
    changes = {"weeks": 60, "contract.weeks": 52, "projects.find": 1.0}
    arms = [simulate(change(Settings(), changes | {"arm": arm}), [3]) for arm in ("none", "team")]
    assert arms[0]["decisions_all_followup"].equals(arms[1]["decisions_all_followup"])
    assert arms[0]["decisions_all_followup"][0] > 0


def test_a_mean_over_nobody_is_missing_and_organisations_have_columns():
    few = {"population.organisations": 6, "population.academics": 20}
    first = simulate(change(Settings(), {"arm": "none", "weeks": 3} | few), [0], weekly=True).iloc[
        0
    ]
    names = [f"organisation_{k + 1}" for k in range(6)]
    tied = [name for name in names if first[f"ties_in_{name}"] > 0]
    assert 0 < len(tied) < 6
    assert [name for name in names if not np.isnan(first[f"bond_in_{name}"])] == tied


def test_hours_together_are_a_mean_over_the_weeks_of_the_programme(tmp_path):
    posts = tmp_path / "posts.csv"
    posts.write_text(
        "post,home,host,embedded,start,weeks,fte,buddy,leader\n"
        "one,manager,,yes,10,20,0.5,two,no\ntwo,academic,,yes,12,18,0.5,one,yes\n"
    )
    settings = change(Settings(), {"brokers.roster": str(posts), "weeks": 40})
    run = simulate(settings, [1]).iloc[0]
    total = run[["hours_meetings", "hours_buddying", "hours_leading"]].sum()
    assert total > 0 and same(run["hours_together"], total / 20)


def test_the_address_that_the_document_gives_as_an_example():
    text = (document.ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
    address, value = re.search(r"Address \(([\d, ]+)\).* gives (0\.\d+)", text).groups()
    seed, purpose, week, use = map(int, address.split(", "))
    key = np.uint64(dice.week_of(seed, purpose, week))  # compiled code needs it unsigned
    assert dice.die(key, use) == float(value)
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    written = {}
    exec(code, written)
    assert written["die"](seed, purpose, week, use) == float(value)


def test_purposes_uses_and_constants_of_the_dice_are_as_described():
    text = (document.ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) (\w+) \|.*\| (\d+) \|$", text, re.M)
    uses = {
        "TRAITS": 10, "NETWORK": dice.FIRST_COLLEAGUE + 1, "PEOPLE": dice.PERSON_USES,
        "ORGANISATIONS": dice.ORGANISATION_USES, "BROKERS": dice.BROKER_USES, "PROGRAMME": 1,
    }  # fmt: skip
    assert {name.upper(): int(many) for _, name, many in rows} == uses
    assert {name.upper(): int(purpose) for purpose, name, _ in rows} == {
        name: getattr(dice, name) for name in uses
    }
    for constant in ("_STEP", "_FIRST", "_SECOND"):
        assert f"0x{int(getattr(dice, constant)):016X}" in text


def test_founders_are_drawn_as_described():
    settings = change(Settings(), {"context.relations": 0.08, "population.academics": 70})
    world, s = build(settings, 7), settings.population
    for community, number, first, size in ((0, 0, 0, 40), (0, 2, 80, 40), (1, 1, 190, 70)):

        def drawn(purpose, uses, where=(community, number), size=size):
            return np.array(
                [
                    [by_hand(7, purpose, 0, *where, m, use) for use in range(uses)]
                    for m in range(size)
                ]
            )

        u, two = drawn(1, 2), drawn(0, 10)
        z = np.sqrt(-2 * np.log(1 - two[:, ::2])) * np.cos(2 * np.pi * two[:, 1::2])
        rows = slice(first, first + size)
        assert np.array_equal(world.people["senior"][rows], u[:, 0] < 0.12)
        ally = u[:, 1] < s.ally_share
        assert np.array_equal(world.people["ally"][rows], ally)
        a = s.willing + settings.context.relations + 0.08 * z[:, 0]
        theta = s.threshold + 0.07 * z[:, 4]
        able = s.able + 0.08 * z[:, 1:3]
        others = (("knowledge", able[:, 0]), ("skill", able[:, 1]))
        for name, values in (("attitude", a), *others, ("threshold", theta)):
            expected = np.clip(values, 0.01, 0.99)
            assert world.personalities[name][rows] == pytest.approx(expected, rel=1e-12)
        assert world.people["confidence"][rows] == pytest.approx(
            np.clip(s.willing + 0.08 * z[:, 3], 0.01, 0.99), rel=1e-12
        )


def test_probabilities_per_year_become_weekly_ones():
    assert same(
        record(Settings())["context_reorganisation"][0], weekly(Settings().context.reorganisation)
    )
