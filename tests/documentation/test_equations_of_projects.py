"""The equations of the ODD for projects, outcomes, dice and founders."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from docs.generated import document
from simulation import Settings, change, dice, simulate
from simulation.founders import ACQUAINTANCES
from simulation.population import build
from simulation.record import record
from simulation.rules import projects
from tests.documentation.lives import ask, bonds, presence, same, trust, weekly
from tests.worlds import by_hand


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
    made = int(
        ACQUAINTANCES / 2
    )  # by a person at most: acquaintance is mutual, and a die is below 1
    uses = {
        "TRAITS": 10, "NETWORK": dice.FIRST_COLLEAGUE + made, "PEOPLE": dice.PERSON_USES,
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
