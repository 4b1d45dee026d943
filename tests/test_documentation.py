"""docs/ODD.md: complete, current, and right.

The equations of its section 7 are written out here in plain Python, from the document, and compared
with the compiled rules on random worlds.
"""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
import re

import numpy as np
import pytest

import simulation.rules
from experiments import document
from simulation import Settings, change, dice, population
from simulation.params import names, record
from simulation.passport import leaves
from simulation.population import build
from simulation.rules import context, encounters, people, posts, projects, ties
from simulation.tables import (
    BROKER,
    CONTACTS,
    NOBODY,
    ORGANISATION,
    PERSON,
    PERSONALITY,
    PROGRAMME,
    PROJECT,
    TIES,
)

TEXT = document.DOCUMENT.read_text(encoding="utf-8")
BY_HAND = document.by_hand(TEXT)
STANCES = ("attitude", "knowledge", "skill", "confidence")


# ------------------------------------------------------------------- complete and current


def test_the_generated_parts_are_current():
    assert document.renewed(TEXT) == TEXT, "run: python -m experiments.document"


def test_a_missing_part_is_an_error():
    with pytest.raises(ValueError, match="settings"):
        document.renewed("")


def _rules():
    """The compiled functions of the rules."""
    found = []
    for module in pkgutil.iter_modules(simulation.rules.__path__):
        loaded = importlib.import_module(f"simulation.rules.{module.name}")
        members = [_plain(member) for member in vars(loaded).values()]
        found += [f for f in members if getattr(f, "__module__", "") == loaded.__name__]
    return found


def _plain(rule):
    """A rule as a Python function."""
    return getattr(rule, "py_func", rule)


def test_every_rule_has_its_number_in_the_document_and_the_other_way_round():
    numbered, mentioned = {}, set()
    for rule in _rules():
        words = rule.__doc__ or ""
        mentioned |= set(re.findall(r"\b[TCPJBE]\d[a-z]?\b", words))
        if head := re.match(r"([TCPJBE]\d[a-z]?)\. ", words):
            numbered[head[1]] = rule.__name__
    described = dict(re.findall(r"^\*\*([TCPJBE]\d[a-z]?)\. [^*]+\*\* \(`(\w+)`\)", BY_HAND, re.M))
    assert set(described) == mentioned
    assert numbered.items() <= described.items()


def test_every_function_of_the_rules_is_named_in_the_document():
    assert [f.__name__ for f in _rules() if f"`{f.__name__}`" not in BY_HAND] == []


def test_every_setting_is_tied_to_a_rule():
    assert [name for name in names() if f"`{name}`" not in BY_HAND] == []


def test_no_setting_is_named_that_does_not_exist():
    groups = {name.partition(".")[0] for name in names() if "." in name}
    named = re.findall(r"`(\w+\.\w+)`", BY_HAND)
    assert [name for name in named if name.split(".")[0] in groups and name not in names()] == []


@pytest.mark.parametrize(
    "kind",
    [ORGANISATION, PERSON, PERSONALITY, TIES, PROJECT, BROKER, CONTACTS, PROGRAMME],
)
def test_every_field_of_the_state_is_described(kind):
    entities = BY_HAND.split("## 2. ")[1].split("## 3. ")[0]
    assert [field for field in kind.names if f"`{field}`" not in entities] == []


def test_every_outcome_is_explained():
    outcomes = BY_HAND.split("## 9. ")[1].split("## 10. ")[0]
    columns = {column for both in document.outcome_columns() for column in both}
    known = re.findall(r"`(\w+)`", outcomes)
    stems = tuple(name for name in known if name.endswith("_"))
    unknown = {name for name in columns if name not in known and not name.startswith(stems)}
    assert unknown <= {"arm", "seed", "week"}


# ------------------------------------------------------------------- random worlds


def ask(rule, world, **known):
    """Call a rule with those of its arguments that it asks for, by name."""
    known = world._asdict() | known
    return rule(*(known[name] for name in inspect.signature(_plain(rule)).parameters))


