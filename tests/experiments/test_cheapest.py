"""The cheapest plan on planted cases: in which worlds it is chosen and told, and the search for it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pytest import approx

from experiments.execution.executors.local import serial
from experiments.execution.job import Job
from experiments.studies.decision import cheapest, words
from experiments.studies.decision import run as decision
from experiments.studies.decision.cheapest import Choice
from simulation import Settings, change
from simulation.roster import roster
from tests.experiments.reported import carries, claims
from tests.experiments.test_plan import plan


def judge(some):
    """More hours bring more people, with little luck."""
    luck = np.linspace(-0.02, 0.02, 20)
    return {one: one.size * one.fte * one.weeks / 2000 + luck for one in some}


@pytest.mark.parametrize("arm", cheapest.ARMS)
def test_the_search_finds_a_plan_as_cheap_as_any_without_looking_at_all(arm):
    base = Settings()
    found, seen = cheapest.search(base, arm, judge, 0.25, seed=0)
    best = cheapest.cheapest(base, judge(cheapest.choices(arm)), 0.25)
    assert found and best and cheapest.row(base, arm, None, best, found)["search_agrees"]
    assert len(seen) < len(cheapest.choices(arm))


def test_a_search_that_misses_the_cheapest_plan_does_not_agree():
    best, missed = Choice(2, 0.5, 104), Choice(2, 0.5, 117)
    for chosen in (None, missed):  # by other worlds, which the search knows nothing of
        agrees = [
            cheapest.row(Settings(), "team", chosen, *pair)["search_agrees"]
            for pair in ((best, best), (best, missed), (best, None), (None, None))
        ]
        assert agrees == [True, False, False, True]


def test_one_broker_may_be_alone_but_is_no_team():
    assert {one.size for one in cheapest.choices("solos")} == set(range(1, 11))
    assert {one.size for one in cheapest.choices("team")} == set(range(2, 11))
    alone = change(Settings(), {**Choice(1, 1.0, 52).changes, "arm": "solos"})
    assert len(roster(alone)) == 1


def told(best, **other):
    """A row of the table of plans, as a file has it."""
    row = {
        "circumstances": "X",
        "arm": "team",
        "settings": "the default settings",
        "critical": 0.25,
        "anew": 40,
        "chosen_in": 30,
        "plans": 693,
    }
    row |= cheapest.row(Settings(), "team", best, best, best)
    if best is None:
        return row
    again = cheapest.again(np.array([0.4, 0.3, 0.2, 0.5]), np.array([[0.1, 0.5], [0.1, 0.2]]), 0.25)
    return row | again | other


def test_where_no_plan_passes_none_is_named():
    found, _ = cheapest.search(Settings(), "team", judge, 50.0, seed=0)
    assert found is None
    assert carries(words.cheapest(told(None)), 25, 693, 40)
    assert carries(words.cheapest(told(None) | {"anew": 0}), 693)


def test_a_plan_is_judged_where_it_was_not_chosen():
    row = told(Choice(4, 0.5, 104))
    assert (row["share"], row["in_worlds"], row["in_sets"]) == (approx(0.35), 0.75, 0.5)
    assert row["in_sets_low"] < 0.5 < row["in_sets_high"]
    said = words.cheapest(row)
    assert carries(said, 75, 30, 95, 50, 9, 91, 25, 4, 35.0)
    below = words.cheapest({**row, "share_low": 0.1, "share_high": 0.2})
    above = words.cheapest({**row, "share_low": 0.3})
    assert "unclear" in claims(said) and "less" in claims(below)
    assert len({said, below, above}) == 3


def test_a_plan_at_the_edge_of_what_was_tried_is_told_as_such():
    assert cheapest.edges(Choice(2, 1.0, 104), "team") == "the fewest brokers and full time"
    assert cheapest.edges(Choice(2, 0.5, 156), "solos") == "the longest contract"
    assert "the fewest brokers" in words.cheapest(told(Choice(2, 0.5, 104)))


def lucky(stream, spread, worlds):
    """Gives a judge: a plan's truth is known; luck is one half that of the world, one half the plan's own."""
    of_worlds = stream.normal(0, spread, worlds)

    def judged(some):
        own = {one: stream.normal(0, spread, worlds) for one in some}
        return {one: truth(one) + (of_worlds + luck) / 2**0.5 for one, luck in own.items()}

    return judged


def truth(plan):
    """Of the people a plan makes practise: one quarter with 250 weeks of full time, the more the steeper."""
    return max(0.0, plan.size * plan.fte * plan.weeks / 500 - 0.25)


@pytest.mark.parametrize(("replicates", "spread"), [(20, 0.1), (20, 0.2)])
def test_the_chosen_plan_is_the_cheapest_in_truth_whatever_the_luck(replicates, spread):
    base, plans = Settings(), cheapest.choices("team")
    right = min(cheapest.cost(base, one) for one in plans if truth(one) >= 0.25)
    costs, shares = [], []
    for seed in range(5):
        stream = np.random.default_rng(seed)
        first = lucky(stream, spread, replicates)(plans)
        other = lucky(stream, spread, cheapest.ANEW * replicates)
        anew = cheapest.judged_anew(base, first, other, 0.25)
        chosen = cheapest.cheapest(base, anew, 0.25)
        costs.append(cheapest.cost(base, chosen))
        shares.append(truth(chosen))
        assert len(anew) < len(plans) / 3  # in practice few, as one soon reaches it
    assert np.mean(costs) == approx(right, rel=0.1)
    assert np.mean(shares) == approx(0.25, abs=0.03)


class Watched(Job):
    """A job that runs nothing: it notes in which worlds it should, and what is known of each lot of them."""

    def _run(self, sets, wanted, weekly):
        return {name: (sets, changes) for name, changes in wanted.items()}


def test_a_plan_is_chosen_in_other_worlds_and_seen_in_further_ones(monkeypatch, tmp_path):
    made = plan(kind="headline", arms=[], compare=[], replicates=3, set_replicates=2, seed=1)
    made = dataclasses.replace(made, members=(Settings(), Settings()))
    lots = {}

    def share(sets, changes):
        fte_weeks = changes["brokers.fte"] * changes["contract.weeks"]
        worlds = [seed - made.own[0].seeds[0] for seed in sets[0].seeds]
        lot = {0: "own", 3: "anew", 33: "further"}.get(worlds[0], "sets")
        lots.setdefault(lot, set()).update(seed for one in sets for seed in one.seeds)
        reached = {
            "own": 0.9 * (fte_weeks >= 80),
            "anew": 0.3 * (fte_weeks >= 100),
            "further": 0.1,
            "sets": 0.2,
        }
        return np.full((len(worlds), 1), reached[lot])

    def stacked(runs, outcomes):
        return np.array([share([one], changes) for sets, changes in runs for one in sets])

    monkeypatch.setattr(decision, "stacked", stacked)
    rows = list(decision._cheapest(Watched(made, serial, 1, tmp_path)))
    worlds = [world for lot in lots.values() for world in lot]
    assert len(worlds) == len(set(worlds))  # no world is of two lots
    assert {name: len(lot) for name, lot in lots.items()} == {
        "own": 3, "anew": 30, "further": 30, "sets": 4,
    }  # fmt: skip
    for row in rows:
        assert row["fte"] * row["weeks"] >= 100  # not the cheapest of all, which own worlds name
        assert row["first_money"] < row["money"]
        assert (row["share"], row["in_worlds"], row["in_sets"]) == (approx(0.1), 0, 0)
        assert (row["worlds"], row["set_runs"]) == (30, 2)


def test_plans_are_judged_anew_from_the_cheapest_on_until_dearer_ones_could_not_be_chosen():
    base, asked = Settings(), []

    def sure(some):
        asked.extend(some)
        return {one: np.full(10, truth(one)) for one in some}

    first = sure(cheapest.choices("team"))
    asked.clear()
    anew = cheapest.judged_anew(base, first, sure, 0.25)
    assert list(anew) == asked == cheapest.by_cost(base, asked)
    assert len(anew) <= cheapest.AT_ONCE  # the first ones reach it: no luck, no doubt
    never = cheapest.judged_anew(base, first, lambda some: {o: np.zeros(10) for o in some}, 0.25)
    assert len(never) == sum(shares.mean() >= 0.25 for shares in first.values())  # all that may
    assert cheapest.cheapest(base, never, 0.25) is None
    assert cheapest.judged_anew(base, first, sure, 50.0) == {}


def test_dear_plans_are_judged_however_many_cheaper_ones_fail():
    base, stream = Settings(), np.random.default_rng(0)
    plans = cheapest.by_cost(base, cheapest.choices("team"))

    def flat(some, worlds=200):  # nearly enough with any plan, enough with the dearest only
        return {
            one: 0.23 + 0.05 * (plans.index(one) > 500) + stream.normal(0, 0.05, worlds)
            for one in some
        }

    first = flat(plans, 20)
    anew = cheapest.judged_anew(base, first, flat, 0.25)
    chosen = cheapest.cheapest(base, anew, 0.25)
    assert len(anew) > 200 and chosen in plans[501:]
    assert len(anew) < len(first)  # and the dearest are left out, as they would not be chosen


def test_costs_of_two_arms_are_compared_over_draws_of_worlds():
    base, stream = Settings(), np.random.default_rng(0)
    some = [Choice(2, 1.0, weeks) for weeks in cheapest.WEEKS]
    luck = stream.normal(0, 0.1, 20)
    better = {one: one.weeks / 300 + 0.1 + luck for one in some}
    worse = {one: one.weeks / 300 + luck for one in some}
    found = cheapest.dearer(base, {"team": better, "solos": worse}, 0.25)
    assert found["dearer_high"] < 0 and found["dearer"] < 0
    alike = cheapest.dearer(base, {"team": better, "solos": better}, 0.25)
    assert set(alike.values()) == {0}
    other = {one: one.weeks / 300 + 0.1 + stream.normal(0, 0.1, 20) for one in some}
    unclear = cheapest.dearer(base, {"team": better, "solos": other}, 0.25)
    assert unclear["dearer_low"] <= 0 <= unclear["dearer_high"]
    assert "unclear" in claims(words.dearer([told(None) | unclear])[0])
    assert "unclear" not in claims(words.dearer([told(None) | found])[0])
    nothing = {one: np.zeros(20) for one in some}
    none = cheapest.dearer(base, {"team": better, "solos": nothing}, 0.25)
    assert np.isnan(list(none.values())).all()
    (said,) = words.dearer([told(None) | none])
    assert "nan" not in said and not claims(said) & {"more", "less"}


def test_the_bootstrap_judges_plans_as_the_study_does():
    base = Settings()
    judged = {one: np.full(20, truth(one)) for one in cheapest.choices("team")}
    for critical in np.linspace(0.101, 0.403, 10):  # no plan is there to a hair
        chosen = cheapest.cost(base, cheapest.cheapest(base, judged, critical))
        assert cheapest._cheapest_in_draws(base, judged, critical) == approx(chosen)


def test_a_plan_costs_its_hours():
    base, plan = Settings(), Choice(4, 0.5, 52)
    assert cheapest.cost(base, plan) == approx(4 * 0.5 * 60_000 * 52 / 52.18)
    for arm in cheapest.ARMS:  # and those of its posts
        posts = roster(change(base, {**plan.changes, "arm": arm}))
        assert sum(post.fte for post in posts) == plan.size * plan.fte
