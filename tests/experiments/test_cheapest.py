"""The cheapest plan on planted cases: in which worlds it is chosen and tested, and what it costs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pytest import approx

from experiments.execution.executors.local import serial
from experiments.execution.job import Job
from experiments.studies.decision import cheapest
from experiments.studies.decision.cheapest import LIKELY, Choice
from simulation import Settings, change
from simulation.roster import roster
from tests.experiments.test_plan import plan

BASE = Settings()


def truth(one: Choice) -> float:
    """A plan's chance of reaching the critical mass; no plan's is 0.8 to a hair."""
    return min(1.0, one.size * one.fte * one.weeks / 250.5)


def judge(stream, sets=200):
    """Judges plans in one world of each set."""
    return lambda some: {one: (stream.random(sets) < truth(one)).astype(float) for one in some}


def sure(some):
    """Judges plans in so many worlds that nothing is left to chance."""
    return {one: np.full(10, truth(one)) for one in some}


def test_one_broker_may_be_alone_but_is_no_team():
    assert {one.size for one in cheapest.choices("solos")} == set(range(1, 11))
    assert {one.size for one in cheapest.choices("team")} == set(range(2, 11))
    alone = change(BASE, {**Choice(1, 1.0, 52).changes, "arm": "solos"})
    assert len(roster(alone)) == 1


def test_a_plan_costs_its_hours():
    one = Choice(4, 0.5, 52)
    assert cheapest.cost(BASE, one) == approx(4 * 0.5 * 60_000 * 52 / 52.18)
    for arm in cheapest.ARMS:  # and those of its posts
        posts = roster(change(BASE, {**one.changes, "arm": arm}))
        assert sum(post.fte for post in posts) == one.size * one.fte


def test_a_plan_at_the_edge_of_what_was_tried_is_told_as_such():
    longest = max(cheapest.WEEKS)
    assert cheapest.edges(Choice(10, 0.4, 104)) == "the most brokers and the fewest hours"
    assert cheapest.edges(Choice(2, 0.5, longest)) == "the longest contract"
    assert cheapest.edges(Choice(3, 0.5, 104)) == ""
    assert cheapest.edges(Choice(2, 1.0, 104)) == ""  # nothing lies beyond that


def test_only_plans_that_are_clearly_less_likely_are_dropped():
    assert not cheapest._unlikely(np.repeat([1.0, 0.0], (28, 12)))  # 0.70 of 40
    assert cheapest._unlikely(np.repeat([1.0, 0.0], (24, 16)))  # 0.60


def test_the_chosen_plan_is_the_cheapest_in_truth_whatever_chance_does():
    plans = cheapest.choices("team")
    right = min(cheapest.cost(BASE, one) for one in plans if truth(one) >= LIKELY)
    chosen = [
        cheapest.cheapest(BASE, cheapest.judged_anew(BASE, plans, judge(np.random.default_rng(n))))
        for n in range(8)
    ]
    assert np.mean([cheapest.cost(BASE, one) for one in chosen]) == approx(right, rel=0.1)
    assert np.mean([truth(one) for one in chosen]) == approx(LIKELY, abs=0.04)


def test_plans_are_judged_from_the_cheapest_on_until_dearer_ones_could_not_be_chosen():
    plans = [one for one in cheapest.choices("team") if truth(one) >= LIKELY]
    found = cheapest.judged_anew(BASE, plans, sure)
    assert list(found) == cheapest.by_cost(BASE, plans)[: cheapest.AT_ONCE]  # the first will do
    never = cheapest.judged_anew(BASE, plans, lambda some: {one: np.zeros(10) for one in some})
    assert len(never) == len(plans)
    assert cheapest.cheapest(BASE, never) is None
    assert cheapest.judged_anew(BASE, [], sure) == {}


def test_the_bootstrap_judges_plans_as_the_study_does():
    judged = sure(cheapest.choices("team"))
    chosen = cheapest.cost(BASE, cheapest.cheapest(BASE, judged))
    assert cheapest._cheapest_in_draws(BASE, judged) == approx(chosen)


def test_costs_of_two_arms_are_compared_over_draws_of_sets():
    some, stream = cheapest.choices("team"), np.random.default_rng(0)
    chance = stream.random(200)  # the same sets for all plans
    better = {one: (chance < 1.5 * truth(one)).astype(float) for one in some}
    worse = {one: (chance < truth(one)).astype(float) for one in some}
    found = cheapest.dearer(BASE, {"team": better, "solos": worse})
    assert found["dearer"] < 0 and found["dearer_high"] < 0
    alike = cheapest.dearer(BASE, {"team": better, "solos": better})
    assert set(alike.values()) == {0}
    none = cheapest.dearer(BASE, {"team": better, "solos": {one: np.zeros(200) for one in some}})
    assert np.isnan(list(none.values())).all()


class Watched(Job):
    """A job that runs nothing: it notes in which worlds it should."""

    def run(self, wanted, sets=None, weekly=0):
        return {name: (sets, changes) for name, changes in wanted.items()}


@pytest.mark.parametrize("enough", [True, False])
def test_a_plan_is_chosen_in_new_worlds_and_tested_in_further_ones(monkeypatch, tmp_path, enough):
    """The first worlds flatter plans and the next ones less so; in the last ones none reaches the mass."""
    made = plan(kind="headline", arms=[], compare=[], replicates=3, set_replicates=2, seed=1)
    made = dataclasses.replace(made, members=(BASE,) * 5)
    seen = {}

    def reached(one, changes):
        world = one.seeds[0] - made.sets[one.number].seeds[0]
        seen.setdefault(world, set()).update(one.seeds)
        weeks = changes["brokers.fte"] * changes["contract.weeks"]
        share = {0: weeks >= 80, 1: enough and weeks >= 100}.get(world, one.number == 0)
        return np.full((len(one.seeds), 1), 0.9 * share)

    def stacked(runs, outcomes):
        return np.array([reached(one, changes) for sets, changes in runs for one in sets])

    monkeypatch.setattr(cheapest, "stacked", stacked)
    found = cheapest.tables(Watched(made, serial, 1, tmp_path))
    rows = found["cheapest"].to_dict("records")
    assert len(found["plans"]) == sum(row["plans"] for row in rows)
    assert set(found["plans"]["chance"]) == {0.0, 1.0}  # as the first worlds have it
    worlds = [world for some in seen.values() for world in some]
    assert len(worlds) == len(set(worlds))  # no world has a part in two steps
    counts = {0: 5, 1: 5, 2: 15} if enough else {0: 5, 1: 5}
    assert {world: len(some) for world, some in seen.items()} == counts
    for row in rows:
        if enough:
            assert row["fte"] * row["weeks"] >= 100  # not the cheapest of all, which the first name
            assert row["chance"] == approx(0.2) and row["chance_low"] < 0.2 < row["chance_high"]
        else:
            assert np.isnan(row["money"]) and np.isnan(row["dearer"])