def drawn(rng, arm="team"):
    """Settings drawn from their plausible ranges; the population and the posts stay small."""
    changes = {"arm": arm, "population.managers": 12, "population.academics": 14, "weeks": 1_000}
    for leaf in leaves(Settings()):
        group, _, name = leaf.name.partition(".")
        fixed = group in ("population", "arm", "weeks") or name in ("managers", "academics")
        if fixed or not leaf.passport.plausible or isinstance(leaf.value, str):
            continue
        if isinstance(leaf.value, bool):
            changes[leaf.name] = bool(rng.random() < 0.8)
        elif isinstance(leaf.value, int):
            low, high = leaf.passport.plausible
            changes[leaf.name] = int(rng.integers(low, high + 1))
        else:
            changes[leaf.name] = float(rng.uniform(*leaf.passport.plausible))
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
    people_["senior"] = rng.random(len(people_)) < 0.5
    world.organisations["pressure"] = rng.random(len(world.organisations))
    world.organisations["stability"] = rng.random(len(world.organisations))
    world.colleagues[rng.random(world.colleagues.shape) < 0.2] = NOBODY
    for name in ("strain", "confidence", "support"):
        brokers[name] = rng.random(len(brokers))
    brokers["insight"] = rng.random((len(brokers), 2))
    brokers["in_post"] = rng.random(len(brokers)) < 0.8
    brokers["backlog"] = rng.integers(0, 12, len(brokers))
    brokers["successes"] = rng.integers(0, 9, len(brokers))
    brokers["away"] = rng.uniform(0, 6, len(brokers))
    brokers["free"] = rng.uniform(-1, 1, len(brokers))
    for b in range(len(books)):
        known = rng.permutation(len(people_))[:20]
        books["size"][b], books["who"][b, :20] = 20, known
        books["trust"][b, :20] = rng.random(20)
    for _ in range(60):
        i, j = rng.integers(0, 36), rng.integers(36, 64)
        ties.strengthen_tie(world.ties, i, j, rng.uniform(0.02, 0.9))
    return settings, world, rng


@pytest.fixture(params=range(8))
def life(request):
    return lived(request.param)


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
    size = int(book["size"])
    where = np.nonzero(book["who"][:size] == i)[0]
    return float(book["trust"][where[0]]) if len(where) else 0.0


def others(world, b):
    return [k for k in range(len(world.brokers)) if k != b and world.brokers["in_post"][k]]


def switches(settings):
    """Meetings a week and the switches that count, as in section 2.3."""
    team = settings.team
    m = team.meetings_per_fortnight / 2
    return m, {
        "support": team.support and (m > 0 or team.buddying),
        "pooling": team.pooling and m > 0,
        "introductions": team.introductions and (m > 0 or team.buddying),
        "buddying": team.buddying,
        "leadership": team.leadership,
    }


def weekly(yearly):
    return 1 - (1 - yearly) ** (1 / 52.18)


def same(one, other):
    return one == pytest.approx(other, rel=1e-12, abs=1e-12)


# ------------------------------------------------------------------- people, ties, context


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
        assert same(
            world.people["attitude"][i], a[i] + settings.culture.social_pull * (a[j] - a[i])
        )
        for name in ("knowledge", "skill"):
            y = before[name]
            gain = max(0, y[j] - max(y[i], base[name]))
            assert same(world.people[name][i], y[i] + settings.culture.sharing * gain)
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
    settings, world, _ = life
    culture = settings.culture
    for _ in range(5):
        expected = {}
        for pair, w in bonds(world).items():
            left = w * (1 - (culture.loose_bond * (1 - w) + culture.close_bond * w))
            if left >= 0.02:
                expected[pair] = left
        for i in range(len(world.people)):
            ask(ties.fade_ties, world, i=i)
        assert bonds(world) == pytest.approx(expected, rel=1e-12)


def test_c4a_chance_of_leaving(life):
    settings, world, _ = life
    yearly = (settings.context.turnover_managers, settings.context.turnover_academics)
    for o, place in enumerate(world.organisations):
        usual = weekly(yearly[place["community"]])
        unrest = (settings.context.unsettled_turnover - 1) * (1 - place["stability"])
        assert same(ask(context.leaving_chance, world, o=o), min(1, usual * (1 + unrest)))


# ------------------------------------------------------------------- projects


def test_j2a_chance_of_winning(life):
    settings, world, rng = life
    for _ in range(20):
        i, j = rng.choice(len(world.people), 2, replace=False)
        known = (world.people["knowledge"][i] + world.people["knowledge"][j]) / 2
        w = settings.projects.win
        odds = w / (1 - w) * (1 + (settings.projects.need_odds - 1) * known)
        assert same(ask(projects.winning_chance, world, i=i, j=j), odds / (1 + odds))


def test_j3_openness_of_a_decision(life):
    settings, world, rng = life
    s, zeta = settings.projects, settings.context.senior_involvement
    for i in range(36):
        o = int(world.people["organisation"][i])
        left, week = rng.random(), int(rng.integers(50))
        pressed = 1 - s.closed_by_pressure * world.organisations["pressure"][o]
        junior = 0 if world.people["senior"][i] else 1
        blocked = 1 - junior * s.closed_by_seniors * (1 - zeta)
        before = int(world.organisations["decisions"][o])
        ask(projects.face_decision, world, o=o, i=i, week=week, die=left * s.decision)
        assert world.projects["open"][i] == (left < pressed * blocked)
        assert world.projects["due"][i] == week + s.window
        assert world.organisations["decisions"][o] == before + 1


# ------------------------------------------------------------------- brokers


def test_b1c_chance_that_a_broker_leaves(life):
    settings, world, _ = life
    c = settings.contract
    end = c.start + c.weeks * (1 + c.renewals)
    for b in range(len(world.brokers)):
        for week in (end - 27, end - 26):
            late = c.exit_late if week >= end - 26 else 1
            excess = max(0, world.brokers["strain"][b] - c.strain_tolerance)
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
        assert same(now["free"], min(row["free"] + left - lost, 12))
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
        grown += (1 - c) * (1 - xi) * s.recovery * support
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


def test_b1_a_vacancy_lasts_a_week_longer_than_its_setting():
    _, world, _ = lived(99)
    world.programme["running"] = True
    world.brokers["in_post"] = True
    world.p["contract_exit"] = 1.0
    ask(posts.staff_post, world, b=0, week=0, die=0.0)
    weeks = 1
    while not world.brokers["in_post"][0]:
        ask(posts.staff_post, world, b=0, week=0, die=0.0)
        weeks += not world.brokers["in_post"][0]
    assert weeks == world.p["contract_vacancy"][0] + 1


# ------------------------------------------------------------------- encounters


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

    def spare(u, q):
        return min(u / q, 1 - 2**-53)

    def pick(u, n):
        return min(int(u * n), n - 1)

    h, p, r = (getattr(settings.brokers, x) for x in ("host_share", "follow_up", "elsewhere"))
    places = world.organisations
    for b in range(len(world.brokers)):
        broker, size = world.brokers[b], int(world.books["size"][b])
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
                expected = place["first"] + pick(v, place["size"])
            elif expected is None:
                place = places[broker["host_organisation" if at_host else "home_organisation"]]
                expected = place["first"] + pick(spare(v - r, 1 - r), place["size"])
            assert ask(encounters.choose_visit, world, b=b, die=u) == expected


# ------------------------------------------------------------------- the start


def test_the_streams_and_their_sizes_are_as_described():
    rows = re.findall(r"^\| (\d) (\w+) \|.*\b(?:once|weekly): ([\d ×]+)", TEXT, re.M)
    size = {
        "TRAITS": len(population.TRAIT_NAMES),
        "NETWORK": population.FOUNDER_USES,
        "PEOPLE": dice.PERSON_USES * dice.TRAY,
        "ORGANISATIONS": dice.ORGANISATION_USES,
        "BROKERS": dice.BROKER_USES,
        "PROGRAMME": 1,
    }
    described = {name.upper(): math.prod(map(int, many.split("×"))) for _, name, many in rows}
    assert described == size
    assert {name.upper(): int(purpose) for purpose, name, _ in rows} == {
        name: getattr(dice, name) for name in size
    }


def test_founders_are_drawn_as_described():
    settings = change(Settings(), {"context.relations": 0.8, "population.academics": 70})
    world, s = build(settings, 7), settings.population
    for community, number, first, size in ((0, 0, 0, 40), (0, 2, 80, 40), (1, 1, 190, 70)):

        def stream(purpose, where=(community, number)):
            key = np.random.SeedSequence(7, spawn_key=(purpose, *where))
            return np.random.Generator(np.random.SFC64(key))

        z, u = stream(0).standard_normal((size, 5)), stream(1).random((size, 11))
        rows = slice(first, first + size)
        assert np.array_equal(world.people["senior"][rows], u[:, 0] < s.senior_share)
        ally = u[:, 1] < s.ally_share
        assert np.array_equal(world.people["ally"][rows], ally)
        warmth = settings.context.relations_weight * (settings.context.relations - 0.5)
        a = s.attitude + s.spread * z[:, 0] + ally * s.ally_attitude + warmth
        theta = s.threshold + s.threshold_spread * z[:, 4]
        for name, values in (("attitude", a), ("threshold", theta)):
            expected = np.clip(values, 0.01, 0.99)
            assert world.personalities[name][rows] == pytest.approx(expected, rel=1e-12)
        assert world.people["confidence"][rows] == pytest.approx(
            np.clip(s.confidence + s.spread * z[:, 3], 0.01, 0.99), rel=1e-12
        )


def test_probabilities_per_year_become_weekly_ones():
    assert same(
        record(Settings())["context_reorganisation"][0], weekly(Settings().context.reorganisation)
    )
